import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audience, Clip } from '../../contract/clips.ts';
import { AppError } from '../../contract/errors.ts';
import { may, type Act, type ClipThing, type Person } from '../people/may.ts';
import { changeBlobs, uploadFolder } from '../store/blobs.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql, Tx } from '../store/db.ts';
import { selectClips, showClips, type ClipRow } from './show.ts';
import { audienceFor } from './uploads.ts';

/** Acts on a clip, all of which take the same facts. */
type ClipAct = { [A in Act]: A extends `${string}_clip` ? A : never }[Act];

/** The facts that `may` needs about a clip; null where there is no such clip. */
export async function clipThing(sql: Sql, viewer: Person | null, id: string): Promise<ClipThing | null> {
  const viewerId = viewer?.id ?? null;
  const [row] = await sql<ClipThing[]>`
    select c.author_id as owner_id, a.role as owner_role, a.age_band as owner_age_band, a.closed,
      a.suspended_at is not null as suspended, c.status, c.audience,
      exists (select from follows f
        where f.follower_id = ${viewerId} and f.followed_id = c.author_id and f.accepted) as follows,
      exists (select from blocks b where (b.blocker_id = ${viewerId} and b.blocked_id = c.author_id)
        or (b.blocker_id = c.author_id and b.blocked_id = ${viewerId})) as blocked
    from clips c join accounts a on a.id = c.author_id where c.id = ${id}`;
  return row ?? null;
}

/**
 * Asks for the leave to do `act` to a clip. Who may not see the clip is told that there is none, whatever the act: a
 * blocked person or a stranger learns nothing from trying.
 */
export async function checkClip(
  sql: Sql,
  viewer: Person | null,
  act: ClipAct,
  id: string,
): Promise<ClipThing> {
  const clip = await clipThing(sql, viewer, id);
  if (clip === null || !may(viewer, 'see_clip', clip)) throw noSuchClip();
  if (!may(viewer, act, clip)) throw new AppError('not_allowed', 'You cannot do this to that clip.');
  return clip;
}

export function noSuchClip(): AppError {
  return new AppError(
    'not_found',
    'This clip is not here. It may have been deleted, or it is not for everyone.',
  );
}

export async function getClip(ctx: Ctx, viewer: Person | null, id: string): Promise<Clip> {
  await checkClip(ctx.db, viewer, 'see_clip', id);
  const rows = await ctx.db<
    ClipRow[]
  >`${selectClips(ctx.db)} where c.id = ${id} and c.published_at is not null`;
  const [clip] = await showClips(ctx, viewer, rows);
  if (clip === undefined) throw noSuchClip();
  return clip;
}

interface ClipChange {
  readonly caption?: string | undefined;
  readonly language?: string | null | undefined;
  readonly audience?: Audience | undefined;
}

export async function updateClip(ctx: Ctx, person: Person, id: string, change: ClipChange): Promise<Clip> {
  await checkClip(ctx.db, person, 'edit_clip', id);
  const audience =
    change.audience === undefined ? undefined : await audienceFor(ctx, person, change.audience);
  const changed = {
    ...(change.caption === undefined ? {} : { caption: change.caption }),
    ...(change.language === undefined ? {} : { language: change.language }),
    ...(audience === undefined ? {} : { audience }),
  };
  if (Object.keys(changed).length > 0) {
    await ctx.db`update clips set ${ctx.db(changed)} where id = ${id}`;
  }
  return getClip(ctx, person, id);
}

/** Deletes a clip with its files, comments and likes, in whatever state it is. */
export async function deleteClip(ctx: Ctx, person: Person, id: string): Promise<void> {
  await checkClip(ctx.db, person, 'delete_clip', id);
  await changeBlobs(ctx, [], async ({ tx, drop }) => {
    const files = await filesOf(tx, id);
    await tx`delete from clips where id = ${id}`;
    for (const file of files) await drop(file);
  });
  await rm(join(uploadFolder(ctx), id), { force: true });
}

/** Takes a published clip away from everybody but its maker and moderators, or gives it back. */
export async function setHidden(ctx: Ctx, person: Person, id: string, hidden: boolean): Promise<void> {
  await checkClip(ctx.db, person, 'hide_clip', id);
  const [from, to] = hidden ? ['published', 'hidden'] : ['hidden', 'published'];
  await ctx.db`update clips set status = ${to} where id = ${id} and status = ${from}`;
}

/** Takes a clip away for good: its files go; the row stays, so that a decision about it has something to point to. */
export async function removeClip(ctx: Ctx, person: Person, id: string): Promise<void> {
  await checkClip(ctx.db, person, 'remove_clip', id);
  await changeBlobs(ctx, [], async ({ tx, drop }) => {
    const files = await filesOf(tx, id);
    await tx`delete from renditions where clip_id = ${id}`;
    await tx`update clips set status = 'removed', original = null, poster = null where id = ${id}`;
    for (const file of files) await drop(file);
  });
}

/** The blobs of a clip. Locks the clip: a job that is about to publish waits, and then sees what became of it. */
async function filesOf(tx: Tx, id: string): Promise<string[]> {
  const [clip] = await tx<{ original: string | null; poster: string | null }[]>`
    select original, poster from clips where id = ${id} for update`;
  const renditions = await tx<{ blob: string }[]>`select blob from renditions where clip_id = ${id}`;
  return [clip?.original, clip?.poster, ...renditions.map((row) => row.blob)].filter(
    (name) => typeof name === 'string',
  );
}
