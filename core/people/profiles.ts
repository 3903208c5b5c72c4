import { AppError } from '../../contract/errors.ts';
import type { Me, Profile } from '../../contract/people.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql } from '../store/db.ts';
import {
  accountById,
  accountThing,
  blobUrl,
  insertAccount,
  noSuchAccount,
  thingOf,
  type Account,
} from './accounts.ts';
import { may, type Person } from './may.ts';

/** A profile as this reader may see it; throws `not_found`. */
export async function getProfile(ctx: Ctx, viewer: Person | null, handle: string): Promise<Profile> {
  const { account, thing } = await accountThing(ctx.db, viewer, handle);
  if (!may(viewer, 'see_account', thing)) throw noSuchAccount();
  return profileOf(ctx.db, account);
}

export async function profileOf(sql: Sql, account: Account): Promise<Profile> {
  // Of the clips' tables only sums are read here; what a clip is stays in clips/.
  const [sums] = await sql<{ clips: number; likes: number }[]>`
    select count(*) as clips, coalesce(sum(like_count), 0) as likes from clips
    where author_id = ${account.id} and status = 'published' and audience <> 'me'`;
  return {
    handle: account.handle,
    name: account.name,
    bio: account.bio,
    avatar: blobUrl(account.avatar),
    closed: account.closed,
    suspended: account.suspendedAt !== null,
    clips: sums?.clips ?? 0,
    likes: sums?.likes ?? 0,
    followers: account.followerCount,
    following: account.followingCount,
  };
}

/** What the account's owner alone sees of it. */
export async function getMe(ctx: Ctx, person: Person): Promise<Me> {
  const account = await accountById(ctx.db, person.id);
  const [own] = await ctx.db<
    Pick<Me, 'hasPassword' | 'recoveryCodesLeft' | 'followRequests'>[]
  >`select password_hash is not null as has_password,
      (select count(*) from recovery_codes where account_id = accounts.id) as recovery_codes_left,
      (select count(*) from follows where followed_id = accounts.id and not accepted) as follow_requests
    from accounts where id = ${person.id}`;
  const passkeys = await ctx.db<{ id: string; createdAt: Date }[]>`
    select id, created_at from passkeys where account_id = ${person.id} order by created_at`;
  return {
    ...(await profileOf(ctx.db, account)),
    role: account.role,
    ageBand: account.ageBand,
    hasPassword: own?.hasPassword ?? false,
    recoveryCodesLeft: own?.recoveryCodesLeft ?? 0,
    followRequests: own?.followRequests ?? 0,
    passkeys: passkeys.map((each) => ({ id: each.id, createdAt: each.createdAt.toISOString() })),
  };
}

interface ProfileChange {
  readonly name?: string | undefined;
  readonly bio?: string | undefined;
  readonly closed?: boolean | undefined;
}

export async function updateMe(ctx: Ctx, person: Person, change: ProfileChange): Promise<Me> {
  const account = await accountById(ctx.db, person.id);
  const opens = change.closed === false && account.closed;
  if (opens && !may(person, 'open_account', await thingOf(ctx.db, person, account))) {
    throw new AppError(
      'not_allowed',
      'Accounts of people under 16 stay closed: only followers see the clips.',
    );
  }
  await ctx.db`update accounts set
      name = ${change.name ?? account.name},
      bio = ${change.bio ?? account.bio},
      closed = ${change.closed ?? account.closed}
    where id = ${person.id}`;
  return getMe(ctx, person);
}

/**
 * For the operator's own tools: makes sure that an account exists, without a way in. Its maker is the operator, so it
 * counts as a grown-up's.
 */
export async function ensureAccount(ctx: Ctx, handle: string, name: string | undefined): Promise<Profile> {
  return ctx.db.begin(async (tx) => {
    await insertAccount(tx, { handle, ageBand: '18+', name });
    const { account } = await accountThing(tx, null, handle);
    return profileOf(tx, account);
  });
}
