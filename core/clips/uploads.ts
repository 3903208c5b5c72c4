import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audience } from '../../contract/clips.ts';
import { AppError } from '../../contract/errors.ts';
import { clipLimits } from '../../media/limits.ts';
import { may, stranger, type AccountThing, type Person } from '../people/may.ts';
import { adoptCopy, changeBlobs, filesIn, sizeOf, uploadFolder } from '../store/blobs.ts';
import type { Ctx } from '../store/context.ts';
import { randomId } from '../store/db.ts';
import { enqueue } from '../store/jobs.ts';

// An upload is a clip with the status `uploading` and a file of the clip's id in the upload folder. The row comes first
// and goes last.
//
//   crash                                          what is left            the next start
//   after the row, before the file                 row                     deletes the row (nobody was told its address)
//   while bytes come in                            row, shorter file       waits: the person resumes it
//   after the last byte, before the transaction    row, complete file      finishes it
//   in the transaction                             the same                the same
//   after it, before the file is deleted           file without an upload  deletes the file; the blob has the bytes
//
// Only after the transaction is the last byte acknowledged, so an acknowledged upload is always `processing` or further.

/** Uploads that one account may have under way. */
const MOST_AT_ONCE = 20;
/** Bytes that must stay free on the disk for the database and for what jobs make. */
const KEEP_FREE = 500_000_000;
const DAYS_TO_FINISH = 1;

export interface Upload {
  readonly id: string;
  readonly bytes: number;
  readonly createdAt: Date;
}

export interface NewUpload {
  readonly bytes: number;
  readonly caption: string;
  readonly language: string | null;
  /** Undefined: followers for a closed account, else everyone. */
  readonly audience: Audience | undefined;
  readonly keepOriginal: boolean;
}

/** Opens an upload; its id will be the clip's. */
export async function createUpload(ctx: Ctx, person: Person, upload: NewUpload): Promise<string> {
  if (upload.bytes === 0) throw new AppError('unreadable', 'This file is empty. Choose another one.');
  if (upload.bytes > clipLimits.maxBytes) {
    throw new AppError(
      'file_too_large',
      'This file is larger than 500 MB. Shorten the video or export it smaller.',
    );
  }
  await checkRoom(ctx, person, upload.bytes);
  const audience = await audienceFor(ctx, person, upload.audience);
  const id = randomId();
  await ctx.db`insert into clips (id, author_id, status, audience, caption, language, keep_original, upload_bytes)
    values (${id}, ${person.id}, 'uploading', ${audience}, ${upload.caption}, ${upload.language},
      ${upload.keepOriginal}, ${upload.bytes})`;
  return id;
}

/** The audience a clip gets. A child cannot address everyone while their account is closed, and theirs always is. */
export async function audienceFor(ctx: Ctx, person: Person, wanted: Audience | undefined): Promise<Audience> {
  const [account] = await ctx.db<{ closed: boolean }[]>`select closed from accounts where id = ${person.id}`;
  const closed = account?.closed ?? true;
  const own: AccountThing = {
    ...stranger,
    ownerId: person.id,
    ownerRole: person.role,
    ownerAgeBand: person.ageBand,
    closed,
    suspended: false,
  };
  if (wanted === 'everyone' && closed && !may(person, 'open_account', own)) {
    throw new AppError(
      'not_allowed',
      'Your account is closed to protect you, so your clips are for followers only.',
    );
  }
  return wanted ?? (closed ? 'followers' : 'everyone');
}

async function checkRoom(ctx: Ctx, person: Person, bytes: number): Promise<void> {
  const [open] = await ctx.db<{ own: number; bytes: number }[]>`
    select count(*) filter (where author_id = ${person.id}) as own, coalesce(sum(upload_bytes), 0)::bigint as bytes
    from clips where status = 'uploading'`;
  if ((open?.own ?? 0) >= MOST_AT_ONCE) {
    throw new AppError(
      'rate_limited',
      `You have ${MOST_AT_ONCE} unfinished uploads. Let some of them finish, or cancel them.`,
    );
  }
  const disk = await statfs(ctx.blobFolder);
  // What is promised to other uploads is taken; the renditions need about as much again as the file itself.
  if (disk.bavail * disk.bsize < KEEP_FREE + (open?.bytes ?? 0) + 2 * bytes) {
    throw new AppError('storage_full', 'There is no room for this file here. Please tell the operator.');
  }
}

