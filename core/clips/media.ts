import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import { clipThing } from './clips.ts';
import { isPublic } from './show.ts';

/** The length in bytes of a blob that everybody may read now: a public clip's, or an avatar. Null for any other. */
export async function sizeOfPublicBlob(ctx: Ctx, name: string): Promise<number | null> {
  const [row] = await ctx.db<{ bytes: number }[]>`
    select b.bytes from blobs b where b.name = ${name} and (
      exists (select from renditions r join clips c on c.id = r.clip_id join accounts a on a.id = c.author_id
        where r.blob = b.name and ${isPublic(ctx.db)})
      or exists (select from clips c join accounts a on a.id = c.author_id
        where c.poster = b.name and ${isPublic(ctx.db)})
      or exists (select from accounts where avatar = b.name and suspended_at is null))`;
  return row?.bytes ?? null;
}

/** The length in bytes of a blob of a clip that this reader may see now; null for any other. */
export async function sizeOfBlobFor(ctx: Ctx, handle: string, name: string): Promise<number | null> {
  const [reader] = await ctx.db<Person[]>`
    select id, handle, role, age_band from accounts where handle = ${handle} and suspended_at is null`;
  const [blob] = await ctx.db<{ bytes: number; clipId: string }[]>`
    select b.bytes, coalesce(r.clip_id, c.id) as clip_id from blobs b
      left join renditions r on r.blob = b.name left join clips c on c.poster = b.name
    where b.name = ${name} and (r.clip_id is not null or c.id is not null)`;
  if (reader === undefined || blob === undefined) return null;
  const clip = await clipThing(ctx.db, reader, blob.clipId);
  return clip !== null && may(reader, 'see_clip', clip) ? blob.bytes : null;
}
