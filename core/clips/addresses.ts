import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ctx } from '../store/context.ts';
import { loadSecret } from '../store/secrets.ts';

// A public blob has one address for ever, `/media/NAME`. Any other is reached by an address made for one reader, which
// holds for minutes and, while it holds, only as long as that reader may see the clip.

const MINUTES = 5;
const keys = new WeakMap<Ctx, Promise<Uint8Array>>();

export interface SignedQuery {
  /** The reader's handle. */
  readonly as: string;
  /** Seconds since 1970. */
  readonly until: number;
  readonly signature: string;
}

/** Makes addresses of blobs; asked once for each answer, so that the loop over its clips needs no waiting. */
export type AddressOf = (blob: string) => string;

export const publicAddress: AddressOf = (blob) => `/media/${blob}`;

/** Addresses for one reader, valid for 5 to 10 minutes: stable within five, so that a player can take up where it was. */
export async function signedAddresses(ctx: Ctx, reader: string, now = Date.now()): Promise<AddressOf> {
  const key = await mediaKey(ctx);
  const step = MINUTES * 60;
  const until = (Math.floor(now / 1000 / step) + 2) * step;
  return (blob) => {
    const query = new URLSearchParams({
      as: reader,
      until: String(until),
      signature: sign(key, blob, reader, until),
    });
    return `/api/media/${blob}?${query.toString()}`;
  };
}

/** Whether the address was made here, for this reader, and still holds. */
export async function isSigned(
  ctx: Ctx,
  blob: string,
  query: SignedQuery,
  now = Date.now(),
): Promise<boolean> {
  const wanted = Buffer.from(sign(await mediaKey(ctx), blob, query.as, query.until));
  const given = Buffer.from(query.signature);
  return query.until * 1000 > now && wanted.length === given.length && timingSafeEqual(wanted, given);
}

function sign(key: Uint8Array, blob: string, reader: string, until: number): string {
  return createHmac('sha256', key).update(`${blob}\n${reader}\n${until}`).digest('base64url');
}

function mediaKey(ctx: Ctx): Promise<Uint8Array> {
  const known = keys.get(ctx) ?? loadSecret(ctx.db, 'media addresses');
  keys.set(ctx, known);
  return known;
}
