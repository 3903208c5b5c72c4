import { randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { AppError } from '../../contract/errors.ts';
import type {
  AgeBand,
  NewPasskey,
  PasskeyProof,
  ToMakePasskey,
  ToProvePasskey,
} from '../../contract/people.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql, Tx } from '../store/db.ts';
import { findAccount } from './accounts.ts';
import { refuseReservedHandle } from './handles.ts';
import type { Person } from './may.ts';
import { enter, type SignedIn } from './sign-in.ts';
import { handleTaken, openAccount, type SignedUp } from './sign-up.ts';

const MOST_PASSKEYS = 20;
const CHALLENGE_MINUTES = 10;
/** COSE (RFC 9053, RFC 8812): EdDSA, ES256, RS256, which every authenticator has one of. */
const ALGORITHMS = [-8, -7, -257];

/** The origin of the page that asks; its host is what a passkey is bound to. */
type Origin = string;

export async function beginSignUpWithPasskey(
  ctx: Ctx,
  origin: Origin,
  handle: string,
): Promise<ToMakePasskey> {
  refuseReservedHandle(handle);
  if ((await findAccount(ctx.db, handle)) !== null) throw handleTaken(handle);
  return beginRegistration(ctx, origin, { handle });
}

export async function signUpWithPasskey(
  ctx: Ctx,
  origin: Origin,
  input: { handle: string; ageBand: AgeBand; challengeId: string; response: NewPasskey },
): Promise<SignedUp> {
  refuseReservedHandle(input.handle);
  const challenge = await takeChallenge(ctx.db, input.challengeId, { handle: input.handle });
  const passkey = await verifyNewPasskey(origin, challenge, input.response);
  return ctx.db.begin(async (tx) => {
    const signedUp = await openAccount(tx, { handle: input.handle, ageBand: input.ageBand });
    await insertPasskey(tx, signedUp.person.id, passkey);
    return signedUp;
  });
}

export async function beginAddPasskey(ctx: Ctx, origin: Origin, person: Person): Promise<ToMakePasskey> {
  return beginRegistration(ctx, origin, { accountId: person.id, handle: person.handle });
}

export async function addPasskey(
  ctx: Ctx,
  origin: Origin,
  person: Person,
  input: { challengeId: string; response: NewPasskey },
): Promise<void> {
  const challenge = await takeChallenge(ctx.db, input.challengeId, {
    accountId: person.id,
    handle: person.handle,
  });
  const passkey = await verifyNewPasskey(origin, challenge, input.response);
  await ctx.db.begin(async (tx) => {
    if ((await lockPasskeys(tx, person)).length >= MOST_PASSKEYS) {
      throw new AppError('conflict', `An account has at most ${MOST_PASSKEYS} passkeys. Remove one first.`);
    }
    await insertPasskey(tx, person.id, passkey);
  });
}

/** Removes a passkey, but never the last way in: recovery codes are for emergencies and do not count. */
export async function removePasskey(ctx: Ctx, person: Person, id: string): Promise<void> {
  await ctx.db.begin(async (tx) => {
    const ids = await lockPasskeys(tx, person);
    if (!ids.includes(id)) throw new AppError('not_found', 'Your account has no such passkey.');
    const [account] = await tx<{ hasPassword: boolean }[]>`
      select password_hash is not null as has_password from accounts where id = ${person.id}`;
    if (ids.length === 1 && account?.hasPassword !== true) {
      throw new AppError('conflict', 'This is your only way in. Add another passkey or a password first.');
    }
    await tx`delete from passkeys where account_id = ${person.id} and id = ${id}`;
  });
}

export async function beginSignInWithPasskey(ctx: Ctx, origin: Origin): Promise<ToProvePasskey> {
  const options = await generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    userVerification: 'required',
  });
  return { challengeId: await keepChallenge(ctx.db, options.challenge, {}), options };
}

interface StoredPasskey extends Person {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly suspendedAt: Date | null;
}

export async function signInWithPasskey(
  ctx: Ctx,
  origin: Origin,
  input: { challengeId: string; response: PasskeyProof },
): Promise<SignedIn> {
  const challenge = await takeChallenge(ctx.db, input.challengeId, {});
  return ctx.db.begin(async (tx) => {
    // The lock makes two answers of a cloned authenticator take turns before its counter.
    const [stored] = await tx<StoredPasskey[]>`
      select public_key, counter, accounts.id, handle, role, age_band, suspended_at
      from passkeys join accounts on accounts.id = account_id
      where passkeys.id = ${input.response.id} for update of passkeys`;
    if (stored === undefined) throw passkeyFailed();
    const counter = await verifyProof(origin, challenge, input.response, stored);
    await tx`update passkeys set counter = ${counter} where id = ${input.response.id}`;
    return enter(tx, stored);
  });
}

