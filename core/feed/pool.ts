import { randomInt } from 'node:crypto';

/** Anonymous messages are added to what is kept only so many at once, as sums. */
export const LEAST_AT_ONCE = 50;

/**
 * Holds what arrives, in memory only and in a random order, until there are `LEAST_AT_ONCE`; hands them all to `add` then.
 * What is held when the process ends, however it ends, is lost: that is the price of its never having been written. So
 * is what `add` could not add.
 */
export function createPool<T>(add: (batch: readonly T[]) => Promise<void>): (message: T) => Promise<void> {
  let held: T[] = [];
  return async (message) => {
    // Each goes to a random place and what was there goes to the end: at any time, every order is as likely as another.
    const place = randomInt(held.length + 1);
    const displaced = held[place];
    held[place] = message;
    if (displaced !== undefined) held.push(displaced);
    if (held.length < LEAST_AT_ONCE) return;
    const batch = held;
    held = [];
    await add(batch);
  };
}
