import { createHash, randomBytes } from 'node:crypto';
import type { Sql, Tx } from '../store/db.ts';
import type { Person } from './may.ts';

export const SESSION_DAYS = 90;

/** Opens a session and returns its token: 256 random bits, of which only the SHA-256 is kept. */
export async function startSession(tx: Tx, accountId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx`delete from sessions where expires_at < now()`;
  await tx`insert into sessions (token_hash, account_id, expires_at)
    values (${hashToken(token)}, ${accountId}, now() + make_interval(days => ${SESSION_DAYS}))`;
  return token;
}

export interface OpenSession {
  readonly person: Person;
  /** The session was just given its full term again, so the cookie should be too. */
  readonly renewed: boolean;
}

/** Whose session this is; null where it has ended. Its term is renewed at most once a day, to spare a write per look. */
export async function findSession(sql: Sql, token: string): Promise<OpenSession | null> {
  const [row] = await sql<(Person & { aging: boolean })[]>`
    select id, handle, role, age_band, expires_at < now() + make_interval(days => ${SESSION_DAYS - 1}) as aging
    from sessions join accounts on accounts.id = sessions.account_id
    where token_hash = ${hashToken(token)} and expires_at > now() and suspended_at is null`;
  if (row === undefined) return null;
  const { aging, ...person } = row;
  if (aging) {
    await sql`update sessions set expires_at = now() + make_interval(days => ${SESSION_DAYS})
      where token_hash = ${hashToken(token)}`;
  }
  return { person, renewed: aging };
}

export async function endSession(sql: Sql, token: string): Promise<void> {
  await sql`delete from sessions where token_hash = ${hashToken(token)}`;
}

/** Ends every session of the account, as a suspension and a new password do. */
export async function endSessionsOf(sql: Sql, accountId: number): Promise<void> {
  await sql`delete from sessions where account_id = ${accountId}`;
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