/** Who may answer a challenge: a new account under a handle, an account, or anybody who has a passkey. */
interface Asker {
  readonly accountId?: number;
  readonly handle?: string;
}

async function beginRegistration(ctx: Ctx, origin: Origin, asker: { accountId?: number; handle: string }) {
  const known = await ctx.db<{ id: string; transports: string[] }[]>`
    select id, transports from passkeys where account_id = ${asker.accountId ?? null}`;
  const options = await generateRegistrationOptions({
    rpName: ctx.edition.name,
    rpID: new URL(origin).hostname,
    userName: asker.handle,
    userDisplayName: `@${asker.handle}`,
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: [...known],
    // The passkey alone must name the account and prove the person: it replaces handle and password.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { challengeId: await keepChallenge(ctx.db, options.challenge, asker), options };
}

/** Keeps a challenge for the minutes in which it may be answered, and returns its id. */
async function keepChallenge(sql: Sql, challenge: string, asker: Asker): Promise<string> {
  const id = randomBytes(16).toString('base64url');
  await sql`delete from passkey_challenges where expires_at < now()`;
  await sql`insert into passkey_challenges (id, challenge, account_id, handle, expires_at)
    values (${id}, ${challenge}, ${asker.accountId ?? null}, ${asker.handle ?? null},
      now() + make_interval(mins => ${CHALLENGE_MINUTES}))`;
  return id;
}

/** Takes the challenge away, so that it is answered once whatever comes of it. */
async function takeChallenge(sql: Sql, id: string, asker: Asker): Promise<string> {
  const [row] = await sql<{ challenge: string }[]>`
    delete from passkey_challenges
    where id = ${id} and expires_at > now()
      and account_id is not distinct from ${asker.accountId ?? null}
      and handle is not distinct from ${asker.handle ?? null}
    returning challenge`;
  if (row === undefined) {
    throw new AppError('passkey_failed', 'That took too long, or was answered before. Please try again.');
  }
  return row.challenge;
}

async function verifyNewPasskey(origin: Origin, challenge: string, answer: NewPasskey) {
  const { transports, ...response } = answer.response;
  const verified = await orPasskeyFailed(
    verifyRegistrationResponse({
      response: { ...answer, response },
      supportedAlgorithmIDs: ALGORITHMS,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
    }),
  );
  if (!verified.verified) throw passkeyFailed();
  return { ...verified.registrationInfo.credential, transports: transports ?? [] };
}

/** Checks the signature and returns the authenticator's new counter. */
async function verifyProof(origin: Origin, challenge: string, answer: PasskeyProof, stored: StoredPasskey) {
  const { userHandle, ...response } = answer.response;
  const verified = await orPasskeyFailed(
    verifyAuthenticationResponse({
      response: { ...answer, response: userHandle ? { ...response, userHandle } : response },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: { id: answer.id, publicKey: Uint8Array.from(stored.publicKey), counter: stored.counter },
    }),
  );
  if (!verified.verified) throw passkeyFailed();
  return verified.authenticationInfo.newCounter;
}

/** The library throws plain errors about whatever an answer got wrong; to the person they are one and the same. */
async function orPasskeyFailed<T>(verification: Promise<T>): Promise<T> {
  try {
    return await verification;
  } catch (error) {
    throw passkeyFailed(error);
  }
}

function passkeyFailed(cause?: unknown): AppError {
  return new AppError(
    'passkey_failed',
    'This passkey does not open an account here. Try again, or another way.',
    {
      cause,
    },
  );
}

interface Passkey {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: string[];
}

async function insertPasskey(tx: Tx, accountId: number, passkey: Passkey): Promise<void> {
  const rows = await tx`insert into passkeys (id, account_id, public_key, counter, transports)
    values (${passkey.id}, ${accountId}, ${Buffer.from(passkey.publicKey)}, ${passkey.counter}, ${passkey.transports})
    on conflict (id) do nothing returning 1`;
  if (rows.length === 0) throw passkeyFailed();
}

/** The ids of the account's passkeys, which nobody else changes until the transaction ends. */
async function lockPasskeys(tx: Tx, person: Person): Promise<string[]> {
  await tx`select from accounts where id = ${person.id} for no key update`;
  const rows = await tx<{ id: string }[]>`select id from passkeys where account_id = ${person.id}`;
  return rows.map((row) => row.id);
}
