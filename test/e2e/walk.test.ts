import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { checkScreen, narrow } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { signUp, visit, type Visit } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

const operator = operatorOf(server);
await operator.account('maker');
const id = await operator.post('maker', video, { caption: 'A walk #outside' });

type Route = readonly [path: string, words: string | RegExp];

/** Every route, with the words that say that it is there. Some differ for visitors, and are looked at twice. */
const english = {
  same: [
    [`/clip/${id}`, 'A walk'],
    ['/clip/AAAAAAAAAAAAAAAA', 'Nothing at this address'],
    ['/@maker', '@maker'],
    ['/@nobody_here', 'Nobody by this handle'],
    ['/sign-up', 'How old are you?'],
    ['/sign-in', 'use a recovery code'],
    ['/no-such-page', 'Nothing at this address'],
    [`/s/${id}`, 'A walk'],
  ],
  visitor: [
    ['/', 'A walk'],
    ['/following', 'Sign in to see'],
    ['/upload', 'You need an account'],
    ['/settings', 'Sign in to see your settings'],
    ['/settings/feed', 'Another feed is chosen above the clips'],
  ],
  member: [
    ['/', 'A walk'],
    ['/following', 'Quiet so far'],
    ['/upload', 'Choose a video'],
    ['/settings', 'Who sees your clips'],
  ],
} as const;
const german = {
  same: [
    ['/clip/AAAAAAAAAAAAAAAA', 'Unter dieser Adresse ist nichts'],
    ['/@nobody_here', 'Niemand unter diesem Namen'],
    ['/sign-up', 'Wie alt bist du?'],
    ['/sign-in', 'Schlüssel verloren'],
  ],
  visitor: [
    ['/', 'A walk'],
    ['/following', 'Melde dich an'],
    ['/upload', 'brauchst du ein Konto'],
    ['/settings', 'Melde dich an'],
  ],
  member: [
    ['/following', 'Noch ist es still'],
    ['/upload', 'Video wählen'],
    ['/settings', 'Wer deine Clips sieht'],
    ['/settings/feed', 'Nie zeigen'],
  ],
} as const;

/** Goes to each route and looks when it stands: in both sizes, in German only in the one where long words hurt. */
async function walk({ page }: Visit, who: string, routes: readonly Route[], sizes?: [typeof narrow]) {
  for (const [path, words] of routes) {
    await page.setViewportSize(narrow);
    await page.goto(server.origin + path);
    await page.getByText(words).first().waitFor();
    await checkScreen(page, `${path} (${who})`, sizes);
  }
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

test('every screen of a visitor is accessible, in both languages, and in nobody else’s sight', async () => {
  const visitor = await visit(browser, clean);
  await walk(visitor, 'visitor', [...english.same, ...english.visitor]);
  checkRequests(visitor);
  await visitor.context.close();

  const besucher = await visit(browser, { locale: 'de-DE', ...clean });
  await walk(besucher, 'visitor, German', [...german.same, ...german.visitor], [narrow]);
  checkRequests(besucher);
  await besucher.context.close();
});

test('every screen of a member is, too', async () => {
  const member = await visit(browser, clean);
  await signUp(member.page, server.origin, 'anne');
  await walk(member, 'member', english.member);
  await member.page.evaluate("localStorage.setItem('language', 'de')");
  await walk(member, 'member, German', german.member, [narrow]);
  checkRequests(member);
  await member.context.close();
});
