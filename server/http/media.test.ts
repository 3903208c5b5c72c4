import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { get } from 'node:http';
import { after, test } from 'node:test';
import { serve } from '@hono/node-server';
import fc from 'fast-check';
import * as contract from '../../contract/clips.ts';
import { block, unfollow } from '../../contract/people.ts';
import { isSigned, signedAddresses } from '../../core/clips/addresses.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor, type Client } from '../../test/support/http.ts';
import { readRange } from './media.ts';

const { app, ctx, db, close } = await testApp();
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
await once(server, 'listening');
after(async () => {
  server.close();
  await close();
});

const maker = await signUp(app, 'maker');
const fan = await signUp(app, 'fan');
const keeper = await signUp(app, 'keeper');
const nobody = visitor(app, {});
await db`update accounts set role = 'moderator' where handle = 'keeper'`;

async function followMaker(): Promise<void> {
  await db`insert into follows (follower_id, followed_id, accepted)
    select f.id, m.id, true from accounts f, accounts m where f.handle = 'fan' and m.handle = 'maker'
    on conflict do nothing`;
}
await followMaker();

const on = (id: string) => ({ params: { id } });
async function mediaOf(who: Client, id: string): Promise<string[]> {
  const clip = await who.call(contract.getClip, on(id));
  return [clip.poster, ...clip.renditions.map((each) => each.url)];
}
const statusOf = async (url: string) => (await nobody.send('GET', url)).status;

async function untilStatus(url: string, wanted: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await statusOf(url)) !== wanted) {
    assert.ok(Date.now() < deadline, `${url} did not come to answer ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a public file is served whole, typed, for ever, and without a look at who asks', async () => {
  const bytes = randomBytes(1000);
  const [poster = '', video = ''] = await mediaOf(nobody, await publishedClip(ctx, 'maker', { bytes }));
  assert.match(video, /^\/media\/[A-Za-z0-9_-]{22}\.mp4$/);
  const reply = await nobody.send('GET', video);
  assert.equal(reply.status, 200);
  assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes);
  const headers = Object.fromEntries(reply.headers);
  assert.equal(headers['content-type'], 'video/mp4');
  assert.equal(headers['content-length'], '1000');
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(headers['accept-ranges'], 'bytes');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(headers['set-cookie'], undefined);
  assert.match(headers['etag'] ?? '', /^"[^"]+"$/);
  assert.equal((await nobody.send('GET', poster)).headers.get('content-type'), 'image/jpeg');
  const known = await nobody.send('GET', video, { headers: { 'if-none-match': headers['etag'] ?? '' } });
  assert.equal(known.status, 304);
});

test('ranges: the first bytes, the middle, the last, more than there is, and none', async () => {
  const bytes = randomBytes(1000);
  const [, video = ''] = await mediaOf(nobody, await publishedClip(ctx, 'maker', { bytes }));
  const etag = (await nobody.send('HEAD', video)).headers.get('etag') ?? '';
  const ask = async (range: string, more: Record<string, string> = {}) => {
    const reply = await nobody.send('GET', video, { headers: { range, ...more } });
    return [
      reply.status,
      reply.headers.get('content-range'),
      Buffer.from(await reply.arrayBuffer()),
    ] as const;
  };
  assert.deepEqual(await ask('bytes=0-9'), [206, 'bytes 0-9/1000', bytes.subarray(0, 10)]);
  assert.deepEqual(await ask('bytes=500-'), [206, 'bytes 500-999/1000', bytes.subarray(500)]);
  assert.deepEqual(await ask('bytes=-10'), [206, 'bytes 990-999/1000', bytes.subarray(990)]);
  assert.deepEqual(await ask('bytes=-5000'), [206, 'bytes 0-999/1000', bytes]);
  assert.deepEqual(await ask('bytes=990-5000'), [206, 'bytes 990-999/1000', bytes.subarray(990)]);
  assert.deepEqual((await ask('bytes=1000-'))[0], 416);
  assert.deepEqual((await ask('bytes=1000-'))[1], 'bytes */1000');
  assert.deepEqual((await ask('bytes=-0'))[0], 416);
  for (const nonsense of ['bytes=', 'bytes=-', 'bytes=9-5', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b']) {
    assert.equal((await ask(nonsense))[0], 200, nonsense);
  }
  assert.equal((await ask('bytes=0-9', { 'if-range': etag }))[0], 206);
  assert.equal((await ask('bytes=0-9', { 'if-range': '"another"' }))[0], 200);
  const head = await nobody.send('HEAD', video, { headers: { range: 'bytes=0-9' } });
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [206, '10', '']);
});

test('a range is always within the file, or refused, or ignored', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(10_000), (header, bytes) => {
      const range = readRange(header, bytes);
      return range === null || range === 'unsatisfiable' || (range.start <= range.end && range.end < bytes);
    }),
  );
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(20_000), fc.integer({ min: 1, max: 10_000 }), (a, b, bytes) => {
      for (const header of [`bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
        const range = readRange(header, bytes);
        if (range === null || range === 'unsatisfiable') continue;
        assert.ok(range.start <= range.end && range.end < bytes);
      }
    }),
  );
});

