import { AppError } from '../../contract/errors.ts';
import type { FollowState } from '../../contract/people.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql, Tx } from '../store/db.ts';
import { accountThing, noSuchAccount, type Account } from './accounts.ts';
import { may, type AccountThing, type Person } from './may.ts';

/** Follows an open account, or asks to follow a closed one. Asking again where it is open by now follows. */
export async function follow(ctx: Ctx, person: Person, handle: string): Promise<FollowState> {
  return withAccount(ctx, person, handle, async (tx, { account, thing }) => {
    if (!may(person, 'see_account', thing)) throw noSuchAccount();
    if (!may(person, 'follow_account', thing)) {
      throw new AppError('not_allowed', `You cannot follow @${handle}.`);
    }
    if (thing.follows) return 'following';
    await tx`insert into follows (follower_id, followed_id, accepted)
      values (${person.id}, ${account.id}, ${!account.closed})
      on conflict (follower_id, followed_id) do update set accepted = excluded.accepted`;
    if (account.closed) return 'requested';
    await addFollower(tx, person.id, account.id, 1);
    return 'following';
  });
}

/** Stops following, or takes the request back; fine where there was none. */
export async function unfollow(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await withAccount(ctx, person, handle, (tx, { account }) => endFollow(tx, person.id, account.id));
}

/** Lets somebody follow who asked to. */
export async function acceptFollowRequest(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await withAccount(ctx, person, handle, async (tx, { account }) => {
    const rows = await tx`update follows set accepted = true, created_at = now()
      where follower_id = ${account.id} and followed_id = ${person.id} and not accepted returning 1`;
    if (rows.length === 0) throw new AppError('not_found', `@${handle} does not ask to follow you any more.`);
    await addFollower(tx, account.id, person.id, 1);
  });
}

/** Declines a request, or removes a follower. */
export async function declineFollowRequest(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await withAccount(ctx, person, handle, (tx, { account }) => endFollow(tx, account.id, person.id));
}

/** Blocks somebody: both stop following each other, at once and without a word. */
export async function block(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await withAccount(ctx, person, handle, async (tx, { account, thing }) => {
    if (!may(person, 'block_account', thing)) throw new AppError('not_allowed', 'You cannot block yourself.');
    await tx`insert into blocks (blocker_id, blocked_id) values (${person.id}, ${account.id}) on conflict do nothing`;
    await endFollow(tx, person.id, account.id);
    await endFollow(tx, account.id, person.id);
  });
}

export async function unblock(ctx: Ctx, person: Person, handle: string): Promise<void> {
  const { account } = await accountThing(ctx.db, person, handle);
  await ctx.db`delete from blocks where blocker_id = ${person.id} and blocked_id = ${account.id}`;
}

/**
 * Runs `act` while nobody else changes what is between the two accounts: both rows are locked, in the order of their
 * ids, so two people who follow or block each other at the same moment take turns and never wait for each other.
 */
async function withAccount<T>(
  ctx: Ctx,
  person: Person,
  handle: string,
  act: (tx: Tx, other: { account: Account; thing: AccountThing }) => Promise<T>,
): Promise<T> {
  const { done } = await ctx.db.begin(async (tx) => {
    await tx`select from accounts where id = ${person.id} or handle = ${handle} order by id for no key update`;
    return { done: await act(tx, await accountThing(tx, person, handle)) };
  });
  return done;
}

async function endFollow(tx: Tx, followerId: number, followedId: number): Promise<void> {
  const ended = await tx<{ accepted: boolean }[]>`
    delete from follows where follower_id = ${followerId} and followed_id = ${followedId} returning accepted`;
  if (ended[0]?.accepted === true) await addFollower(tx, followerId, followedId, -1);
}

/** Keeps the counts in step with the rows, in the transaction that changes them. */
async function addFollower(tx: Tx, followerId: number, followedId: number, by: 1 | -1): Promise<void> {
  await tx`update accounts set follower_count = follower_count + ${by} where id = ${followedId}`;
  await tx`update accounts set following_count = following_count + ${by} where id = ${followerId}`;
}

/** What this account likes, follows and blocks: for the device to draw over pages that are the same for everybody. */
export async function listMarks(sql: Sql, person: Person) {
  const follows = await sql<{ handle: string; accepted: boolean }[]>`
    select handle, accepted from follows join accounts on accounts.id = followed_id
    where follower_id = ${person.id} order by follows.created_at desc`;
  const blocks = await sql<{ handle: string }[]>`
    select handle from blocks join accounts on accounts.id = blocked_id
    where blocker_id = ${person.id} order by blocks.created_at desc`;
  const likes = await sql<{ clipId: string }[]>`
    select clip_id from likes where account_id = ${person.id} order by created_at desc limit ${MOST_LIKES}`;
  return {
    liked: likes.map((row) => row.clipId),
    following: follows.filter((row) => row.accepted).map((row) => row.handle),
    requested: follows.filter((row) => !row.accepted).map((row) => row.handle),
    blocked: blocks.map((row) => row.handle),
  };
}

/** 160 kB of ids; a heart on an older clip is drawn when it is tapped again. */
const MOST_LIKES = 10_000;