/** An upload that is still open. */
export async function findUpload(ctx: Ctx, id: string): Promise<Upload | null> {
  const [row] = await ctx.db<Upload[]>`select id, upload_bytes as bytes, created_at from clips
    where id = ${id} and status = 'uploading'`;
  return row ?? null;
}

/**
 * What the owner's device needs to go on: the length, and whether the last byte is safe. An upload that is complete but
 * was not finished (the database was away just then) is finished first. Not its owner, or no such upload: `not_found`.
 */
export async function resumeUpload(
  ctx: Ctx,
  person: Person,
  id: string,
): Promise<Upload & { finished: boolean }> {
  const own = async () => {
    const [row] = await ctx.db<(Upload & { finished: boolean })[]>`
      select id, upload_bytes as bytes, created_at, status <> 'uploading' as finished from clips
      where id = ${id} and author_id = ${person.id}`;
    if (row === undefined) throw new AppError('not_found', 'There is no such upload. Start it again.');
    return row;
  };
  const upload = await own();
  if (upload.finished || !(await isComplete(ctx, upload))) return upload;
  await finishUpload(ctx, id);
  return own();
}

/**
 * Turns a complete upload into a clip that is being processed: the bytes are on the disk, the original is claimed and
 * the job is enqueued, or nothing of it has happened. Doing it twice is doing it once.
 */
export async function finishUpload(ctx: Ctx, id: string): Promise<void> {
  const file = join(uploadFolder(ctx), id);
  const original = await adoptCopy(ctx, file, 'orig');
  const finished = await changeBlobs(ctx, [original], async ({ tx, claim }) => {
    const [clip] = await tx`select from clips where id = ${id} and status = 'uploading'
      and upload_bytes = ${original.bytes} for update`;
    if (clip === undefined) return false;
    await claim(original);
    await tx`update clips set status = 'processing', original = ${original.name} where id = ${id}`;
    await enqueue(tx, 'process_clip', { clip: id });
    return true;
  });
  if (finished) await rm(file, { force: true });
}

/** Gives an unfinished upload up: the row goes, and its file. */
export async function cancelUpload(ctx: Ctx, id: string): Promise<void> {
  await ctx.db`delete from clips where id = ${id} and status = 'uploading'`;
  await rm(join(uploadFolder(ctx), id), { force: true });
}

/** Gives up what nobody went on with for a day. */
export async function expireUploads(ctx: Ctx): Promise<void> {
  const rows = await ctx.db<{ id: string }[]>`select id from clips
    where status = 'uploading' and created_at < now() - make_interval(days => ${DAYS_TO_FINISH})`;
  for (const { id } of rows) await cancelUpload(ctx, id);
}

/** Puts right what a crash left of uploads. Runs at the start, before anybody can upload. */
export async function recoverUploads(ctx: Ctx): Promise<void> {
  const rows = await ctx.db<Upload[]>`select id, upload_bytes as bytes, created_at from clips
    where status = 'uploading'`;
  for (const upload of rows) {
    if ((await sizeOf(join(uploadFolder(ctx), upload.id))) === null) await cancelUpload(ctx, upload.id);
    else if (await isComplete(ctx, upload)) await finishUpload(ctx, upload.id);
  }
  const open = new Set(rows.map((row) => row.id));
  for (const name of await filesIn(uploadFolder(ctx))) {
    if (!open.has(name)) await rm(join(uploadFolder(ctx), name), { force: true });
  }
}

async function isComplete(ctx: Ctx, upload: Upload): Promise<boolean> {
  return (await sizeOf(join(uploadFolder(ctx), upload.id))) === upload.bytes;
}
