import type {
  Browser,
  BrowserContextOptions,
  BrowserContext,
  CDPSession,
  Page,
  Request,
} from 'playwright-core';

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly devtools: CDPSession;
  /** Everything that was asked for, by whatever part of the app. */
  readonly requests: readonly Request[];
  /** Addresses to which the page sent a cookie. */
  readonly withCookies: ReadonlySet<string>;
  /** What the content security policy stopped, and errors that nobody caught. */
  readonly faults: readonly string[];
}

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
export const desktop = { viewport: { width: 1280, height: 800 } };
export const password = 'correct horse battery';

/** A browser of somebody's own, with a fingerprint reader that always agrees. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-US', ...phone, ...options });
  context.setDefaultTimeout(20_000);
  const requests: Request[] = [];
  const faults: string[] = [];
  context.on('request', (request) => requests.push(request));
  context.on('weberror', (error) => faults.push(String(error.error())));
  await context.exposeBinding('tellBreach', (_source, breach: string) => faults.push(breach));
  await context.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    tellBreach(event.violatedDirective + ' ' + event.blockedURI + ' at ' + event.sourceFile))`);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const withCookies = new Set<string>();
  const addresses = new Map<string, string>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url));
  devtools.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    const address = addresses.get(requestId);
    const named = Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
    if (named && address !== undefined) withCookies.add(address);
  });
  await devtools.send('Network.enable');
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { context, page, devtools, requests, withCookies, faults };
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** Signs up through the screens; ends at the feed. */
export async function signUp(
  page: Page,
  origin: string,
  handle: string,
  how: { age?: string; with?: 'password' | 'passkey' } = {},
): Promise<void> {
  await page.goto(`${origin}/sign-up`);
  await button(page, how.age ?? '18 or older').click();
  await page.getByLabel('Handle').fill(handle);
  await button(page, 'Continue').click();
  if (how.with === 'passkey') {
    await button(page, 'Create a passkey').click();
  } else {
    await button(page, 'Use a password').click();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await button(page, 'Create the account').click();
  }
  await page.getByLabel('I have put them in a safe place').check();
  await button(page, 'To the clips').click();
  await page.waitForURL(`${origin}/`);
}

/** A finger that moves from one place to another and leaves with its speed. */
export async function swipe({ devtools, page }: Visit, by: number): Promise<void> {
  const { width, height } = page.viewportSize() ?? phone.viewport;
  const x = width / 2;
  const from = height / 2 + by / 2;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x, y }] });
  await touch('touchStart', from);
  for (let step = 1; step <= 8; step++) await touch('touchMove', from - (by * step) / 8);
  await touch('touchEnd');
}

const onScreen = 'article:not([inert])';

/** The clip on the screen. */
export const clipOnScreen = (page: Page) => page.locator(onScreen);

/** An expression about the video on the screen. A string is never called as a function, whatever it looks like. */
export const ofVideo = (what: string) => `document.querySelector('${onScreen} video').${what}`;

/** Waits until the clip on the screen has presented a picture and its time has moved. */
export async function waitForPlaying(page: Page): Promise<void> {
  await clipOnScreen(page).locator('video').waitFor();
  const first = await page.evaluate<number>(ofVideo('currentTime'));
  const moved = `${ofVideo('currentTime')} !== ${first} && ${ofVideo('getVideoPlaybackQuality()')}.totalVideoFrames > 0`;
  // Asked from here: what polls within the page is a string that the policy does not let run.
  const until = Date.now() + 20_000;
  while (!(await page.evaluate<boolean>(moved))) {
    if (Date.now() > until) throw new Error('The clip on the screen does not play.');
  }
}
