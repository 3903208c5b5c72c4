import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { avatarLimit, avatarPath, getMe, getProfile, me } from '../../contract/people.ts';
import { listBlobFiles } from '../../core/store/blobs.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);

/** A photo as a phone makes it: lying on its side, with a place and a device in it. */
function photo(): Promise<Buffer> {
  return sharp({ create: { width: 400, height: 300, channels: 3, background: '#c33' } })
    .withExif({
      IFD0: { Make: 'SecretPhone', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 0/1' },
    })
    .jpeg()
    .toBuffer();
}

test('a photo becomes a square without metadata, served to everybody; the old one goes', async () => {
  const ada = await signUp(app, 'ada');
  const bytes = await photo();
  assert.ok(bytes.includes('SecretPhone'));
  const urls: string[] = [];
  for (let i = 0; i < 2; i++) {
    const response = await ada.send('PUT', avatarPath, { body: bytes });
    assert.equal(response.status, 200, await response.clone().text());
    const { avatar } = me.parse(await response.json());
    urls.push(avatar ?? '');
  }
  const [first = '', second = ''] = urls;
  assert.notEqual(first, second);
  assert.equal((await visitor(app).call(getProfile, { params: { handle: 'ada' } })).avatar, second);
  const served = await visitor(app).send('GET', second);
  assert.equal(served.headers.get('content-type'), 'image/webp');
  const square = Buffer.from(await served.arrayBuffer());
  const { width, height, exif, xmp, iptc } = await sharp(square).metadata();
  assert.deepEqual([width, height, exif, xmp, iptc], [512, 512, undefined, undefined, undefined]);
  assert.ok(!square.includes('SecretPhone'));
  assert.equal((await listBlobFiles(ctx)).length, 1);
  assert.deepEqual(readdirSync(`${ctx.blobFolder}/work`), []);

  assert.equal((await ada.send('DELETE', avatarPath)).status, 200);
  assert.equal((await ada.call(getMe)).avatar, null);
  assert.equal((await visitor(app).send('GET', second)).status, 404);
  assert.deepEqual(await listBlobFiles(ctx), []);
  assert.equal((await db`select from blobs`).length, 0);
});

test('whoever sends a picture slowly holds up nobody', { timeout: 60_000 }, async () => {
  const slow = await signUp(app, 'slow');
  let sending: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (sending = controller) });
  const never = slow.send('PUT', avatarPath, { body, duplex: 'half' });
  const quick = await signUp(app, 'quick');
  assert.equal((await quick.send('PUT', avatarPath, { body: await photo() })).status, 200);
  sending?.close();
  assert.match(await (await never).text(), /image_unreadable/);
  assert.equal((await quick.send('DELETE', avatarPath)).status, 200);
});

test('what is no picture, or too large, is refused and leaves nothing behind', async () => {
  const eve = await signUp(app, 'eve');
  const bodies = {
    image_unreadable: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ),
    file_too_large: Buffer.alloc(avatarLimit + 1, 255),
  };
  for (const [code, body] of Object.entries(bodies)) {
    const response = await eve.send('PUT', avatarPath, { body });
    assert.match(await response.text(), new RegExp(`"code":"${code}"`));
  }
  assert.match(await (await eve.send('PUT', avatarPath)).text(), /image_unreadable/);
  assert.equal((await visitor(app).send('PUT', avatarPath, { body: 'x' })).status, 401);
  assert.deepEqual(await listBlobFiles(ctx), []);
  assert.deepEqual(readdirSync(`${ctx.blobFolder}/work`), []);
});
