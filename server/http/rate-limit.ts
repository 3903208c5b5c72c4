import { createHmac, randomBytes } from 'node:crypto';

/**
 * How many of each act one sender may do at once, and how many an hour come back; generous to people, not to scripts.
 * `account` counts a visitor by the address, for want of an account.
 */
export const allowances = {
  sign_up: { per: 'address', burst: 60, perHour: 60 },
  sign_in: { per: 'address', burst: 60, perHour: 120 },
  /** Guesses at one account's password, from wherever: whoever has a passkey is not held up by them. */
  sign_in_as: { per: 'account', burst: 20, perHour: 60 },
  edit_account: { per: 'account', burst: 60, perHour: 120 },
  avatar: { per: 'account', burst: 10, perHour: 30 },
  upload: { per: 'account', burst: 100, perHour: 100 },
  like: { per: 'account', burst: 300, perHour: 1200 },
  comment: { per: 'account', burst: 60, perHour: 240 },
  follow: { per: 'account', burst: 200, perHour: 400 },
  draw_tokens: { per: 'account', burst: 20, perHour: 20 },
  /** Anonymous messages: a token is what bounds them; this bounds the work of refusing what is none. */
  signal: { per: 'address', burst: 300, perHour: 1200 },
  report: { per: 'account', burst: 20, perHour: 20 },
} as const;
export type LimitedAct = keyof typeof allowances;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Bucket {
  left: number;
  /** When `left` was true, in milliseconds. */
  at: number;
}

/** Takes one of the sender's allowance; returns 0, or the seconds until there is one again. */
export type TakeAllowance = (act: LimitedAct, sender: string) => number;

/**
 * Token buckets in memory, lost with the process. A sender (an address, an account) is known only by its HMAC under a
 * random key that is thrown away every day, so nobody can read from here who came.
 * At `capacity` the bucket that was not used for the longest time is forgotten.
 */
export function createRateLimits(now: () => number = Date.now, capacity = 50_000): TakeAllowance {
  const buckets = new Map<string, Bucket>();
  let key = randomBytes(32);
  let today = Math.floor(now() / DAY);

  return (act, sender) => {
    const at = now();
    if (Math.floor(at / DAY) !== today) {
      today = Math.floor(at / DAY);
      key = randomBytes(32);
      buckets.clear();
    }
    const name = createHmac('sha256', key).update(`${act}\0${sender}`).digest('base64url');
    const { burst, perHour } = allowances[act];
    const before = buckets.get(name) ?? { left: burst, at };
    const left = Math.min(burst, before.left + ((at - before.at) * perHour) / HOUR);
    // Deleting first moves the bucket to the end of the map's order.
    buckets.delete(name);
    buckets.set(name, { left: left < 1 ? left : left - 1, at });
    const oldest = buckets.size > capacity ? buckets.keys().next().value : undefined;
    if (oldest !== undefined) buckets.delete(oldest);
    return left < 1 ? Math.ceil(((1 - left) * HOUR) / perHour / 1000) : 0;
  };
}
