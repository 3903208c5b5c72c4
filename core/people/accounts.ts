import { AppError } from '../../contract/errors.ts';
import type { AgeBand, Maker, Role } from '../../contract/people.ts';
import type { Sql, Tx } from '../store/db.ts';
import { stranger, type AccountThing, type Person, type Relation } from './may.ts';

export interface Account extends Person {
  readonly name: string;
  readonly bio: string;
  readonly closed: boolean;
  /** The blob's name. */
  readonly avatar: string | null;
  readonly suspendedAt: Date | null;
  readonly followerCount: number;
  readonly followingCount: number;
}

/** The columns of `Account`, for queries over `accounts` without an alias. */
function accountColumns(sql: Sql) {
  return sql`id, handle, name, bio, role, age_band, closed, avatar, suspended_at, follower_count, following_count`;
}

export async function findAccount(sql: Sql, handle: string): Promise<Account | null> {
  const [row] = await sql<Account[]>`select ${accountColumns(sql)} from accounts where handle = ${handle}`;
  return row ?? null;
}

export async function accountById(sql: Sql, id: number): Promise<Account> {
  const [row] = await sql<Account[]>`select ${accountColumns(sql)} from accounts where id = ${id}`;
  if (row === undefined) throw new AppError('not_signed_in', 'This account is gone. Please sign in again.');
  return row;
}

interface NewAccount {
  readonly handle: string;
  readonly ageBand: AgeBand;
  readonly name?: string | undefined;
  readonly passwordHash?: string;
}

/** Adds an account; null where the handle is taken. Accounts of children start closed, by construction. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<Person | null> {
  const [row] = await tx<Person[]>`
    insert into accounts (handle, name, age_band, closed, password_hash)
    values (${account.handle}, ${account.name ?? account.handle}, ${account.ageBand},
      ${account.ageBand === '13-15'}, ${account.passwordHash ?? null})
    on conflict (handle) do nothing
    returning id, handle, role, age_band`;
  return row ?? null;
}

/** How `viewer` stands to the account `ownerId`. */
export async function relationTo(sql: Sql, viewer: Person | null, ownerId: number): Promise<Relation> {
  if (viewer === null || viewer.id === ownerId) return stranger;
  const [row] = await sql<Relation[]>`select
    exists (select from follows
      where follower_id = ${viewer.id} and followed_id = ${ownerId} and accepted) as follows,
    exists (select from blocks where (blocker_id = ${viewer.id} and blocked_id = ${ownerId})
      or (blocker_id = ${ownerId} and blocked_id = ${viewer.id})) as blocked`;
  return row ?? stranger;
}

/** The facts that `may` needs about an account that the caller has loaded. */
export async function thingOf(sql: Sql, viewer: Person | null, account: Account): Promise<AccountThing> {
  return {
    ownerId: account.id,
    ownerRole: account.role,
    ownerAgeBand: account.ageBand,
    closed: account.closed,
    suspended: account.suspendedAt !== null,
    ...(await relationTo(sql, viewer, account.id)),
  };
}

/** The account with the facts that `may` needs; throws `not_found`. */
export async function accountThing(
  sql: Sql,
  viewer: Person | null,
  handle: string,
): Promise<{ account: Account; thing: AccountThing }> {
  const account = await findAccount(sql, handle);
  if (account === null) throw noSuchAccount();
  return { account, thing: await thingOf(sql, viewer, account) };
}

/** The same words whether an account never was, was suspended, or is hidden from this reader. */
export function noSuchAccount(): AppError {
  return new AppError('not_found', 'There is no such account here.');
}

/** The public address of a blob; null where there is none. */
export function blobUrl<Name extends string | null>(blob: Name): Name extends string ? string : null;
export function blobUrl(blob: string | null): string | null {
  return blob === null ? null : `/media/${blob}`;
}

export function makerOf(account: { handle: string; name: string; avatar: string | null }): Maker {
  return { handle: account.handle, name: account.name, avatar: blobUrl(account.avatar) };
}

/** Takes effect with the account's next request: a role is looked up each time. */
export async function setRole(sql: Sql, handle: string, role: Role): Promise<void> {
  const { count } = await sql`update accounts set role = ${role} where handle = ${handle}`;
  if (count === 0) throw noSuchAccount();
}