test('a public file is gone once its clip is hidden, removed, deleted or for followers only', async () => {
  const hide = await publishedClip(ctx, 'maker');
  const [, hidden = ''] = await mediaOf(nobody, hide);
  assert.equal(await statusOf(hidden), 200);
  await keeper.call(contract.hideClip, on(hide));
  assert.equal(await statusOf(hidden), 404);
  await keeper.call(contract.unhideClip, on(hide));
  assert.equal(await statusOf(hidden), 200);
  await maker.call(contract.updateClip, { ...on(hide), body: { audience: 'followers' } });
  assert.equal(await statusOf(hidden), 404);
  await maker.call(contract.updateClip, { ...on(hide), body: { audience: 'everyone' } });
  assert.equal(await statusOf(hidden), 200);
  await keeper.call(contract.removeClip, on(hide));
  assert.equal(await statusOf(hidden), 404);
  const gone = await publishedClip(ctx, 'maker');
  const [, deleted = ''] = await mediaOf(nobody, gone);
  assert.equal(await statusOf(deleted), 200);
  await maker.call(contract.deleteClip, on(gone));
  assert.equal(await statusOf(deleted), 404);
});

test('a public file is gone soon after any process suspends or closes the account', async () => {
  const [, video = ''] = await mediaOf(nobody, await publishedClip(ctx, 'maker'));
  assert.equal(await statusOf(video), 200);
  await db`update accounts set suspended_at = now() where handle = 'maker'`;
  await untilStatus(video, 404);
  await db`update accounts set suspended_at = null where handle = 'maker'`;
  await untilStatus(video, 200);
  await db`update accounts set closed = true where handle = 'maker'`;
  await untilStatus(video, 404);
  await db`update accounts set closed = false where handle = 'maker'`;
  await untilStatus(video, 200);
});

