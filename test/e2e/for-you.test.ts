import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { packHead, headAddress } from '../../contract/packs.ts';
import { openDb } from '../../core/store/db.ts';
import { addressOfEmbedded } from '../../server/postgres.ts';
import { checkAccess } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { button, clipOnScreen, signUp, visit, type Visit } from '../support/visit.ts';

const kitchen = ['tea', 'bread', 'soup'];
const street = ['skate', 'bikes', 'climbing'];
const clipsOfTopic = 10;

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(1, '180x320')]);
const db = openDb(addressOfEmbedded(join(server.dataFolder, 'postgres')), { connections: 1 });
after(async () => {
  await browser.close();
  await db.end();
  await server.stop();
  removeFolder(server.dataFolder);
});
await seed();

/** Sixty clips of six topics by twelve makers, all of them copies of one real clip. */
async function seed(): Promise<void> {
  const operator = operatorOf(server);
  const topics = [...kitchen, ...street];
  const makers = topics.flatMap((topic) => [`${topic}_one`, `${topic}_two`]);
  await Promise.all(makers.map((maker) => operator.account(maker)));
  const original = await operator.post('tea_one', video, { caption: 'The first of all #tea' });
  await db`with copies as (
      insert into clips (id, author_id, status, audience, caption, upload_bytes, poster, thumbhash, duration, width,
          height, has_sound, published_at)
        select substr(md5(topic || n), 1, 16), a.id, 'published', 'everyone', 'Number ' || n || ' #' || topic, 1, poster,
          thumbhash, duration, width, height, has_sound, now() - n * interval '1 hour'
        from clips cross join unnest(${topics}::text[]) as topic cross join generate_series(1, ${clipsOfTopic}::integer) as n
          join accounts a on a.handle = topic || case when n % 2 = 0 then '_one' else '_two' end
        where clips.id = ${original}
        returning id)
    insert into renditions (clip_id, blob, width, height, codec, bitrate)
      select copies.id, blob, width, height, codec, bitrate from copies, renditions where clip_id = ${original}`;
  const wanted = topics.length * clipsOfTopic + 1;
  for (let published = 0; published < wanted;) {
    const head = packHead.parse(await (await fetch(server.origin + headAddress)).json());
    published = head.languages['all']?.reduce((sum, { clips }) => sum + clips, 0) ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const onScreen = (page: Page) => clipOnScreen(page).locator('.caption p').innerText();
const isOf = (topics: readonly string[], caption: string) =>
  topics.some((each) => caption.includes(`#${each}`));

async function goOn(page: Page): Promise<void> {
  const before = await onScreen(page);
  await page.keyboard.press('j');
  await clipOnScreen(page).locator('.caption p').filter({ hasNotText: before }).waitFor();
}

/** Chooses For You for the first time, where no clip is on the screen yet, and says which clip comes first. */
async function startForYou({ page }: Visit): Promise<string> {
  await button(page, 'Following').click();
  await page.getByRole('heading', { name: 'Quiet so far' }).waitFor();
  await button(page, 'For You').click();
  await page.getByRole('dialog', { name: 'For You is put together here' }).waitFor();
  await button(page, 'Start For You').click();
  await page.locator('[aria-pressed=true]', { hasText: 'For You' }).waitFor();
  return onScreen(page);
}

/** Likes what is of these topics and leaves everything else at once; gives back what came. */
async function swipe({ page }: Visit, topics: readonly string[], clips: number): Promise<string[]> {
  const came: string[] = [];
  for (let at = 0; at < clips; at++) {
    const caption = await onScreen(page);
    came.push(caption);
    if (isOf(topics, caption)) {
      await page.keyboard.press('l');
      await clipOnScreen(page).locator('button.liked').waitFor();
    }
    await goOn(page);
  }
  return came;
}

async function forgetEverything({ page }: Visit): Promise<string> {
  await page.goto(`${server.origin}/settings/feed`);
  await button(page, 'Forget everything').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Forget everything' }).click();
  await page.getByText('Forgotten.').waitFor();
  await page.getByRole('link', { name: 'Clips', exact: true }).click();
  return onScreen(page);
}

/** As when somebody comes back to the page: it looks for newer packs at once. */
const comeBack = ({ page }: Visit) =>
  page.evaluate("document.dispatchEvent(new Event('visibilitychange')), undefined");

const packsOf = ({ requests }: Visit) =>
  requests
    .map((request) => new URL(request.url()).pathname)
    .filter((path) => path.startsWith('/packs/') && path !== headAddress);

test('two tastes make two feeds of the same bytes, and forgetting makes them one again', async () => {
  const clean = { reducedMotion: 'reduce' } as const;
  const [ann, bob] = await Promise.all([visit(browser, clean), visit(browser, clean)]);
  await Promise.all([signUp(ann.page, server.origin, 'ann'), signUp(bob.page, server.origin, 'bob')]);
  const [firstOfAnn, firstOfBob] = await Promise.all([startForYou(ann), startForYou(bob)]);
  assert.equal(firstOfAnn, firstOfBob, 'who is not known yet gets what everybody gets');

  await Promise.all([swipe(ann, kitchen, 20), swipe(bob, street, 20)]);
  const [toAnn, toBob] = await Promise.all([swipe(ann, kitchen, 10), swipe(bob, street, 10)]);
  const kitchens = [toAnn, toBob].map((came) => came.filter((caption) => isOf(kitchen, caption)).length);
  assert.ok((kitchens[0] ?? 0) >= 7 && (kitchens[1] ?? 0) <= 3, `kitchen in ten: ${kitchens.join(' and ')}`);
  assert.deepEqual(packsOf(ann), packsOf(bob), 'the same files in the same order');

  const refused = await onScreen(ann.page);
  await clipOnScreen(ann.page).getByRole('button', { name: 'More' }).click();
  await button(ann.page, 'Not interested').click();
  await clipOnScreen(ann.page).locator('.caption p').filter({ hasNotText: refused }).waitFor();
  await button(ann.page, 'Undo').click();
  await clipOnScreen(ann.page).getByText(refused).waitFor();

  await clipOnScreen(ann.page).getByRole('button', { name: 'More' }).click();
  await checkAccess(ann.page, 'the menu in For You');
  await button(ann.page, 'Why this clip?').click();
  await ann.page
    .getByText(/^You enjoy .* more than most$/)
    .first()
    .waitFor();
  await ann.page.getByText('It is new').waitFor();
  await checkAccess(ann.page, 'Why this clip?');

  const [again, alike] = await Promise.all([forgetEverything(ann), forgetEverything(bob)]);
  assert.equal(again, alike);
  assert.equal(again, firstOfAnn);

  await operatorOf(server).giveRole('ann', 'moderator');
  const [hidden] = await db<{ id: string }[]>`select id from clips where caption = ${again}`;
  const status = await ann.page.evaluate<number>(
    `fetch('/api/clips/${hidden?.id ?? ''}/hidden', { method: 'PUT' }).then((response) => response.status)`,
  );
  assert.equal(status, 204);
  await Promise.all(
    [ann, bob].map(async (each) => {
      await comeBack(each);
      await clipOnScreen(each.page).locator('.caption p').filter({ hasNotText: again }).waitFor();
    }),
  );

  for (const { requests, faults } of [ann, bob]) {
    assert.deepEqual(faults, []);
    const addresses = requests.map((request) => request.url()).filter((url) => !/^(?:data|blob):/.test(url));
    assert.deepEqual(
      addresses.filter((url) => !url.startsWith(`${server.origin}/`)),
      [],
    );
    for (const request of requests.filter((each) => each.url().includes('/packs/'))) {
      assert.equal((await request.allHeaders())['cookie'], undefined, 'packs are fetched without a name');
    }
  }
  await Promise.all([ann.context.close(), bob.context.close()]);
});
