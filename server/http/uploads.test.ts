import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { serve } from '@hono/node-server';
import { Upload, type PreviousUpload } from 'tus-js-client';
import { getClipProgress, listUploads, uploadsPath } from '../../contract/clips.ts';
import { expireUploads } from '../../core/clips/uploads.ts';
import { blobPath, filesIn, sweepBlobs, uploadFolder } from '../../core/store/blobs.ts';
import { operator, ORIGIN, signUp, testApp, visitor, OPERATOR_TOKEN } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
await sweepBlobs(ctx);
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
await once(server, 'listening');
const address = server.address();
const origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
after(async () => {
  server.close();
  await close();
});

const maker = await signUp(app, 'maker');
const other = await signUp(app, 'other');
const child = await signUp(app, 'child', '13-15');

const encoded = (text: string) => Buffer.from(text).toString('base64');
const tus = { 'tus-resumable': '1.0.0', origin: ORIGIN };
const creation = (length: number | string, metadata = '') => ({
  headers: {
    ...tus,
    'upload-length': String(length),
    ...(metadata === '' ? {} : { 'upload-metadata': metadata }),
  },
});
const piece = (offset: number, bytes: Buffer<ArrayBuffer>) => ({
  headers: { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
  body: bytes,
});

async function create(who: typeof maker, length: number, metadata = ''): Promise<string> {
  const reply = await who.send('POST', uploadsPath, creation(length, metadata));
  assert.equal(reply.status, 201, await reply.text());
  return reply.headers.get('location') ?? '';
}

async function codeOf(reply: Response): Promise<string> {
  const body: unknown = await reply.json();
  return /"code":"([a-z_]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
}

test('an upload in pieces becomes a clip that waits for its job, with every byte', async () => {
  const bytes = randomBytes(300_000);
  const location = await create(
    maker,
    bytes.length,
    `caption ${encoded('Sea 🌊')},language ${encoded('pt-BR')}`,
  );
  assert.match(location, /^\/api\/uploads\/[A-Za-z0-9_-]{16}$/);
  const id = location.split('/').at(-1) ?? '';
  assert.equal((await maker.send('PATCH', location, piece(0, bytes.subarray(0, 100_000)))).status, 204);
  const asked = await maker.send('HEAD', location, { headers: tus });
  assert.equal(asked.headers.get('upload-offset'), '100000');
  assert.equal(asked.headers.get('upload-length'), '300000');
  assert.equal((await maker.call(getClipProgress, { params: { id } })).status, 'uploading');
  assert.equal((await maker.send('PATCH', location, piece(100_000, bytes.subarray(100_000)))).status, 204);
  assert.equal((await maker.call(getClipProgress, { params: { id } })).status, 'processing');
  const [row] = await db<{ caption: string; language: string; original: string }[]>`
    select caption, language, original from clips where id = ${id}`;
  assert.deepEqual([row?.caption, row?.language], ['Sea 🌊', 'pt-BR']);
  assert.deepEqual(await readFile(blobPath(ctx, row?.original ?? '')), bytes);
  assert.ok(!(await filesIn(uploadFolder(ctx))).includes(id));
  const jobs = await db`select from graphile_worker.jobs where key = ${`process_clip ${id}`}`;
  assert.equal(jobs.length, 1);
  // The device did not hear the last answer, and asks where to go on.
  const again = await maker.send('HEAD', location, { headers: tus });
  assert.equal(again.headers.get('upload-offset'), '300000');
  assert.equal(
    await codeOf(await maker.send('PATCH', location, piece(300_000, Buffer.alloc(0)))),
    'conflict',
  );
  const { uploads } = await maker.call(listUploads);
  assert.deepEqual(
    uploads.map((each) => [each.id, each.status]),
    [[id, 'processing']],
  );
});

test('an upload belongs to its owner alone: for others it does not exist', async () => {
  const location = await create(maker, 10);
  for (const who of [other, child]) {
    assert.equal((await who.send('HEAD', location, { headers: tus })).status, 404);
    assert.equal(
      await codeOf(await who.send('PATCH', location, piece(0, Buffer.from('0123456789')))),
      'not_found',
    );
    assert.equal(await codeOf(await who.send('DELETE', location, { headers: tus })), 'not_found');
    assert.equal(
      await who.refused(getClipProgress, { params: { id: location.split('/').at(-1) ?? '' } }),
      'not_found',
    );
  }
  const nobody = visitor(app);
  assert.equal(await codeOf(await nobody.send('POST', uploadsPath, creation(10))), 'not_signed_in');
  assert.equal(
    await codeOf(await nobody.send('PATCH', location, piece(0, Buffer.from('0')))),
    'not_signed_in',
  );
  assert.equal((await maker.send('DELETE', location, { headers: tus })).status, 204);
  assert.equal((await maker.send('HEAD', location, { headers: tus })).status, 404);
});

test('nothing can be read back from an upload, and other origins are not invited', async () => {
  const location = await create(maker, 10);
  assert.equal((await maker.send('GET', location, { headers: tus })).status, 404);
  const reply = await maker.send('HEAD', location, { headers: tus });
  assert.deepEqual(
    [...reply.headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  );
});

test('what cannot become a clip is refused before a byte is sent, with its reason', async () => {
  const refused = async (length: number | string, metadata = '') =>
    codeOf(await maker.send('POST', uploadsPath, creation(length, metadata)));
  assert.equal(await refused(0), 'unreadable');
  assert.equal(await refused(500_000_001), 'file_too_large');
  assert.equal(await refused('12abc'), 'bad_request');
  assert.equal(await refused('-1'), 'bad_request');
  assert.equal(await refused('1e3'), 'bad_request');
  assert.equal(await refused(10, `audience ${encoded('aliens')}`), 'bad_request');
  assert.equal(await refused(10, `language ${encoded('<b>')}`), 'bad_request');
  assert.equal(await refused(10, `caption ${encoded('a\u0000b')}`), 'bad_request');
  assert.equal(await refused(10, `caption ${encoded('x'.repeat(2201))}`), 'bad_request');
  assert.equal(await refused(10, 'caption ???'), 'bad_request');
  assert.equal(
    await codeOf(await child.send('POST', uploadsPath, creation(10, `audience ${encoded('everyone')}`))),
    'not_allowed',
  );
  const deferred = await maker.send('POST', uploadsPath, { headers: { ...tus, 'upload-defer-length': '1' } });
  assert.equal(await codeOf(deferred), 'bad_request');
  const concatenated = await maker.send('POST', uploadsPath, {
    headers: { ...tus, 'upload-length': '10', 'upload-concat': 'partial' },
  });
  assert.equal(await codeOf(concatenated), 'bad_request');
  assert.equal(
    await codeOf(await maker.send('POST', uploadsPath, { headers: { origin: ORIGIN } })),
    'bad_request',
  );
});

test('bytes at a wrong place, or too many of them, change nothing', async () => {
  const location = await create(maker, 10);
  assert.equal(await codeOf(await maker.send('PATCH', location, piece(5, Buffer.from('01234')))), 'conflict');
  const much = await maker.send('PATCH', location, piece(0, Buffer.alloc(11)));
  assert.ok(much.status >= 400);
  const asked = await maker.send('HEAD', location, { headers: tus });
  assert.ok(Number(asked.headers.get('upload-offset')) <= 10);
  for (const id of [
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    'a'.repeat(16),
    '%00'.repeat(8),
    "' or 1=1 --",
  ]) {
    const reply = await maker.send('PATCH', `${uploadsPath}/${encodeURI(id)}`, piece(0, Buffer.from('x')));
    assert.equal(reply.status, 404, id);
  }
});

test('one account has at most twenty uploads under way', async () => {
  const busy = await signUp(app, 'busy');
  for (let n = 0; n < 20; n += 1) await create(busy, 10);
  const reply = await busy.send('POST', uploadsPath, creation(10));
  assert.equal(await codeOf(reply), 'rate_limited');
});

test('an upload that nobody went on with for a day is given up, with its file', async () => {
  const location = await create(maker, 10);
  const id = location.split('/').at(-1) ?? '';
  await db`update clips set created_at = now() - interval '25 hours' where id = ${id}`;
  await expireUploads(ctx);
  assert.equal((await maker.send('HEAD', location, { headers: tus })).status, 404);
  assert.ok(!(await filesIn(uploadFolder(ctx))).includes(id));
});

test('tus-js-client goes on after a broken connection', async () => {
  const bytes = randomBytes(400_000);
  const options = {
    endpoint: `${origin}${uploadsPath}`,
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'overt-as': 'maker' },
    chunkSize: 100_000,
    retryDelays: null,
  };
  const first = new Upload(bytes, options);
  const url = await new Promise<string>((resolve, reject) => {
    first.options.onError = reject;
    first.options.onChunkComplete = () => {
      void first.abort().then(() => resolve(first.url ?? ''));
    };
    first.start();
  });
  const accepted: number[] = [];
  const second = new Upload(bytes, options);
  const previous: PreviousUpload = {
    size: bytes.length,
    metadata: {},
    creationTime: '',
    urlStorageKey: '',
    uploadUrl: url,
    parallelUploadUrls: null,
  };
  second.resumeFromPreviousUpload(previous);
  await new Promise<void>((resolve, reject) => {
    second.options.onError = reject;
    second.options.onChunkComplete = (_size, all) => accepted.push(all);
    second.options.onSuccess = () => resolve();
    second.start();
  });
  assert.ok((accepted[0] ?? 0) > 100_000, 'it began anew instead of going on');
  const id = url.split('/').at(-1) ?? '';
  const progress = await operator(app, 'maker').call(getClipProgress, { params: { id } });
  assert.equal(progress.status, 'processing');
});