test('what is for followers has addresses for one reader, which hold only as long as the reader may see it', async () => {
  const id = await publishedClip(ctx, 'maker', { audience: 'followers' });
  const seen = async () => {
    const [poster = '', video = ''] = await mediaOf(fan, id);
    return { poster, video };
  };
  const { video, poster } = await seen();
  assert.match(video, /^\/api\/media\/[A-Za-z0-9_-]{22}\.mp4\?as=fan&until=\d+&signature=[A-Za-z0-9_-]{43}$/);
  const reply = await nobody.send('GET', video);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('cache-control'), 'private, no-store');
  assert.equal(await statusOf(poster), 200);
  assert.equal((await nobody.send('GET', video, { headers: { range: 'bytes=0-1' } })).status, 206);
  const name = video.slice('/api'.length).split('?')[0] ?? '';
  assert.equal(await statusOf(name), 404, 'it must not be public');

  await fan.call(unfollow, { params: { handle: 'maker' } });
  assert.equal(await statusOf(video), 404, 'after unfollowing');
  await followMaker();
  assert.equal(await statusOf(video), 200);
  await maker.call(block, { params: { handle: 'fan' } });
  assert.equal(await statusOf(video), 404, 'after a block');
  await db`delete from blocks`;
  await followMaker();
  await keeper.call(contract.hideClip, on(id));
  assert.equal(await statusOf(video), 404, 'hidden');
  await keeper.call(contract.unhideClip, on(id));
  await db`update accounts set suspended_at = now() where handle = 'fan'`;
  assert.equal(await statusOf(video), 404, 'the reader is suspended');
  await db`update accounts set suspended_at = null where handle = 'fan'`;
  assert.equal(await statusOf(video), 200);
  await maker.call(contract.deleteClip, on(id));
  assert.equal(await statusOf(video), 404, 'deleted');
});

test('a signed address cannot be changed, and runs out within ten minutes', async () => {
  const id = await publishedClip(ctx, 'maker', { audience: 'followers' });
  const [, video = ''] = await mediaOf(fan, id);
  for (const [from, to] of [
    [/as=fan/, 'as=maker'],
    [/until=\d/, 'until=9'],
    [/signature=./, 'signature='],
    [/signature=.*/, 'signature='],
    [/as=fan/, 'as='],
  ] as const) {
    assert.equal(await statusOf(video.replace(from, to)), 404);
  }
  assert.equal(await statusOf(video.replace(/until=\d+/, 'until=soon')), 400);
  assert.equal(await statusOf(video.replace(/\?.*/, '')), 400);
  const blob = 'AAAAAAAAAAAAAAAAAAAAAA.mp4';
  const address = new URL((await signedAddresses(ctx, 'fan', 1_000_000_000_000))(blob), 'http://x');
  const query = {
    as: 'fan',
    until: Number(address.searchParams.get('until')),
    signature: address.searchParams.get('signature') ?? '',
  };
  assert.ok(query.until > 1_000_000_000 + 299 && query.until <= 1_000_000_000 + 600);
  assert.equal(await isSigned(ctx, blob, query, query.until * 1000 - 1), true);
  assert.equal(await isSigned(ctx, blob, query, query.until * 1000), false);
});

test('originals, and names that are none of ours, are never served', async () => {
  const id = await publishedClip(ctx, 'maker', { keepOriginal: true });
  const [row] = await db<{ original: string }[]>`select original from clips where id = ${id}`;
  assert.equal(await statusOf(`/media/${row?.original ?? ''}`), 404);
  const signed = (await signedAddresses(ctx, 'maker'))(row?.original ?? '');
  assert.equal(await statusOf(signed), 404);
  for (const name of [
    '..%2f..%2fetc%2fpasswd',
    '%00',
    'a',
    `${'A'.repeat(22)}.mp4`,
    `${'A'.repeat(22)}.html`,
  ]) {
    assert.equal(await statusOf(`/media/${name}`), 404, name);
  }
});

test(
  'a reader who goes away leaves no open file behind',
  { skip: process.platform !== 'linux' },
  async () => {
    const [, video = ''] = await mediaOf(
      nobody,
      await publishedClip(ctx, 'maker', { bytes: randomBytes(50_000_000) }),
    );
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const before = openFiles();
    for (let n = 0; n < 10; n += 1) {
      const request = get({ port, host: '127.0.0.1', path: video });
      await new Promise<void>((resolve) => {
        request.once('response', (response) => response.once('data', () => resolve()));
      });
      request.destroy();
      await once(request, 'close');
    }
    const deadline = Date.now() + 10_000;
    while (openFiles() > before + 2) {
      assert.ok(Date.now() < deadline, `${openFiles()} open files, before ${before}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
);
