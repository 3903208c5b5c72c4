import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { deleteClip, getClip, getClipProgress } from '../contract/clips.ts';
import { findOriginal } from '../core/clips/processing.ts';
import { blobPath, listBlobFiles, workFolder } from '../core/store/blobs.ts';
import { uploadedClip } from '../test/support/clips.ts';
import { signUp, testApp } from '../test/support/http.ts';
import { makeVideo } from '../test/support/video.ts';
import { addMoreRenditions, processClip, type Attempt } from './clip-jobs.ts';

const { app, ctx, db, close } = await testApp();
after(close);
const maker = await signUp(app, 'maker');
const video = await makeVideo(2, '1280x720');

const going = new AbortController().signal;
const first: Attempt = { attempts: 1, max_attempts: 5 };
const last: Attempt = { attempts: 5, max_attempts: 5 };
const on = (id: string) => ({ params: { id } });

/** An upload of `bytes` that waits for its job. */
async function waiting(bytes: Uint8Array, keepOriginal = false): Promise<string> {
  const id = await uploadedClip(ctx, 'maker', { keepOriginal });
  const [row] = await db<{ original: string }[]>`
    update blobs set bytes = ${bytes.byteLength} from clips
    where clips.id = ${id} and blobs.name = clips.original returning original`;
  writeFileSync(blobPath(ctx, row?.original ?? ''), bytes);
  return id;
}

const payloadOf = async (id: string): Promise<unknown> => {
  const [job] = await db<{ payload: unknown }[]>`select payload from graphile_worker._private_jobs
    where key = ${`add_renditions ${id}`}`;
  return job?.payload;
};

async function assertNothingLeft(): Promise<void> {
  assert.deepEqual(readdirSync(workFolder(ctx)), []);
  const files = (await listBlobFiles(ctx)).map((file) => file.name).sort();
  const rows = await db<{ name: string }[]>`select name from blobs order by name collate "C"`;
  assert.deepEqual(
    files,
    rows.map((row) => row.name),
  );
}

test('a clip is published with its first rung, then gets the others, and the original goes', async () => {
  const id = await waiting(video);
  await processClip(ctx, { clip: id }, first, going);
  const published = await maker.call(getClip, on(id));
  assert.deepEqual(
    published.renditions.map(({ width, height }) => [width, height]),
    [[1280, 720]],
  );
  assert.ok(Math.abs(published.duration - 2) < 0.1);
  assert.equal(published.hasSound, false);
  assert.match(published.renditions[0]?.codec ?? '', /^avc1\.64/);
  const payload = await payloadOf(id);
  assert.deepEqual(payload, { clip: id, rungs: ['480p'] });
  assert.notEqual(await findOriginal(ctx, 'add_renditions', id), null);
  await addMoreRenditions(ctx, payload, first, going);
  const complete = await maker.call(getClip, on(id));
  assert.deepEqual(
    complete.renditions.map((each) => each.height),
    [480, 720],
  );
  assert.equal(await findOriginal(ctx, 'add_renditions', id), null);
  await assertNothingLeft();
});

test('a job that is run twice changes nothing twice', async () => {
  const id = await waiting(video, true);
  await Promise.all([
    processClip(ctx, { clip: id }, first, going),
    processClip(ctx, { clip: id }, first, going),
  ]);
  const payload = await payloadOf(id);
  await Promise.all([
    addMoreRenditions(ctx, payload, first, going),
    addMoreRenditions(ctx, payload, first, going),
  ]);
  assert.equal((await maker.call(getClip, on(id))).renditions.length, 2);
  assert.notEqual(await findOriginal(ctx, 'add_renditions', id), null, 'the uploader keeps it');
  await assertNothingLeft();
});

test('a file that is no video is turned down with its reason at the first try, and goes', async () => {
  const id = await waiting(Buffer.from('hello'));
  await processClip(ctx, { clip: id }, first, going);
  const progress = await maker.call(getClipProgress, on(id));
  assert.equal(progress.status, 'rejected');
  assert.equal(progress.code, 'unreadable');
  assert.match(progress.message ?? '', /upload it again/);
  await assertNothingLeft();
});

test('a fault of ours is tried again, and with the last try the uploader is told', async () => {
  const id = await waiting(video);
  const original = await findOriginal(ctx, 'process_clip', id);
  rmSync(original ?? '');
  await assert.rejects(processClip(ctx, { clip: id }, first, going));
  assert.equal((await maker.call(getClipProgress, on(id))).status, 'processing');
  await processClip(ctx, { clip: id }, last, going);
  const progress = await maker.call(getClipProgress, on(id));
  assert.deepEqual([progress.status, progress.code], ['rejected', 'internal']);
  await assertNothingLeft();
});

test('a clip that is deleted while it is processed leaves nothing behind', async () => {
  const id = await waiting(video);
  const processing = processClip(ctx, { clip: id }, first, going);
  await maker.call(deleteClip, on(id));
  await processing.catch(() => undefined);
  assert.equal((await db`select from clips where id = ${id}`).length, 0);
  await assertNothingLeft();
});

test('a job that is stopped in the middle says so, and changes nothing', async () => {
  const id = await waiting(video);
  const stopping = new AbortController();
  const processing = processClip(ctx, { clip: id }, last, stopping.signal);
  stopping.abort(new Error('stop'));
  await assert.rejects(processing);
  assert.equal((await maker.call(getClipProgress, on(id))).status, 'processing');
  assert.deepEqual(readdirSync(workFolder(ctx)), []);
});
