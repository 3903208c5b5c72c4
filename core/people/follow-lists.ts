import { AppError } from '../../contract/errors.ts';
import type { Maker } from '../../contract/people.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql } from '../store/db.ts';
import { cutPage, readCursor } from '../store/pages.ts';
import { accountThing, makerOf, noSuchAccount } from './accounts.ts';
import { may, type Person } from './may.ts';

const PAGE = 50;

export interface PeoplePage {
  readonly people: Maker[];
  readonly next: string | null;
}

/** Who follows `handle`, newest first. Of a closed account, its followers alone may know. */
export async function listFollowers(
  ctx: Ctx,
  viewer: Person | null,
  handle: string,
  cursor?: string,
): Promise<PeoplePage> {
  const id = await idWhoseFollowsMayBeSeen(ctx, viewer, handle);
  return listPeople(ctx.db, ctx.db`followed_id = ${id} and accepted`, ctx.db`follower_id`, cursor);
}

/** Whom `handle` follows, newest first. */
export async function listFollowing(
  ctx: Ctx,
  viewer: Person | null,
  handle: string,
  cursor?: string,
): Promise<PeoplePage> {
  const id = await idWhoseFollowsMayBeSeen(ctx, viewer, handle);
  return listPeople(ctx.db, ctx.db`follower_id = ${id} and accepted`, ctx.db`followed_id`, cursor);
}

/** Who asks to follow this person. */
export async function listFollowRequests(ctx: Ctx, person: Person, cursor?: string): Promise<PeoplePage> {
  return listPeople(ctx.db, ctx.db`followed_id = ${person.id} and not accepted`, ctx.db`follower_id`, cursor);
}

async function idWhoseFollowsMayBeSeen(ctx: Ctx, viewer: Person | null, handle: string): Promise<number> {
  const { account, thing } = await accountThing(ctx.db, viewer, handle);
  if (!may(viewer, 'see_account', thing)) throw noSuchAccount();
  if (!may(viewer, 'see_follows', thing)) {
    throw new AppError('not_allowed', `Only followers of @${handle} can see this list.`);
  }
  return account.id;
}

interface ListedRow {
  readonly handle: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly micros: number;
}

/** One page of the accounts in `column` of the follows that `which` selects; suspended people are left out. */
async function listPeople(
  sql: Sql,
  which: ReturnType<Sql>,
  column: ReturnType<Sql>,
  cursor: string | undefined,
): Promise<PeoplePage> {
  const place = cursor === undefined ? null : readCursor(cursor);
  const before =
    place === null
      ? sql``
      : sql`and (follows.created_at, handle) <
          (timestamptz 'epoch' + ${place.micros} * interval '1 microsecond', ${place.id})`;
  const found = await sql<ListedRow[]>`
    select handle, name, avatar, (extract(epoch from follows.created_at) * 1000000)::bigint as micros
    from follows join accounts on accounts.id = ${column}
    where ${which} and suspended_at is null ${before}
    order by follows.created_at desc, handle desc limit ${PAGE + 1}`;
  const { rows, next } = cutPage(found, PAGE, (row) => ({ micros: row.micros, id: row.handle }));
  return { people: rows.map(makerOf), next };
}
