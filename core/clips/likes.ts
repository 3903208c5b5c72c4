import type { Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { checkClip } from './clips.ts';

/** Likes a clip, or takes the like back; doing it twice is doing it once. Returns the number of likes. */
export async function setLike(ctx: Ctx, person: Person, id: string, liked: boolean): Promise<number> {
  await checkClip(ctx.db, person, liked ? 'like_clip' : 'see_clip', id);
  return ctx.db.begin(async (tx) => {
    const changed = liked ? await addLike(tx, person, id) : await takeLike(tx, person, id);
    // The row of the clip is locked by the update, so the count moves with the rows however many press at once.
    const [clip] = await tx<{ likeCount: number }[]>`
      update clips set like_count = like_count + ${changed} where id = ${id} returning like_count`;
    return clip?.likeCount ?? 0;
  });
}

async function addLike(tx: Tx, person: Person, id: string): Promise<number> {
  // A clip that was deleted a moment ago gets no like instead of a broken reference.
  const added = await tx`insert into likes (clip_id, account_id)
    select id, ${person.id} from clips where id = ${id} for key share on conflict do nothing`;
  return added.count;
}

async function takeLike(tx: Tx, person: Person, id: string): Promise<number> {
  const taken = await tx`delete from likes where clip_id = ${id} and account_id = ${person.id}`;
  return -taken.count;
}
