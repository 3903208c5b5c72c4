import { AppError } from '../../contract/errors.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql, Tx } from '../store/db.ts';
import type { Person } from './may.ts';
import { hashPassword, isOutdated, refuseWeakPassword, verifyPassword } from './passwords.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { endSessionsOf, startSession } from './sessions.ts';

export interface SignedIn {
  readonly person: Person;
  readonly token: string;
}

interface Credentials extends Person {
  readonly passwordHash: string | null;
  readonly suspendedAt: Date | null;
}

export async function signInWithPassword(
  ctx: Ctx,
  input: { handle: string; password: string },
): Promise<SignedIn> {
  const found = await credentialsOf(ctx.db, input.handle);
  const fits = await verifyPassword(found?.passwordHash ?? null, input.password);
  if (found === null || !fits) throw wrongCredentials('handle and password');
  if (found.passwordHash !== null && isOutdated(found.passwordHash)) {
    await setPassword(ctx.db, found.id, await hashPassword(input.password));
  }
  return ctx.db.begin((tx) => enter(tx, found));
}

/** Uses a recovery code up. With a new password it replaces the old one and ends every other session. */
export async function signInWithRecoveryCode(
  ctx: Ctx,
  input: { handle: string; code: string; password?: string | undefined },
): Promise<SignedIn> {
  if (input.password !== undefined) await refuseWeakPassword(input.password, input.handle);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return ctx.db.begin(async (tx) => {
    const found = await credentialsOf(tx, input.handle);
    if (found === null || !(await useRecoveryCode(tx, found.id, input.code))) {
      throw wrongCredentials('handle and recovery code');
    }
    if (passwordHash !== null) await replacePassword(tx, found.id, passwordHash);
    return enter(tx, found);
  });
}

/** Sets or changes the password; whoever else was signed in is signed out. The person who asks gets a new session. */
export async function changePassword(
  ctx: Ctx,
  person: Person,
  input: { current?: string | undefined; password: string },
): Promise<SignedIn> {
  const found = await credentialsOf(ctx.db, person.handle);
  const old = found?.passwordHash ?? null;
  if (old !== null && !(await verifyPassword(old, input.current ?? ''))) {
    throw new AppError('wrong_credentials', 'That is not your password of today.');
  }
  await refuseWeakPassword(input.password, person.handle);
  const passwordHash = await hashPassword(input.password);
  return ctx.db.begin(async (tx) => {
    await replacePassword(tx, person.id, passwordHash);
    return { person, token: await startSession(tx, person.id) };
  });
}

/** Opens a session for somebody who has proved who they are, unless the account is suspended. */
export async function enter(tx: Tx, who: Person & { suspendedAt: Date | null }): Promise<SignedIn> {
  if (who.suspendedAt !== null) {
    throw new AppError('suspended', 'This account is suspended. Write to the people who run this edition.');
  }
  const { id, handle, role, ageBand } = who;
  return { person: { id, handle, role, ageBand }, token: await startSession(tx, id) };
}

async function credentialsOf(sql: Sql, handle: string): Promise<Credentials | null> {
  const [row] = await sql<Credentials[]>`
    select id, handle, role, age_band, password_hash, suspended_at from accounts where handle = ${handle}`;
  return row ?? null;
}

async function replacePassword(tx: Tx, accountId: number, passwordHash: string): Promise<void> {
  await setPassword(tx, accountId, passwordHash);
  await endSessionsOf(tx, accountId);
}

async function setPassword(sql: Sql, accountId: number, passwordHash: string): Promise<void> {
  await sql`update accounts set password_hash = ${passwordHash} where id = ${accountId}`;
}

/** The same words whether the handle or the secret is wrong. */
function wrongCredentials(pair: string): AppError {
  return new AppError('wrong_credentials', `This ${pair} do not fit together. Check both and try again.`);
}
