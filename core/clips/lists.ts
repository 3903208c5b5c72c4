import { audience as audiences, type ClipsPage, type LikedPeriod } from '../../contract/clips.ts';
import { accountThing, noSuchAccount } from '../people/accounts.ts';
import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql } from '../store/db.ts';
import { cutPage, readCursor, type Place } from '../store/pages.ts';
import { isPublic, selectClips, showClips, type ClipRow } from './show.ts';

const PAGE = 12;

/** Everybody's newest clips: no reader has a part in it. */
export async function listFeed(ctx: Ctx, cursor: string | undefined): Promise<ClipsPage> {
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.status = 'published' and c.audience = 'everyone' and ${isPublic(ctx.db)} ${before(ctx.db, cursor)}`;
  return toPage(ctx, null, rows);
}

/** The newest clips of those whom `viewer` follows. */
export async function listFollowingFeed(
  ctx: Ctx,
  viewer: Person,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const { db } = ctx;
  return listClipsFrom(
    ctx,
    viewer,
    db`select followed_id from follows where follower_id = ${viewer.id} and accepted`,
    cursor,
  );
}

/** The newest clips of those who follow `viewer` and are followed back. */
export async function listFriendsFeed(
  ctx: Ctx,
  viewer: Person,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const { db } = ctx;
  return listClipsFrom(
    ctx,
    viewer,
    db`select there.followed_id from follows there join follows back
        on back.follower_id = there.followed_id and back.followed_id = there.follower_id
      where there.follower_id = ${viewer.id} and there.accepted and back.accepted`,
    cursor,
  );
}

/** `authors` selects accounts whom `viewer` follows. A block ends a follow, but is looked at all the same. */
async function listClipsFrom(
  ctx: Ctx,
  viewer: Person,
  authors: ReturnType<Sql>,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.status = 'published' and c.audience in ('everyone', 'followers') and a.suspended_at is null
      and c.author_id in (${authors})
      and not exists (select from blocks b where (b.blocker_id = ${viewer.id} and b.blocked_id = c.author_id)
        or (b.blocker_id = c.author_id and b.blocked_id = ${viewer.id}))
      ${before(ctx.db, cursor)}`;
  return toPage(ctx, viewer, rows);
}

const lengths: Record<LikedPeriod, string> = {
  day: '1 day',
  week: '7 days',
  month: '30 days',
  all: '1000 years',
};

/**
 * The clips published within the period that is just ending, by all the likes that they have. A clip whose count changes
 * while somebody turns the pages may be met twice or not at all.
 */
export async function listMostLiked(
  ctx: Ctx,
  period: LikedPeriod,
  cursor: string | undefined,
): Promise<ClipsPage> {
  const place = cursor === undefined ? null : readCursor(cursor);
  const further =
    place === null
      ? ctx.db``
      : ctx.db`and (c.like_count, c.published_at, c.id) < (${place.count}, ${timeOf(ctx.db, place)}, ${place.id})`;
  const rows = await ctx.db<ClipRow[]>`${selectClips(ctx.db)}
    where c.status = 'published' and c.audience = 'everyone' and ${isPublic(ctx.db)}
      and c.published_at > now() - ${lengths[period]}::interval ${further}
    order by c.like_count desc, c.published_at desc, c.id desc limit ${PAGE + 1}`;
  return toPage(ctx, null, rows, (row) => row.likeCount);
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
    place === null ? sql`` : sql`and (c.published_at, c.id) < (${timeOf(sql, place)}, ${place.id})`;
  return sql`${older} order by c.published_at desc, c.id desc limit ${PAGE + 1}`;
}

function timeOf(sql: Sql, { micros }: Place) {
  return sql`'epoch'::timestamptz + ${micros} * interval '1 microsecond'`;
}

async function toPage(
  ctx: Ctx,
  viewer: Person | null,
  rows: readonly ClipRow[],
  countOf: (row: ClipRow) => number = () => 0,
): Promise<ClipsPage> {
  const page = cutPage(rows, PAGE, (row) => ({
    micros: row.publishedMicros,
    id: row.id,
    count: countOf(row),
  }));
  return { clips: await showClips(ctx, viewer, page.rows), next: page.next };
}
