import { mediaErrorCodes, type ErrorCode, type MediaErrorCode } from '../../contract/errors.ts';
import type { RungName } from '../../media/plan.ts';
import { blobPath, changeBlobs, type NewBlob } from '../store/blobs.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { enqueue, jobKey, type ClipJob } from '../store/jobs.ts';

// What a job does to a clip. Every function here is one transaction that looks at the clip's state first, so a job that
// is run twice, or was killed half way, or finds the clip deleted meanwhile, changes nothing twice and leaves no file.

export interface Rendition {
  readonly blob: NewBlob;
  readonly width: number;
  readonly height: number;
  readonly codec: string;
  readonly bitrate: number;
}

export interface PreparedClip {
  readonly poster: NewBlob;
  readonly thumbhash: string;
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  readonly hasSound: boolean;
  readonly renditions: readonly Rendition[];
  /** Rungs that are still worth making of this file. */
  readonly further: readonly RungName[];
}

/** Why a clip was turned down: something about the file, or `internal` where we failed at it too often. */
export type RejectionCode = MediaErrorCode | 'internal';

export function isRejectionCode(code: ErrorCode): code is RejectionCode {
  return code === 'internal' || mediaErrorCodes.some((each) => each === code);
}

/** The path of the original that a job is to work on; null where there is nothing to do (any more). */
export async function findOriginal(ctx: Ctx, job: ClipJob, clip: string): Promise<string | null> {
  const statuses = job === 'process_clip' ? ['processing'] : ['published', 'hidden'];
  const [row] = await ctx.db<{ original: string | null }[]>`
    select original from clips where id = ${clip} and status in ${ctx.db(statuses)}`;
  return typeof row?.original === 'string' ? blobPath(ctx, row.original) : null;
}

/** Progress never goes back, not even when a job is run again. */
export async function setPercent(ctx: Ctx, clip: string, percent: number): Promise<void> {
  await ctx.db`update clips set percent = ${Math.floor(percent)}
    where id = ${clip} and status = 'processing' and percent < ${Math.floor(percent)}`;
}

/** Makes a clip visible with its first rung, and enqueues the others and its way into the feed. */
export async function publishClip(ctx: Ctx, id: string, made: PreparedClip): Promise<void> {
  const files = [made.poster, ...made.renditions.map((each) => each.blob)];
  await changeBlobs(ctx, files, async ({ tx, claim, drop }) => {
    const clip = await lockClip(tx, id);
    if (clip?.status !== 'processing') return;
    for (const file of files) await claim(file);
    for (const each of made.renditions) await insertRendition(tx, id, each);
    await tx`update clips set status = 'published', published_at = now(), percent = 100,
        poster = ${made.poster.name}, thumbhash = ${made.thumbhash}, duration = ${made.duration},
        width = ${made.width}, height = ${made.height}, has_sound = ${made.hasSound}
      where id = ${id}`;
    if (made.further.length > 0) await enqueue(tx, 'add_renditions', { clip: id, rungs: made.further });
    else await settleOriginal(tx, id, clip, drop);
    // So that the clip is in the feed within seconds, not with the next minute.
    await enqueue(tx, 'publish_packs', {});
  });
}

/** Adds the further rungs; then the original has done its work. */
export async function addRenditions(ctx: Ctx, id: string, made: readonly Rendition[]): Promise<void> {
  await changeBlobs(
    ctx,
    made.map((each) => each.blob),
    async ({ tx, claim, drop }) => {
      const clip = await lockClip(tx, id);
      if (clip?.status !== 'published' && clip?.status !== 'hidden') return;
      for (const each of made) {
        const [there] = await tx`select from renditions where clip_id = ${id} and height = ${each.height}`;
        if (there !== undefined) continue;
        await claim(each.blob);
        await insertRendition(tx, id, each);
      }
      await settleOriginal(tx, id, clip, drop);
    },
  );
}

/** Turns a clip down, with the reason that its uploader is told. Its file goes. */
export async function rejectClip(ctx: Ctx, id: string, code: RejectionCode): Promise<void> {
  await changeBlobs(ctx, [], async ({ tx, drop }) => {
    const clip = await lockClip(tx, id);
    if (clip?.status !== 'processing') return;
    await tx`update clips set status = 'rejected', rejection_code = ${code}, original = null where id = ${id}`;
    await drop(clip.original);
  });
}

/** Gives up on further rungs: the clip plays with those that it has. */
export async function giveUpRenditions(ctx: Ctx, id: string): Promise<void> {
  await addRenditions(ctx, id, []);
}

/**
 * Ends what would wait for ever: a clip whose job took the whole process down with it so often that the queue does not
 * hand it out any more. Runs at the start and every minute.
 */
export async function endHopelessJobs(ctx: Ctx): Promise<void> {
  for (const clip of await clipsWithoutJob(ctx, 'process_clip')) await rejectClip(ctx, clip, 'internal');
  for (const clip of await clipsWithoutJob(ctx, 'add_renditions')) await giveUpRenditions(ctx, clip);
  await ctx.db`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
    where locked_at is null and attempts >= max_attempts`;
}

/** Clips that wait for a job which the queue has not, or does not hand out any more. */
export async function clipsWithoutJob(ctx: Ctx, job: ClipJob): Promise<string[]> {
  const rows = await ctx.db<{ id: string }[]>`
    select id from clips c where ${
      job === 'process_clip'
        ? ctx.db`status = 'processing'`
        : ctx.db`status in ('published', 'hidden') and original is not null and not keep_original`
    } and not exists (select from graphile_worker.jobs j
      where j.key = ${jobKey(job, '')} || c.id and (j.locked_at is not null or j.attempts < j.max_attempts))`;
  return rows.map((row) => row.id);
}

interface LockedClip {
  readonly status: string;
  readonly original: string | null;
  readonly keepOriginal: boolean;
}

async function lockClip(tx: Tx, id: string): Promise<LockedClip | undefined> {
  const [clip] = await tx<LockedClip[]>`
    select status, original, keep_original from clips where id = ${id} for update`;
  return clip;
}

async function insertRendition(tx: Tx, clip: string, each: Rendition): Promise<void> {
  await tx`insert into renditions (clip_id, blob, width, height, codec, bitrate)
    values (${clip}, ${each.blob.name}, ${each.width}, ${each.height}, ${each.codec}, ${each.bitrate})`;
}

/** The original goes once nothing is to be made of it any more, unless its uploader keeps it. */
async function settleOriginal(
  tx: Tx,
  id: string,
  clip: LockedClip,
  drop: (name: string | null) => Promise<void>,
): Promise<void> {
  if (clip.keepOriginal) return;
  await tx`update clips set original = null where id = ${id}`;
  await drop(clip.original);
}
