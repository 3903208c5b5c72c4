import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { deleteClip, hideClip, removeClip, updateClip } from '../../contract/clips.ts';
import { cardBlock, cardsAddress, headAddress, packHead, segmentAddress } from '../../contract/packs.ts';
import { suspendAccount, updateMe } from '../../contract/people.ts';
import { publishPacks } from '../../core/feed/packs.ts';
import { decodeSegment } from '../../ranker/pack.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';
import { createApp } from './app.ts';
import { createPackMemory } from './packs.ts';

const { app, ctx, db, close } = await testApp();
after(close);
const ada = await signUp(app, 'ada');
const keeper = await signUp(app, 'keeper');
const nobody = visitor(app, {});
before(async () => {
  await db`update accounts set role = 'moderator' where handle = 'keeper'`;
});

const bytesOf = async (reply: Response) => Buffer.from(await reply.arrayBuffer());
const readHead = async () => packHead.parse(await (await nobody.send('GET', headAddress)).json());
async function firstSegment(): Promise<{ segment: string; cards: string }> {
  const [named] = (await readHead()).languages['all'] ?? [];
  assert.ok(named !== undefined);
  return named;
}

test('head, segment and cards are the same bytes for a visitor and for a member, and take no cookie', async () => {
  const id = await publishedClip(ctx, 'ada', { caption: 'For all' });
  await publishPacks(ctx);
  const { segment, cards } = await firstSegment();
  for (const path of [headAddress, segmentAddress(segment), cardsAddress(cards)]) {
    const disguise = {
      headers: { 'accept-language': 'de', 'user-agent': 'Other/1.0', referer: 'https://x.example' },
    };
    const [one, other] = [await nobody.send('GET', path), await ada.send('GET', path, disguise)];
    assert.equal(one.status, 200);
    assert.deepEqual(Object.fromEntries(one.headers), Object.fromEntries(other.headers));
    assert.equal(one.headers.get('set-cookie'), null);
    assert.equal(one.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(await bytesOf(one), await bytesOf(other));
  }
  const clips = decodeSegment(await bytesOf(await nobody.send('GET', segmentAddress(segment))));
  const block = cardBlock.parse(await (await nobody.send('GET', cardsAddress(cards))).json());
  assert.deepEqual(
    [clips, block.clips].map((list) => list.map((clip) => clip.id)),
    [[id], [id]],
  );
});

test('a file is named by its hash, the same in every coding, for ever, and not sent to who has it', async () => {
  const { segment, cards } = await firstSegment();
  const files = [
    [segmentAddress(segment), segment],
    [cardsAddress(cards), cards],
  ] as const;
  for (const [path, name] of files) {
    const ask = (headers: Record<string, string>) => nobody.send('GET', path, { headers });
    const plain = await ask({});
    const bytes = await bytesOf(plain);
    assert.equal(hash('sha256', bytes, 'base64url'), name);
    assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(plain.headers.get('content-encoding'), null);
    const br = await ask({ 'accept-encoding': 'gzip, deflate, br' });
    assert.equal(br.headers.get('content-encoding'), 'br');
    assert.equal(br.headers.get('vary'), 'accept-encoding');
    assert.deepEqual(brotliDecompressSync(await bytesOf(br)), bytes);
    assert.deepEqual(gunzipSync(await bytesOf(await ask({ 'accept-encoding': 'gzip' }))), bytes);
    const known = await ask({ 'if-none-match': plain.headers.get('etag') ?? '' });
    assert.deepEqual([known.status, (await bytesOf(known)).length], [304, 0]);
  }
});

test('the head is asked again each time, costs nothing while nothing changes, and is not sent to who has it', async () => {
  const reply = await nobody.send('GET', headAddress);
  assert.equal(reply.headers.get('cache-control'), 'no-cache');
  const { segment, cards } = packHead.parse(await reply.json()).languages['all']?.[0] ?? assert.fail();
  const known = { headers: { 'if-none-match': reply.headers.get('etag') ?? '' } };
  const paths = [headAddress, segmentAddress(segment), cardsAddress(cards)];
  for (const path of paths) await nobody.send('GET', path);
  // Without their tables: an answer that took SQL would be 500.
  await db`alter table packs rename to packs_elsewhere`;
  await db`alter table feed_segments rename to feed_segments_elsewhere`;
  for (const path of paths) assert.equal((await nobody.send('GET', path)).status, 200, path);
  assert.equal((await nobody.send('GET', segmentAddress('A'.repeat(43)))).status, 404);
  assert.equal((await nobody.send('GET', headAddress, known)).status, 304);
  await db`alter table packs_elsewhere rename to packs`;
  await db`alter table feed_segments_elsewhere rename to feed_segments`;
});

test('what is answered before the routes is what the routes answer', async () => {
  const packs = createPackMemory(ctx);
  const routes = getRequestListener(createApp(ctx, { packs }).fetch);
  let early = 0;
  const server = createServer((request, response) => {
    if (packs.answer(request, response)) early += 1;
    else void routes(request, response);
  }).listen(0, '127.0.0.1');
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    const headersSent = [...reply.headers].filter(([name]) => name !== 'date');
    return { status: reply.status, headers: headersSent, bytes: await bytesOf(reply) };
  };
  const { segment, cards } = await firstSegment();
  for (const path of [segmentAddress(segment), cardsAddress(cards)]) {
    for (const coding of ['br', 'gzip', 'identity']) {
      const [routed, remembered] = [
        await ask(path, { 'accept-encoding': coding }),
        await ask(path, { 'accept-encoding': coding }),
      ];
      assert.deepEqual(remembered, routed);
    }
  }
  assert.equal(early, 6);
  const known = await ask(segmentAddress(segment), { 'if-none-match': `"${segment}"` });
  assert.equal(known.status, 304);
  for (const path of [headAddress, '/packs/', segmentAddress('A'.repeat(43)), `${segmentAddress(segment)}?x`])
    await ask(path);
  assert.equal(early, 6);
});

