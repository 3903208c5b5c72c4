import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { checkAccess } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { removeFolder, startServer } from '../support/server.ts';

const server = await startServer();
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The bodies and addresses of everything that was sent. */
  readonly sent: string[];
}

/** A phone of somebody's own, with a fingerprint reader that always agrees. */
async function visit(locale = 'en-US'): Promise<Visit> {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const sent: string[] = [];
  context.on('request', (request) =>
    sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
  );
  const devtools = await context.newCDPSession(page);
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
  return { context, page, sent };
}

/** What must hold for every screen: at 320 px nothing sticks out, and axe finds nothing at either width. */
async function checkScreen(page: Page, name: string): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    assert.ok(overhang <= 0, `${name} is ${overhang} px too wide for ${width} px`);
    await checkAccess(page, `${name} at ${width} px`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** The operator's command on this server's data folder; what it prints. */
async function overt(...words: string[]): Promise<string> {
  const environment = { ...process.env, OVERT_DATA: server.dataFolder };
  const { stdout } = await promisify(execFile)(process.execPath, ['server/cli.ts', ...words], {
    env: environment,
  });
  return stdout;
}

async function signUpWithPassword(page: Page, handle: string, age = '18 or older'): Promise<void> {
  await page.goto(`${server.origin}/sign-up`);
  await button(page, age).click();
  await page.getByLabel('Handle').fill(handle);
  await button(page, 'Continue').click();
  await button(page, 'Use a password').click();
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await button(page, 'Create the account').click();
  await page.getByLabel('I have put them in a safe place').check();
  await button(page, 'To the clips').click();
  await page.waitForURL(`${server.origin}/`);
}

test('a passkey opens an account, signs in, and a recovery code does once', async () => {
  const { context, page } = await visit();
  await page.goto(`${server.origin}/sign-up`);
  await button(page, '18 or older').click();
  await page.getByLabel('Handle').fill('1 odd handle');
  await button(page, 'Continue').click();
  await page.getByText('That does not fit').waitFor();
  await checkScreen(page, 'a handle that does not fit');
  await page.getByLabel('Handle').fill('@Ada_L');
  await button(page, 'Continue').click();
  await heading(page, 'Choose your key').waitFor();
  await checkScreen(page, 'the choice of a key');
  await button(page, 'Create a passkey').click();
  await heading(page, 'Keep your way back').waitFor();
  await checkScreen(page, 'the recovery codes');
  const codes = await page.getByRole('listitem').locator('code').allTextContents();
  assert.equal(codes.length, 8);
  const download = page.waitForEvent('download');
  await button(page, 'Download').click();
  assert.equal((await download).suggestedFilename(), 'overt-ada_l.txt');
  assert.ok(await button(page, 'To the clips').isDisabled());
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByText('Keep the codes first').waitFor();
  assert.equal(await page.getByRole('listitem').locator('code').count(), 8);
  await page.getByLabel('I have put them in a safe place').check();
  await button(page, 'To the clips').click();
  await page.waitForURL(`${server.origin}/`);

  await page.goto(`${server.origin}/settings`);
  await page.getByText('Passkey, added').waitFor();
  await page.getByRole('button', { name: /^Remove the passkey/ }).click();
  await page.getByText('This is your only way in').waitFor();
  await button(page, 'Sign out').click();
  await page.waitForURL(`${server.origin}/`);
  assert.deepEqual(await context.cookies(), []);

  await page.goto(`${server.origin}/sign-in`);
  await button(page, 'Sign in with a passkey').waitFor();
  await checkScreen(page, 'signing in');
  await button(page, 'Sign in with a passkey').click();
  await page.waitForURL(`${server.origin}/`);
  const [cookie] = await context.cookies();
  assert.deepEqual(
    [cookie?.name, cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.path],
    ['overt_session', true, true, 'Lax', '/api'],
  );

  const stranger = await visit();
  await stranger.page.goto(`${server.origin}/sign-in`);
  await button(stranger.page, 'I lost my key: use a recovery code').click();
  await checkScreen(stranger.page, 'using a recovery code');
  await stranger.page.getByLabel('Handle').fill('ada_l');
  await stranger.page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await button(stranger.page, 'Sign in').click();
  await stranger.page.waitForURL(`${server.origin}/`);
  await stranger.page.goto(`${server.origin}/settings`);
  await stranger.page.getByText('7 codes are left.').waitFor();
  await stranger.context.close();
  await context.close();
});

test('who is too young is told kindly, and nothing leaves the page', async () => {
  const { context, page, sent } = await visit();
  await page.goto(`${server.origin}/sign-up`);
  await heading(page, 'How old are you?').waitFor();
  await checkScreen(page, 'the question of age');
  await button(page, 'Under 13').click();
  await heading(page, 'Not yet').waitFor();
  await checkScreen(page, 'the refusal of the too young');
  assert.deepEqual(
    sent.filter((each) => !each.startsWith('GET')),
    [],
  );
  assert.deepEqual(await context.cookies(), []);
  assert.equal(await page.evaluate<number>('localStorage.length + sessionStorage.length'), 0);
  await context.close();
});

test('two people: one asks, the other lets follow; then a block ends it', async () => {
  const [ben, eve] = [await visit(), await visit()];
  await signUpWithPassword(ben.page, 'ben');
  await signUpWithPassword(eve.page, 'eve', '13 to 15');

  await eve.page.goto(`${server.origin}/settings`);
  assert.ok(await eve.page.getByRole('switch', { name: 'Closed account' }).isDisabled());
  await ben.page.goto(`${server.origin}/@eve`);
  await ben.page.getByText('A closed account').waitFor();
  await checkScreen(ben.page, 'a closed profile');
  await button(ben.page, 'Ask to follow').click();
  await button(ben.page, 'Requested').waitFor();

  await eve.page.goto(`${server.origin}/@eve`);
  await eve.page.getByRole('link', { name: '1 person asks to follow you' }).click();
  await button(eve.page, 'Accept @ben').waitFor();
  await checkScreen(eve.page, 'settings with a request');
  await button(eve.page, 'Accept @ben').click();
  await button(eve.page, 'Accept @ben').waitFor({ state: 'detached' });
  await ben.page.reload();
  await button(ben.page, 'Following').waitFor();
  await ben.page.getByRole('button', { name: '1 follower' }).click();
  await ben.page.getByRole('link', { name: 'ben @ben' }).waitFor();
  await checkScreen(ben.page, 'a list of followers');

  await eve.page.goto(`${server.origin}/@ben`);
  await button(eve.page, 'More').click();
  await button(eve.page, 'Block').click();
  await eve.page.getByText('You stop following each other').waitFor();
  await checkScreen(eve.page, 'the question before a block');
  await button(eve.page, 'Block').click();
  await eve.page.getByText('You have blocked @ben.').waitFor();
  await checkScreen(eve.page, 'the profile of somebody blocked');
  await ben.page.reload();
  await button(ben.page, 'Ask to follow').click();
  await ben.page.getByText('You cannot do this.').waitFor();

  await eve.page.goto(`${server.origin}/settings`);
  await button(eve.page, 'Unblock @ben').click();
  await eve.page.getByText('You have blocked nobody.').waitFor();
  await Promise.all([ben.context.close(), eve.context.close()]);
});

test('a photo becomes an avatar, a report is taken, and a visitor is asked to sign up', async () => {
  const { context, page } = await visit();
  await signUpWithPassword(page, 'painter');
  await page.goto(`${server.origin}/settings`);
  const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#396' } })
    .jpeg()
    .toBuffer();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });
  await page.locator('input[type=file]').setInputFiles(file('photo.jpg', photo));
  await button(page, 'Remove').waitFor();
  await page.locator('input[type=file]').setInputFiles(file('broken.jpg', Buffer.from('no picture')));
  await page.getByText('This picture cannot be read').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('The Painter');
  await page.getByLabel('About you').fill('Walls, mostly.');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  await context.close();

  const visitor = await visit();
  await visitor.page.goto(`${server.origin}/@Painter`);
  await heading(visitor.page, 'The Painter').waitFor();
  await visitor.page.getByText('Walls, mostly.').waitFor();
  const decoded = "document.querySelector('header img').decode().then(() => true)";
  assert.ok(await visitor.page.evaluate(decoded));
  await checkScreen(visitor.page, 'a profile');
  await button(visitor.page, 'More').click();
  await button(visitor.page, 'Report').click();
  await visitor.page.getByLabel('Hate').check();
  await button(visitor.page, 'Send report').click();
  await visitor.page.getByText('Thank you.').waitFor();
  await button(visitor.page, 'Follow').click();
  await heading(visitor.page, 'You need an account to follow somebody.').waitFor();
  await checkScreen(visitor.page, 'the gate');
  assert.deepEqual(
    visitor.sent.filter((each) => !each.includes(` ${server.origin}/`) && !/ (blob|data):/.test(each)),
    [],
    'no request to anybody else',
  );
  await visitor.page.goto(`${server.origin}/@nobody_here`);
  await heading(visitor.page, 'Nobody by this handle').waitFor();
  await checkScreen(visitor.page, 'no such profile');
  await visitor.context.close();
});

