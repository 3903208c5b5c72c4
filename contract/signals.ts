import * as z from 'zod/mini';
import { idParams } from './common.ts';
import { endpoint } from './endpoint.ts';

// What a device says about its taste, anonymously: each message is paid with one token, which the edition signed without
// seeing it (VOPRF, RFC 9497, ristretto255-SHA512). Messages travel without a credential, hours after what they speak of.

const day = z.iso.date();
/** A group element of ristretto255 (RFC 9496), 32 bytes. */
const element = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/** Two scalars, 64 bytes: the proof of RFC 9497, section 2.2. */
const proof = z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/));
/** A clip's number in the packs of this edition. */
const clipNumber = z.int().check(z.positive(), z.maximum(0xffffffff));

/** Tokens an account may draw in a day, at most; it draws them all at once, whether it will use them or not. */
export const tokensPerDay = 5;
/** Below so many issuances in a day a device sends nothing: it would be too few to hide among. */
export const crowd = 50;
/** Clips in one basket, at most. */
export const basketSize = 4;
/** Clips in one receipt, at most. */
export const receiptSize = 8;

export const getDayKeys = endpoint('GET', '/signals/days', {
  summary: 'The keys by which tokens are signed and checked, the same for everybody',
  reply: z.object({
    days: z.array(
      z.object({
        day,
        key: element,
        /** At least `crowd` accounts have drawn tokens of this day. */
        crowded: z.boolean(),
      }),
    ),
  }),
});

export const drawTokens = endpoint('POST', '/api/me/tokens', {
  summary: 'Draw today’s tokens, once and all at once: the edition signs them without seeing them',
  body: z.object({ day, blinded: z.array(element).check(z.minLength(1), z.maxLength(tokensPerDay)) }),
  /** As many as the account is allowed today: the first ones of those that were sent. */
  reply: z.object({ evaluated: z.array(element), proof }),
  errors: ['not_signed_in', 'tokens_drawn', 'token_refused'],
});

/** A token that is spent: the input that was blinded, and the signature over it. */
export const token = z.object({
  day,
  input: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  output: z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/)),
});
export type Token = z.infer<typeof token>;

export const sendBasket = endpoint('POST', '/signals/baskets', {
  summary: 'A few clips, drawn at random from those that one device enjoyed',
  body: z.object({
    token,
    clips: z.array(clipNumber).check(
      z.minLength(1),
      z.maxLength(basketSize),
      z.refine((clips) => isDistinct(clips), 'names a clip twice'),
    ),
  }),
  errors: ['token_refused', 'token_spent'],
});

/** How far a clip was watched, in quarters: 0 (under one) to 4 (all of it). */
export const watchedQuarters = 4;

/** A clip in a receipt stands for at most 2^5 that were shown, so one token cannot make many views. */
export const largestStep = 5;

export const receipt = z.object({
  /** Each of the clips stands for about 2^step that were shown. */
  step: z.int().check(z.minimum(0), z.maximum(largestStep)),
  shown: z
    .array(
      z.object({
        clip: clipNumber,
        watched: z.int().check(z.minimum(0), z.maximum(watchedQuarters)),
        again: z.boolean(),
        skipped: z.boolean(),
      }),
    )
    .check(
      z.minLength(1),
      z.maxLength(receiptSize),
      z.refine((shown) => isDistinct(shown.map((each) => each.clip)), 'names a clip twice'),
    ),
});
export type Receipt = z.infer<typeof receipt>;

export const sendReceipt = endpoint('POST', '/signals/receipts', {
  summary: 'How clips were watched that were drawn evenly from all those shown to one device',
  body: z.object({ token, ...receipt.shape }),
  errors: ['token_refused', 'token_spent'],
});

export const getClipFigures = endpoint('GET', '/api/clips/:id/figures', {
  summary: 'About how often a clip was seen, from receipts; for its maker, also how far it was watched',
  params: idParams,
  reply: z.object({
    /** Rounded to a power of √2. */
    views: z.number(),
    /** Shares of the views, in sixteenths; null for everybody but the maker, and before anything is known. */
    watched: z.nullable(
      z.object({
        /** Those that got to the first, second, third and last quarter’s end. */
        reached: z.array(z.number()),
        skipped: z.number(),
        again: z.number(),
      }),
    ),
  }),
  errors: ['not_found'],
});

function isDistinct(numbers: readonly number[]): boolean {
  return new Set(numbers).size === numbers.length;
}
