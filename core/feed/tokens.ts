import { createHmac, timingSafeEqual } from 'node:crypto';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { AppError } from '../../contract/errors.ts';
import { tokensPerDay, type Token } from '../../contract/signals.ts';
import type { Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import { acceptedKey, keyOfToday } from './day-keys.ts';

// Tokens (VOPRF, RFC 9497, ristretto255-SHA512): the edition signs them for an account without seeing them, and later
// checks them without learning whose they were. They bound what one account can say in a day.

const { oprf, voprf } = ristretto255_oprf;
const DAY = 86_400_000;

interface Drawn {
  readonly evaluated: string[];
  readonly proof: string;
}

/**
 * Signs an account's tokens of today, once and all at once, under one proof. What is kept of it is that the account has
 * drawn, until the day is over. If the reply gets lost, so are the tokens of this account and day.
 */
export async function drawTokens(
  ctx: Ctx,
  person: Person,
  { day, blinded }: { readonly day: string; readonly blinded: readonly string[] },
  now: number,
): Promise<Drawn> {
  const key = await keyOfToday(ctx, now);
  if (day !== key.day) throw new AppError('token_refused', `Today is ${key.day}: draw tokens of that day.`);
  return ctx.db.begin(async (tx) => {
    const [account] = await tx<
      { createdAt: Date }[]
    >`select created_at from accounts where id = ${person.id}`;
    if (account === undefined) throw new AppError('not_signed_in', 'Sign in first.');
    const { count } = await tx`
      insert into token_issues (account_id, day) values (${person.id}, ${day}) on conflict do nothing`;
    if (count === 0) {
      throw new AppError('tokens_drawn', 'This account has drawn its tokens of today. Draw again tomorrow.');
    }
    const allowed = blinded.slice(0, allotment(account.createdAt.getTime(), now));
    const { evaluated, proof } = sign(allowed.map(fromBase64url), key.secret, key.publicKey);
    // Last, because everybody who draws waits for this row. Where the next day has begun meanwhile, who has drawn is
    // forgotten, and this account may be drawing a second time.
    const { count: counted } = await tx`update token_days set issued = issued + 1
      where day = ${day} and not exists (select from token_days where day > ${day})`;
    if (counted === 0) throw new AppError('token_refused', `${day} is over: draw tokens of today.`);
    return { evaluated: evaluated.map(toBase64url), proof: toBase64url(proof) };
  });
}

/** How many tokens an account gets today: one on its first day (UTC), one more on each day after that, five at most. */
export function allotment(createdAt: number, now: number): number {
  const age = Math.floor(now / DAY) - Math.floor(createdAt / DAY);
  return Math.min(tokensPerDay, Math.max(0, age) + 1);
}

/** Takes a token, once: throws `token_refused` for one that is not ours or whose time is over, and `token_spent`. */
export async function spendToken(ctx: Ctx, token: Token, now: number): Promise<void> {
  const key = await acceptedKey(ctx, token.day, now);
  const input = fromBase64url(token.input);
  if (key === null || !timingSafeEqual(evaluate(key.secret, input), fromBase64url(token.output))) {
    throw new AppError(
      'token_refused',
      'This token is not one of this edition’s, or its day is over. Throw it away.',
    );
  }
  const nullifier = createHmac('sha256', key.secret).update('spent').update(input).digest().subarray(0, 16);
  const { count } = await ctx.db`
    insert into spent_tokens (nullifier, day) values (${nullifier}, ${token.day}) on conflict do nothing`;
  if (count === 0) throw new AppError('token_spent', 'This token has been used already. Throw it away.');
}

function sign(
  blinded: Uint8Array[],
  secret: Uint8Array,
  publicKey: Uint8Array,
): { evaluated: Uint8Array[]; proof: Uint8Array } {
  try {
    return voprf.blindEvaluateBatch(secret, publicKey, blinded);
  } catch (cause) {
    throw new AppError(
      'token_refused',
      'What was sent to be signed is no element of ristretto255 (RFC 9496).',
      { cause },
    );
  }
}

/** `Evaluate` of RFC 9497, section 3.3.1, in the mode VOPRF; blinded by us, so the library has no special case for it. */
export function evaluate(secret: Uint8Array, input: Uint8Array): Uint8Array {
  const { blind, blinded } = voprf.blind(input);
  return oprf.finalize(input, blind, oprf.blindEvaluate(secret, blinded));
}

function fromBase64url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