test('what is not a file of the feed is not found, in the words that every refusal has', async () => {
  const { segment, cards } = await firstSegment();
  const wrong = [
    cardsAddress(segment),
    segmentAddress(cards),
    segmentAddress('A'.repeat(43)),
    segmentAddress('A'.repeat(44)),
    `/packs/${segment}`,
    '/packs/head.pack',
    '/packs/..%2f..%2fetc%2fpasswd',
    `/packs/${segment}.pack%00`,
    `/packs/${encodeURIComponent("' or 1=1 --")}.json`,
  ];
  for (const path of wrong) {
    const reply = await nobody.send('GET', path);
    assert.equal(reply.status, 404, path);
    assert.match(await reply.text(), /^\{"error":\{"code":"not_found"/);
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  }
});

test('however a clip is taken from everybody’s eyes, the very next head has it among the tombstones', async () => {
  const gone = async (id: string) => (await readHead()).tombstones.includes(id);
  const newClip = async () => {
    const id = await publishedClip(ctx, 'ada');
    await db`update feed_segments set made_at = now() - interval '1 hour'`;
    await publishPacks(ctx);
    assert.equal(await gone(id), false);
    return { id, on: { params: { id } } };
  };
  const ways = [
    async (on: { params: { id: string } }) => keeper.call(hideClip, on),
    async (on: { params: { id: string } }) => keeper.call(removeClip, on),
    async (on: { params: { id: string } }) => ada.call(deleteClip, on),
    async (on: { params: { id: string } }) =>
      ada.call(updateClip, { ...on, body: { audience: 'followers' } }),
    async (on: { params: { id: string } }) => ada.call(updateClip, { ...on, body: { audience: 'me' } }),
  ];
  for (const way of ways) {
    const { id, on } = await newClip();
    await way(on);
    assert.ok(await gone(id));
  }
  // Of a change to an account, the announcement tells: it takes the database a moment.
  const untilGone = async (id: string) => {
    const deadline = Date.now() + 10_000;
    while (!(await gone(id))) {
      assert.ok(Date.now() < deadline);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const { id } = await newClip();
  await ada.call(updateMe, { body: { closed: true } });
  await untilGone(id);
  await ada.call(updateMe, { body: { closed: false } });
  const other = await newClip();
  await keeper.call(suspendAccount, { params: { handle: 'ada' } });
  await untilGone(other.id);
});
