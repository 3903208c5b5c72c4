import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { ClipStatus } from '../../contract/clips.ts';
import type { Comment } from '../../contract/comments.ts';
import { AppError } from '../../contract/errors.ts';
import { listComments, listReplies, writeComment } from '../../core/clips/comments.ts';
import { setLike } from '../../core/clips/likes.ts';
import { getProgress } from '../../core/clips/progress.ts';
import { createUpload, finishUpload } from '../../core/clips/uploads.ts';
import { findAccount, insertAccount, type Account } from '../../core/people/accounts.ts';
import { setAvatar } from '../../core/people/avatars.ts';
import { follow } from '../../core/people/follows.ts';
import { updateMe } from '../../core/people/profiles.ts';
import { uploadFolder, withWorkFolder } from '../../core/store/blobs.ts';
import type { Ctx } from '../../core/store/context.ts';
import { drawAvatar } from './avatars.ts';
import { demoClips, type DemoClip } from './clips.ts';
import { demoPeople } from './people.ts';
import { openPainter, type Painter } from './render.ts';

// The demo begins in one transaction, and only where nobody lives yet: all accounts, and one row in `demo_clips` for
// every clip to come. Each clip is then drawn, uploaded like anybody's, and enlivened once it is published.
//
//   crash                                  what is left              the next start
//   while a clip is drawn                  a work folder             empties it, draws the clip again
//   after its upload is opened             a row without a file      recovery deletes the row; it is drawn again
//   after its file is in the upload folder a complete upload         recovery finishes it; nothing is drawn
//   while it gets likes and comments       some of them              adds the others

export interface SeedOptions {
  readonly clips?: readonly DemoClip[];
  /** Stops the drawing; what is done so far stays, and the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** Called with every clip that is published and finished. */
  readonly onProgress?: (done: number, total: number, title: string) => void;
}

interface Waiting {
  readonly clip: DemoClip;
  readonly id: string;
}

/** Fills a new edition with the demo clips and their makers. Where people live already it does nothing. */
export async function seedDemo(ctx: Ctx, options: SeedOptions = {}): Promise<void> {
  const { clips = demoClips, signal, onProgress } = options;
  await begin(ctx, clips);
  const open = await unfinished(ctx, clips);
  if (open.length === 0) return;
  await introduce(ctx);
  const waiting: Waiting[] = [];
  let done = clips.length - open.length;
  const finishPublished = async (): Promise<void> => {
    for (const each of [...waiting]) {
      const status = await statusOf(ctx, each);
      if (status === 'processing') continue;
      if (status === 'published') await enliven(ctx, each);
      await ctx.db`update demo_clips set finished = true where name = ${each.clip.name}`;
      waiting.splice(waiting.indexOf(each), 1);
      onProgress?.(++done, clips.length, titleOf(each.clip));
    }
  };
  using painter = openPainter(signal);
  for (const clip of open) {
    await giveFace(ctx, clip.by);
    waiting.push({ clip, id: await upload(ctx, clip, painter) });
    await finishPublished();
  }
  while (waiting.length > 0) {
    await setTimeout(250, undefined, signal ? { signal } : {});
    await finishPublished();
  }
}

/** `paper-boat` is called Paper boat. */
function titleOf({ name }: DemoClip): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Takes the handles and lists the clips to come, all at once, if this is the first start of the edition. */
async function begin(ctx: Ctx, clips: readonly DemoClip[]): Promise<void> {
  await ctx.db.begin(async (tx) => {
    await tx`lock table accounts in share row exclusive mode`;
    const [edition] = await tx<{ inhabited: boolean }[]>`select exists (select from accounts) as inhabited`;
    if (edition?.inhabited) return;
    for (const { handle, name } of demoPeople) await insertAccount(tx, { handle, name, ageBand: '18+' });
    for (const { name } of clips) await tx`insert into demo_clips (name) values (${name})`;
  });
}

async function unfinished(ctx: Ctx, clips: readonly DemoClip[]): Promise<DemoClip[]> {
  const rows = await ctx.db<{ name: string }[]>`select name from demo_clips where not finished`;
  const names = new Set(rows.map((row) => row.name));
  return clips.filter((clip) => names.has(clip.name));
}

async function introduce(ctx: Ctx): Promise<void> {
  for (const { handle, name, bio } of demoPeople)
    await updateMe(ctx, await personOf(ctx, handle), { name, bio });
  for (const { handle, follows } of demoPeople) {
    const person = await personOf(ctx, handle);
    for (const followed of follows) await follow(ctx, person, followed);
  }
}

/** Drawn when the first clip of a maker is, so that the first clips of all do not wait for it. */
async function giveFace(ctx: Ctx, handle: string): Promise<void> {
  const account = await personOf(ctx, handle);
  if (account.avatar === null) await setAvatar(ctx, account, Readable.from([drawAvatar(handle)]));
}

async function personOf(ctx: Ctx, handle: string): Promise<Account> {
  const account = await findAccount(ctx.db, handle);
  if (account === null) throw new Error(`The demo account @${handle} is gone, so its clips cannot be made.`);
  return account;
}

/** The id of the clip's upload, which is made now unless an earlier start made it. */
async function upload(ctx: Ctx, clip: DemoClip, painter: Painter): Promise<string> {
  const [row] = await ctx.db<{ clipId: string | null }[]>`
    select clip_id from demo_clips where name = ${clip.name}`;
  const id = row?.clipId ?? null;
  if (id !== null && (await statusOf(ctx, { clip, id })) !== null) return id;
  return withWorkFolder(ctx, async (folder) => {
    const file = join(folder, 'clip.mp4');
    await painter.paint(clip, file);
    return handOver(ctx, clip, file);
  });
}

/** The demo's own row is written before the file is complete, so that recovery never publishes a clip it does not know. */
async function handOver(ctx: Ctx, clip: DemoClip, file: string): Promise<string> {
  const { caption, language } = clip;
  const { size } = await stat(file);
  const person = await personOf(ctx, clip.by);
  const id = await createUpload(ctx, person, {
    bytes: size,
    caption,
    language,
    audience: 'everyone',
    keepOriginal: false,
  });
  await ctx.db`update demo_clips set clip_id = ${id} where name = ${clip.name}`;
  await rename(file, join(uploadFolder(ctx), id));
  await finishUpload(ctx, id);
  return id;
}

/** Null where there is no such clip any more. */
async function statusOf(ctx: Ctx, { clip, id }: Waiting): Promise<ClipStatus | null> {
  try {
    return (await getProgress(ctx, await personOf(ctx, clip.by), id)).status;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Likes and comments. Doing it twice is doing it once. */
async function enliven(ctx: Ctx, { clip, id }: Waiting): Promise<void> {
  for (const handle of clip.likedBy) await setLike(ctx, await personOf(ctx, handle), id, true);
  const { comments } = await listComments(ctx, null, id, undefined);
  for (const { by, text, answers = [] } of clip.comments) {
    const first = await say(ctx, id, { by, text }, comments);
    const { comments: replies } = await listReplies(ctx, null, first, undefined);
    for (const answer of answers) await say(ctx, id, { ...answer, parent: first }, replies);
  }
}

/** Writes a comment unless it stands there already; returns its id. */
async function say(
  ctx: Ctx,
  clip: string,
  { by, text, parent }: { by: string; text: string; parent?: string },
  present: readonly Comment[],
): Promise<string> {
  const same = present.find((each) => each.maker.handle === by && each.text === text);
  return (same ?? (await writeComment(ctx, await personOf(ctx, by), clip, { text, parent }))).id;
}