test('a moderator suspends somebody and lifts it again', async () => {
  const { context, page } = await visit();
  await signUpWithPassword(page, 'warden');
  const other = await visit();
  await signUpWithPassword(other.page, 'rascal');
  assert.equal(await overt('role', 'warden', 'moderator'), '@warden is moderator now.\n');
  await assert.rejects(overt('role', 'nobody_here', 'moderator'), /There is no account @nobody_here/);
  await assert.rejects(overt('role', 'warden', 'queen'), /member, moderator, operator/);

  await page.goto(`${server.origin}/@rascal`);
  await button(page, 'More').click();
  await checkScreen(page, 'the menu of a moderator');
  await button(page, 'Suspend').click();
  await button(page, 'Suspend').click();
  await page.getByText('This account is suspended.').waitFor();
  await checkScreen(page, 'a suspended profile');
  await other.page.goto(`${server.origin}/settings`);
  await other.page.getByText('Sign in to see your settings.').waitFor();
  await other.page.goto(`${server.origin}/@rascal`);
  await heading(other.page, 'Nobody by this handle').waitFor();
  await other.page.goto(`${server.origin}/sign-in`);
  await other.page.getByLabel('Handle').fill('rascal');
  await other.page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await button(other.page, 'Sign in').click();
  await other.page.getByText('This account is suspended.').waitFor();

  await button(page, 'More').click();
  await button(page, 'Lift the suspension').click();
  await button(page, 'Follow').waitFor();
  await Promise.all([context.close(), other.context.close()]);
});

test('every screen is there in German', async () => {
  const { context, page } = await visit('de-DE');
  for (const [path, words] of [
    ['/sign-up', 'Wie alt bist du?'],
    ['/sign-in', 'Anmelden'],
    ['/settings', 'Einstellungen'],
    ['/@nobody_here', 'Niemand unter diesem Namen'],
  ] as const) {
    await page.goto(server.origin + path);
    await heading(page, words).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await checkScreen(page, `${path} in German`);
  }
  await context.close();
});

test('a phone on a plain address is told what is missing, and what the operator must do', async () => {
  const plain = await startServer({ settings: { HOST: '0.0.0.0' } });
  const elsewhere = await launchBrowser(['--host-resolver-rules=MAP plain.example 127.0.0.1']);
  try {
    const page = await elsewhere.newPage();
    const origin = plain.origin.replace('localhost', 'plain.example');
    for (const path of ['/sign-up', '/sign-in', '/settings']) {
      await page.goto(origin + path);
      await heading(page, 'This address is not secure').waitFor();
      await page.getByText('OVERT_URL').waitFor();
      await checkScreen(page, `${path} on a plain address`);
    }
  } finally {
    await elsewhere.close();
    await plain.stop();
    removeFolder(plain.dataFolder);
  }
});
