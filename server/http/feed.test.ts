import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);
const maker = await signUp(app, 'maker');
await publishedClip(ctx, 'maker', { caption: 'A feed to be read by everybody' });
const nobody = visitor(app, {});

const bytesOf = async (reply: Response) => Buffer.from(await reply.arrayBuffer());

test('the feed is the same bytes for a visitor and for a member, and nobody’s cookie', async () => {
  const [one, other] = await Promise.all([nobody, maker].map((who) => who.send('GET', '/api/feed')));
  assert.ok(one !== undefined && other !== undefined);
  assert.deepEqual(Object.fromEntries(one.headers), Object.fromEntries(other.headers));
  assert.equal(one.headers.get('set-cookie'), null);
  assert.equal(one.headers.get('cache-control'), 'no-cache');
  assert.equal(one.headers.get('x-content-type-options'), 'nosniff');
  assert.deepEqual(await bytesOf(one), await bytesOf(other));
});

test('it is compressed for those who take it, and not sent again to those who have it', async () => {
  const plain = await bytesOf(await nobody.send('GET', '/api/feed'));
  const ask = (coding: string) => nobody.send('GET', '/api/feed', { headers: { 'accept-encoding': coding } });
  const br = await ask('gzip, deflate, br');
  assert.equal(br.headers.get('content-encoding'), 'br');
  assert.equal(br.headers.get('vary'), 'accept-encoding');
  assert.deepEqual(brotliDecompressSync(await bytesOf(br)), plain);
  const gzip = await ask('gzip');
  assert.equal(gzip.headers.get('content-encoding'), 'gzip');
  assert.deepEqual(gunzipSync(await bytesOf(gzip)), plain);
  assert.equal((await ask('br;q=0, gzip;q=0')).headers.get('content-encoding'), null);
  const etag = br.headers.get('etag') ?? '';
  const known = await nobody.send('GET', '/api/feed', { headers: { 'if-none-match': etag } });
  assert.equal(known.status, 304);
  assert.equal((await bytesOf(known)).length, 0);
});

test('a clip that another process publishes or hides shows at once', async () => {
  const has = async (id: string) => (await (await nobody.send('GET', '/api/feed')).text()).includes(id);
  const until = async (id: string, wanted: boolean) => {
    const deadline = Date.now() + 10_000;
    while ((await has(id)) !== wanted) {
      assert.ok(Date.now() < deadline);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const id = await publishedClip(ctx, 'maker');
  await until(id, true);
  await db`update clips set status = 'hidden' where id = ${id}`;
  await until(id, false);
});

test('a cursor that is none of ours is refused', async () => {
  for (const cursor of ['x', '%00', 'MTow', 'a'.repeat(300), '..%2f']) {
    assert.equal((await nobody.send('GET', `/api/feed?cursor=${cursor}`)).status, 400, cursor);
  }
});
