import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { cardBlock, packHead, type PackHead } from '../../contract/packs.ts';
import { decodeSegment } from '../../ranker/pack.ts';
import { addClips, publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp } from '../../test/support/http.ts';
import { listFeed } from '../clips/lists.ts';
import { chooseClips } from './candidates.ts';
import { readHead } from './head.ts';
import { publishPacks, readPack } from './packs.ts';

const { app, ctx, db, close } = await testApp();
after(close);
await signUp(app, 'ada');
await signUp(app, 'bob');
beforeEach(async () => {
  await db`delete from clips`;
  await db`delete from feed_segments`;
  await db`delete from packs`;
});

const bytesOf = async (name: string, content: 'segment' | 'cards') =>
  brotliDecompressSync((await readPack(ctx, name, content)) ?? new Uint8Array());
const segmentsOf = (head: PackHead, language = 'all') => head.languages[language] ?? [];

test('an edition without clips has a head without segments', async () => {
  const head = packHead.parse(await readHead(ctx));
  assert.deepEqual(head, {
    format: 1,
    publishedAt: '1970-01-01T00:00:00.000Z',
    languages: { all: [] },
    tombstones: [],
  });
});

test('a published clip is in the segment and in its cards, as everybody sees it, and each file is a leaf', async () => {
  const id = await publishedClip(ctx, 'ada', { caption: 'Lighthouse at dusk #Sea' });
  await publishPacks(ctx);
  const [named, ...others] = segmentsOf(packHead.parse(await readHead(ctx)));
  assert.ok(named !== undefined && others.length === 0);
  assert.deepEqual([named.kind, named.clips], ['fresh', 1]);

  const segment = await bytesOf(named.segment, 'segment');
  const cards = await bytesOf(named.cards, 'cards');
  assert.deepEqual(
    [segment, cards].map((file) => hash('sha256', file, 'base64url')),
    [named.segment, named.cards],
  );
  const [clip] = decodeSegment(segment);
  assert.ok(clip !== undefined);
  assert.ok(Math.abs(clip.publishedAt - Date.now() / 3_600_000) < 2);
  assert.deepEqual([clip.id, clip.author, clip.tags, clip.duration, clip.likes], [id, 'ada', ['sea'], 2, 0]);
  assert.equal(clip.words.length, 2);
  const block = cardBlock.parse(JSON.parse(cards.toString()));
  assert.deepEqual(block.clips, (await listFeed(ctx, undefined)).clips);

  const leaves = await db<{ entry: Buffer }[]>`select entry from leaves order by id desc limit 2`;
  const hashes = leaves.map(({ entry }) => entry.toString());
  for (const name of [named.segment, named.cards]) assert.ok(hashes.some((entry) => entry.includes(name)));
});

test('clips that are published within seconds ask for one publish, which comes soon and is not put off', async () => {
  await db`select graphile_worker.remove_job('publish_packs')`;
  const jobs = () =>
    db<{ runAt: Date }[]>`select run_at from graphile_worker.jobs where key = 'publish_packs'`;
  await publishedClip(ctx, 'ada');
  const [first, ...none] = await jobs();
  assert.ok(first !== undefined && none.length === 0);
  assert.ok(first.runAt.getTime() < Date.now() + 10_000);
  await publishedClip(ctx, 'bob');
  assert.deepEqual([...(await jobs())], [first]);
});

test('views and completion come from what receipts added up to', async () => {
  const id = await publishedClip(ctx, 'ada');
  await publishPacks(ctx);
  await db`insert into clip_figures (number, receipts, shown, quarters, skipped, again)
    select number, 5, 256, '{0,0,0,0,256}', 0, 0 from feed_numbers where clip_id = ${id}`;
  await db`update feed_segments set made_at = now() - interval '1 hour'`;
  await publishPacks(ctx);
  const [named] = segmentsOf(await readHead(ctx));
  const [clip] = decodeSegment(await bytesOf(named?.segment ?? '', 'segment'));
  assert.deepEqual([clip?.views, clip?.completion], [256, 1]);
});

test('where nothing changed nothing is published, not even when its time has come', async () => {
  await publishedClip(ctx, 'ada');
  await publishPacks(ctx);
  const state = async () => [
    await readHead(ctx),
    (await db`select from leaves`).count,
    [...(await db`select hash from packs`)],
  ];
  const before = await state();
  await publishPacks(ctx);
  await db`update feed_segments set made_at = now() - interval '1 day'`;
  await publishPacks(ctx);
  assert.deepEqual(await state(), before);
});

test('a new clip changes one segment of many, keeps every number, and what left stays to be had for a day', async () => {
  await addClips(ctx, 'bob', 1700);
  await publishPacks(ctx);
  const before = await readHead(ctx);
  assert.deepEqual(
    segmentsOf(before).map(({ kind, clips }) => [kind, clips]),
    [
      ['fresh', 500],
      ['popular', 500],
      ['popular', 500],
      ['popular', 200],
    ],
  );
  const numbers = await db`select number, clip_id from feed_numbers order by number`;
  const id = await publishedClip(ctx, 'ada');
  await publishPacks(ctx);
  const now = await readHead(ctx);
  const known = new Set(segmentsOf(before).map(({ segment }) => segment));
  const changed = segmentsOf(now).filter(({ segment }) => !known.has(segment));
  assert.deepEqual(
    changed.map(({ kind, clips }) => [kind, clips]),
    [['fresh', 400]],
  );
  const clips = decodeSegment(await bytesOf(changed[0]?.segment ?? '', 'segment'));
  assert.ok(clips.some((clip) => clip.id === id));
  assert.deepEqual(
    [...(await db`select number, clip_id from feed_numbers where clip_id <> ${id} order by number`)],
    [...numbers],
  );

  const left = segmentsOf(before)[0]?.segment ?? '';
  assert.notEqual(await readPack(ctx, left, 'segment'), null);
  // The next publish finds room for those whom the fresh segment could not keep.
  await publishPacks(ctx);
  const placed = segmentsOf(await readHead(ctx)).reduce((sum, { clips }) => sum + clips, 0);
  assert.equal(placed, 1701);
  await db`update packs set left_at = left_at - interval '25 hours'`;
  await publishPacks(ctx);
  assert.equal(await readPack(ctx, left, 'segment'), null);
});

