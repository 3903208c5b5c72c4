import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { checkAccess } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { desktop, phone, signUp, visit, type Visit } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

const operator = operatorOf(server);
await operator.account('maker');
const id = await operator.post('maker', video, { caption: 'A walk #outside' });

/** Every route, with the words that say that it is there, in English and German. */
const routes: [path: string, english: string | RegExp, german: string | RegExp][] = [
  ['/', 'A walk', 'A walk'],
  [`/clip/${id}`, 'A walk', 'A walk'],
  ['/clip/AAAAAAAAAAAAAAAA', 'Nothing at this address', 'Unter dieser Adresse ist nichts'],
  ['/following', /Sign in to see|Quiet so far/, /Melde dich an|Noch ist es still/],
  ['/@maker', '@maker', '@maker'],
  ['/@nobody_here', 'Nobody by this handle', 'Niemand unter diesem Namen'],
  ['/upload', /You need an account|Choose a video/, /brauchst du ein Konto|Video wählen/],
  ['/sign-up', 'How old are you?', 'Wie alt bist du?'],
  ['/sign-in', 'use a recovery code', 'Schlüssel verloren'],
  ['/settings', /Sign in to see your settings|Who sees your clips/, /Melde dich an|Wer deine Clips sieht/],
  ['/no-such-page', 'Nothing at this address', 'Unter dieser Adresse ist nichts'],
  [`/s/${id}`, 'A walk', 'A walk'],
];

/** Goes to every route and hands each over when it stands. */
async function walk({ page }: Visit, german: boolean, look: (name: string) => Promise<void>): Promise<void> {
  for (const [path, english, other] of routes) {
    await page.goto(server.origin + path);
    await page
      .getByText(german ? other : english)
      .first()
      .waitFor();
    await page.waitForLoadState('networkidle');
    await look(path);
  }
}

/** Nothing sticks out at the side, and axe finds nothing, on a narrow phone and on a desktop. */
async function checkScreen(page: Page, name: string): Promise<void> {
  for (const viewport of [{ width: 320, height: 640 }, desktop.viewport]) {
    await page.setViewportSize(viewport);
    const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    assert.ok(overhang <= 0, `${name} is ${overhang} px too wide for ${viewport.width} px`);
    await checkAccess(page, `${name} at ${viewport.width} px`);
  }
  await page.setViewportSize(phone.viewport);
}

/** No request to anybody else, no breach of the policy, and no cookie but at the API. */
function checkRequests({ requests, withCookies, faults }: Visit): void {
  const own = (address: string) => new URL(address).origin === server.origin;
  const others = requests
    .map((request) => request.url())
    .filter((address) => !/^(?:data|blob):/.test(address));
  assert.ok(others.length > 0);
  assert.deepEqual(
    others.filter((address) => !own(address)),
    [],
    'requests to third parties',
  );
  assert.deepEqual(faults, []);
  const credentials = [...withCookies].map((address) => new URL(address).pathname);
  assert.deepEqual(
    credentials.filter((path) => !path.startsWith('/api/')),
    [],
    'cookies outside the API',
  );
}

const clean = { reducedMotion: 'reduce' } as const;

for (const locale of ['en-US', 'de-DE']) {
  test(`every screen in ${locale}: signed out and in, accessible, and in nobody else’s sight`, async () => {
    const german = locale === 'de-DE';
    const visitor = await visit(browser, { locale, ...clean });
    await walk(visitor, german, (name) => checkScreen(visitor.page, `${name} in ${locale}, signed out`));
    checkRequests(visitor);
    await visitor.context.close();

    const member = await visit(browser, clean);
    await signUp(member.page, server.origin, german ? 'anna' : 'anne');
    if (german) await member.page.evaluate("localStorage.setItem('language', 'de')");
    await walk(member, german, (name) => checkScreen(member.page, `${name} in ${locale}, signed in`));
    checkRequests(member);
    await member.context.close();
  });
}
