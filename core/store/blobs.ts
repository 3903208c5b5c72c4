import { randomBytes } from 'node:crypto';
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ctx } from './context.ts';
import type { Tx } from './db.ts';

// A blob is a file, written once and never changed; the row in `blobs` is the claim on it. Only this file writes there.
//
//   blobs/ab/abX….mp4   a blob
//   blobs/uploads/ID    an upload that is not complete, or not acknowledged, yet (core/clips/uploads.ts owns what is in it)
//   blobs/work/…        what a running job has made so far; one folder for each job
//
// A crash leaves                     and is put right by
//   …while a job writes in work/     the next start empties work/
//   …after a file got its name,      a file without a row: `sweepBlobs` at the next start deletes it
//      before its row was committed
//   …after a row was deleted,        the same
//      before its file was
// A row without a file is never left: files come before rows and go after them. `overt fsck` says so if it happens.
// One server process owns a data folder (server/process.ts), so whatever lies there at its start belongs to nobody else.

/** A file that has its final name and is on the disk, but is not claimed by a row yet. */
export interface NewBlob {
  readonly name: string;
  readonly bytes: number;
}

export const blobName = /^[A-Za-z0-9_-]{22}\.[a-z0-9]{1,5}$/;

export function blobPath(ctx: Ctx, name: string): string {
  return join(ctx.blobFolder, name.slice(0, 2), name);
}

/** Where uploads grow. It lies in the file system of the blobs, so that a complete one is claimed without a copy. */
export function uploadFolder(ctx: Ctx): string {
  return join(ctx.blobFolder, 'uploads');
}

/** Where jobs work; empty whenever none runs. */
export function workFolder(ctx: Ctx): string {
  return join(ctx.blobFolder, 'work');
}

/** Makes an empty folder, runs `act` in it and deletes it with all that is left in it. */
export async function withWorkFolder<T>(ctx: Ctx, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(workFolder(ctx), randomBytes(9).toString('base64url'));
  await mkdir(folder, { recursive: true });
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives a finished file its place among the blobs, on the disk for good. The file at `path` is moved, not copied. */
export async function adoptFile(ctx: Ctx, path: string, extension: string): Promise<NewBlob> {
  const name = await newPlace(ctx, extension);
  await syncPath(path);
  await rename(path, blobPath(ctx, name));
  await syncFolderOf(ctx, name);
  return { name, bytes: (await stat(blobPath(ctx, name))).size };
}

/** As `adoptFile`, but `path` stays: it is what a crash before the commit is recovered from. */
export async function adoptCopy(ctx: Ctx, path: string, extension: string): Promise<NewBlob> {
  const copy = join(workFolder(ctx), randomBytes(9).toString('base64url'));
  await mkdir(workFolder(ctx), { recursive: true });
  await linkOrCopy(path, copy);
  return adoptFile(ctx, copy, extension);
}

interface BlobChange {
  readonly tx: Tx;
  /** Writes the row that claims a new file; refer to it only afterwards. */
  readonly claim: (blob: NewBlob) => Promise<void>;
  /** Deletes the row, once nothing refers to it any more; the file follows when the transaction is committed. */
  readonly drop: (name: string | null) => Promise<void>;
}

/**
 * Runs `act` in one transaction that may claim the new files `incoming` and drop old ones. Incoming files that it does
 * not claim, or that a rollback leaves behind, are deleted. Only where nobody knows whether the commit came through (the
 * connection broke in the middle of it) everything stays, for the sweep at the next start.
 */
export async function changeBlobs<T>(
  ctx: Ctx,
  incoming: readonly NewBlob[],
  act: (change: BlobChange) => Promise<T>,
): Promise<T> {
  const claimed = new Set<string>();
  const dropped: string[] = [];
  const result = await ctx.db.begin(async (tx) => {
    const claim = async (blob: NewBlob): Promise<void> => {
      await tx`insert into blobs (name, bytes) values (${blob.name}, ${blob.bytes})`;
      claimed.add(blob.name);
    };
    const drop = async (name: string | null): Promise<void> => {
      if (name === null) return;
      await tx`delete from blobs where name = ${name}`;
      dropped.push(name);
    };
    try {
      return { done: await act({ tx, claim, drop }) };
    } catch (error) {
      await deleteFiles(ctx, namesOf(incoming));
      throw error;
    }
  });
  await deleteFiles(ctx, [...dropped, ...namesOf(incoming).filter((name) => !claimed.has(name))]);
  return result.done;
}

/** Makes the folders, empties the work folder, deletes every file without a row, and returns how many there were. */
export async function sweepBlobs(ctx: Ctx): Promise<number> {
  await rm(workFolder(ctx), { recursive: true, force: true });
  await mkdir(uploadFolder(ctx), { recursive: true });
  // Not everything here is for everybody: not for other users of the machine, nor for a media child that is another.
  await chmod(ctx.blobFolder, 0o700);
  const rows = await ctx.db<{ name: string }[]>`select name from blobs`;
  const claimed = new Set(rows.map((row) => row.name));
  const orphans = (await listBlobFiles(ctx)).filter((file) => !claimed.has(file.name));
  await deleteFiles(ctx, namesOf(orphans));
  return orphans.length;
}

/** Every file that lies among the blobs, claimed or not. */
export async function listBlobFiles(ctx: Pick<Ctx, 'blobFolder'>): Promise<NewBlob[]> {
  const found: NewBlob[] = [];
  for (const shard of await filesIn(ctx.blobFolder)) {
    if (shard.length !== 2) continue;
    for (const name of await filesIn(join(ctx.blobFolder, shard))) {
      const bytes = await sizeOf(join(ctx.blobFolder, shard, name));
      if (bytes !== null) found.push({ name, bytes });
    }
  }
  return found;
}

/** The size of a file in bytes, or null where there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The names in a folder; none where there is no such folder. */
export async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Waits until what was written to a file, or into a folder, would survive a power cut. */
export async function syncPath(path: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function newPlace(ctx: Ctx, extension: string): Promise<string> {
  const name = `${randomBytes(16).toString('base64url')}.${extension}`;
  const shard = join(blobPath(ctx, name), '..');
  const made = await mkdir(shard, { recursive: true });
  if (made !== undefined) await syncFolder(ctx.blobFolder);
  return name;
}

function syncFolderOf(ctx: Ctx, name: string): Promise<void> {
  return syncFolder(join(blobPath(ctx, name), '..'));
}

/** Windows opens no folders; its file system keeps their order by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(folder);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Some file systems know no second name for a file.
    await copyFile(from, to);
  }
}

async function deleteFiles(ctx: Ctx, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(blobPath(ctx, name), { force: true });
}

function namesOf(blobs: readonly NewBlob[]): string[] {
  return blobs.map((blob) => blob.name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
