import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import {
  adoptCopy,
  adoptFile,
  blobPath,
  changeBlobs,
  listBlobFiles,
  sizeOf,
  sweepBlobs,
  withWorkFolder,
  workFolder,
  type NewBlob,
} from './blobs.ts';
import type { Ctx } from './context.ts';

const { db, close } = await testDatabase();
const blobFolder = mkdtempSync(join(tmpdir(), 'overt-blobs-'));
const edition = { name: 'Test', origin: 'http://localhost', minimumAge: 13 } as const;
const ctx: Ctx = { db, blobFolder, keyFolder: '', edition };
after(async () => {
  await close();
  rmSync(blobFolder, { recursive: true });
});

const names = async () => (await listBlobFiles(ctx)).map((file) => file.name);
const rows = async () => (await db<{ name: string }[]>`select name from blobs`).map((row) => row.name);

function newBlob(): Promise<NewBlob> {
  return withWorkFolder(ctx, (folder) => {
    writeFileSync(join(folder, 'file'), 'bytes');
    return adoptFile(ctx, join(folder, 'file'), 'mp4');
  });
}

test('a blob that is claimed has a file and a row; a dropped one has neither', async () => {
  const blob = await newBlob();
  assert.match(blob.name, /^[A-Za-z0-9_-]{22}\.mp4$/);
  assert.equal(blob.bytes, 5);
  await changeBlobs(ctx, [blob], ({ claim }) => claim(blob));
  assert.deepEqual([await names(), await rows()], [[blob.name], [blob.name]]);
  await changeBlobs(ctx, [], ({ drop }) => drop(blob.name));
  assert.deepEqual([await names(), await rows()], [[], []]);
});

test('other users of the machine see nothing of it', { skip: process.platform === 'win32' }, async () => {
  chmodSync(blobFolder, 0o755);
  await sweepBlobs(ctx);
  assert.equal(statSync(blobFolder).mode & 0o777, 0o700);
});

test('a transaction that fails leaves no new file, and every old one', async () => {
  const old = await newBlob();
  await changeBlobs(ctx, [old], ({ claim }) => claim(old));
  const blob = await newBlob();
  const failing = changeBlobs(ctx, [blob], async ({ claim, drop }) => {
    await claim(blob);
    await drop(old.name);
    throw new Error('on purpose');
  });
  await assert.rejects(failing, /on purpose/);
  assert.deepEqual([await names(), await rows()], [[old.name], [old.name]]);
});

test('new files that are not claimed are deleted', async () => {
  const before = await names();
  await changeBlobs(ctx, [await newBlob(), await newBlob()], () => Promise.resolve());
  assert.deepEqual(await names(), before);
});

test('an adopted copy leaves the file that it was made of, and does not follow it when that is deleted', async () => {
  const file = join(blobFolder, 'upload');
  writeFileSync(file, 'bytes');
  const blob = await adoptCopy(ctx, file, 'orig');
  assert.equal(await sizeOf(file), 5);
  rmSync(file);
  assert.equal(await sizeOf(blobPath(ctx, blob.name)), 5);
});

test('the sweep deletes files without rows and what jobs left, and nothing else', async () => {
  await sweepBlobs(ctx);
  const kept = await newBlob();
  await changeBlobs(ctx, [kept], ({ claim }) => claim(kept));
  const claimed = await names();
  await newBlob();
  mkdirSync(join(workFolder(ctx), 'job'), { recursive: true });
  writeFileSync(join(workFolder(ctx), 'job', 'half'), '');
  assert.equal(await sweepBlobs(ctx), 1);
  assert.deepEqual(await names(), claimed);
  assert.ok(!readdirSync(blobFolder).includes('work'));
});

test('a work folder goes, whatever happens in it', async () => {
  const failing = withWorkFolder(ctx, (folder) => {
    writeFileSync(join(folder, 'half'), '');
    return Promise.reject(new Error('on purpose'));
  });
  await assert.rejects(failing, /on purpose/);
  assert.deepEqual(readdirSync(workFolder(ctx)), []);
});