test('a language with a hundred clips has a feed of those and of the clips without a language', async () => {
  await addClips(ctx, 'bob', 100, 'de-AT');
  await addClips(ctx, 'bob', 99, 'fr');
  await addClips(ctx, 'bob', 7);
  await publishPacks(ctx);
  const head = await readHead(ctx);
  assert.deepEqual(Object.keys(head.languages).sort(), ['all', 'de']);
  assert.deepEqual(
    segmentsOf(head, 'de').map(({ clips }) => clips),
    [107],
  );
  assert.deepEqual(
    segmentsOf(head).map(({ clips }) => clips),
    [206],
  );
  await db`update clips set language = 'fr' where language = 'de-AT'`;
  await publishPacks(ctx);
  assert.deepEqual(Object.keys((await readHead(ctx)).languages).sort(), ['all', 'fr']);
});

test('of more clips than a feed holds, the newest, the most liked and a few of all others are in it', async () => {
  await addClips(ctx, 'bob', 10_400);
  await db`update clips set like_count = 5 where caption like 'Clip 99%'`;
  const wanted = [...(await db.begin((tx) => chooseClips(tx, 'all', new Set())))];
  const ofKind = (kind: string) => wanted.filter((each) => each[1] === kind).map(([id]) => id);
  assert.deepEqual(
    ['fresh', 'popular', 'tail', 'exploration'].map((kind) => ofKind(kind).length),
    [500, 2000, 6500, 1000],
  );
  const found = await db`select from clips where caption like 'Clip 99%'
    and not id = any(${[...ofKind('fresh'), ...ofKind('popular')]})`;
  assert.equal(found.length, 0);
});

test('two processes that publish at once publish once, and one that fails publishes nothing', async () => {
  await publishedClip(ctx, 'ada');
  const leaves = (await db`select from leaves`).count;
  await Promise.all([publishPacks(ctx), publishPacks(ctx)]);
  assert.equal((await db`select from leaves`).count, leaves + 2);
  const head = await readHead(ctx);
  await publishedClip(ctx, 'ada');
  await db`alter table packs add constraint broken check (content <> 'cards') not valid`;
  await assert.rejects(publishPacks(ctx), /broken/);
  await db`alter table packs drop constraint broken`;
  assert.deepEqual(await readHead(ctx), head);
  assert.equal((await db`select from leaves`).count, leaves + 2);
});

test('what is not for everybody never gets in, and whatever takes a clip from everybody’s eyes makes it a tombstone', async () => {
  await publishedClip(ctx, 'ada', { audience: 'followers' });
  await publishedClip(ctx, 'ada', { audience: 'me' });
  await publishPacks(ctx);
  assert.deepEqual(segmentsOf(await readHead(ctx)), []);

  const id = await publishedClip(ctx, 'ada');
  await publishedClip(ctx, 'bob');
  await publishPacks(ctx);
  const gone = async () => (await readHead(ctx)).tombstones;
  assert.deepEqual(await gone(), []);
  const ways: [away: string, back: string][] = [
    [
      `update clips set status = 'hidden' where id = '${id}'`,
      `update clips set status = 'published' where id = '${id}'`,
    ],
    [
      `update clips set status = 'removed' where id = '${id}'`,
      `update clips set status = 'published' where id = '${id}'`,
    ],
    [
      `update clips set audience = 'followers' where id = '${id}'`,
      `update clips set audience = 'everyone' where id = '${id}'`,
    ],
    [
      `update clips set audience = 'me' where id = '${id}'`,
      `update clips set audience = 'everyone' where id = '${id}'`,
    ],
    [
      `update accounts set closed = true where handle = 'ada'`,
      `update accounts set closed = false where handle = 'ada'`,
    ],
    [
      `update accounts set suspended_at = now() where handle = 'ada'`,
      `update accounts set suspended_at = null where handle = 'ada'`,
    ],
  ];
  for (const [away, back] of ways) {
    await db.unsafe(away);
    assert.deepEqual(await gone(), [id], away);
    await db.unsafe(back);
    assert.deepEqual(await gone(), [], back);
  }
  await db`update clips set status = 'hidden' where id = ${id}`;
  await db`update feed_segments set made_at = now() - interval '1 day'`;
  await publishPacks(ctx);
  const head = await readHead(ctx);
  assert.deepEqual([head.tombstones, segmentsOf(head).map(({ clips }) => clips)], [[], [1]]);
});

test('a clip that is deleted, with its maker’s account even, is a tombstone until its segment is made anew', async () => {
  const id = await publishedClip(ctx, 'ada');
  await publishPacks(ctx);
  await db`delete from clips where id = ${id}`;
  assert.deepEqual((await readHead(ctx)).tombstones, [id]);
  await db`update feed_segments set made_at = now() - interval '1 day'`;
  await publishPacks(ctx);
  const head = await readHead(ctx);
  assert.deepEqual([head.tombstones, segmentsOf(head)], [[], []]);
});
