import { audience as audiences, type ClipsPage } from '../../contract/clips.ts';
import { accountThing, noSuchAccount } from '../people/accounts.ts';
import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql } from '../store/db.ts';
import { cutPage, readCursor } from '../store/pages.ts';
import { isPublic, selectClips, showClips, type ClipRow } from './show.ts';

const PAGE = 12;

/** Everybody's newest clips: no reader has a part in it. */
export async function listFeed(ctx: Ctx, cursor: string | undefined): Promise<ClipsPage> {
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.status = 'published' and c.audience = 'everyone' and ${isPublic(ctx.db)} ${before(ctx.db, cursor)}`;
  return toPage(ctx, null, rows);
}

/** The newest clips of those whom `viewer` follows. A block ends a follow, but is looked at all the same. */
export async function listFollowingFeed(
  ctx: Ctx,
  viewer: Person,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.status = 'published' and c.audience in ('everyone', 'followers') and a.suspended_at is null
      and c.author_id in (select followed_id from follows where follower_id = ${viewer.id} and accepted)
      and not exists (select from blocks b where (b.blocker_id = ${viewer.id} and b.blocked_id = c.author_id)
        or (b.blocker_id = c.author_id and b.blocked_id = ${viewer.id}))
      ${before(ctx.db, cursor)}`;
  return toPage(ctx, viewer, rows);
}

/** One person's published clips, as far as `viewer` may see them. */
export async function listClipsOf(
  ctx: Ctx,
  viewer: Person | null,
  handle: string,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const { account, thing } = await accountThing(ctx.db, viewer, handle);
  if (!may(viewer, 'see_account', thing)) throw noSuchAccount();
  // Within one account only the audience still decides, so the rule is asked once for each.
  const visible = audiences.options.filter((audience) =>
    may(viewer, 'see_clip', { ...thing, status: 'published', audience }),
  );
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.author_id = ${account.id} and c.status = 'published' and c.audience = any(${visible})
      ${before(ctx.db, cursor)}`;
  return toPage(ctx, viewer, rows);
}

function before(sql: Sql, cursor: string | undefined) {
  const place = cursor === undefined ? null : readCursor(cursor);
  const older =
    place === null
      ? sql``
      : sql`and (c.published_at, c.id) < ('epoch'::timestamptz + ${place.micros} * interval '1 microsecond', ${place.id})`;
  return sql`${older} order by c.published_at desc, c.id desc limit ${PAGE + 1}`;
}

async function toPage(ctx: Ctx, viewer: Person | null, rows: readonly ClipRow[]): Promise<ClipsPage> {
  const page = cutPage(rows, PAGE, (row) => ({ micros: row.publishedMicros, id: row.id }));
  return { clips: await showClips(ctx, viewer, page.rows), next: page.next };
}
