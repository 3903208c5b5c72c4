import * as z from 'zod/mini';
import { token, tokensPerDay, watchedQuarters, type Token } from '../../../../contract/signals.ts';
import type { Random } from './random.ts';

// What the device keeps for its anonymous messages, as one record. Every change is a pure function from one to the next;
// the store applies each in one transaction, so that several pages of one device never undo each other.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** More than a receipt can stand for, or baskets use up; beyond it the oldest are forgotten. */
const longestList = 256;

const shownClip = z.object({
  clip: z.number(),
  /** In quarters, 0 to 4. */
  watched: z.number(),
  again: z.boolean(),
  skipped: z.boolean(),
  /** Milliseconds since 1970, like every time here. */
  at: z.number(),
});
/** A token and when it may be spent: hours after it was drawn. */
const slot = z.object({ token, key: z.string(), kind: z.enum(['basket', 'receipt']), at: z.number() });
const state = z.object({
  /** Enjoyed, and never named in a basket. */
  enjoyed: z.array(z.object({ clip: z.number(), at: z.number() })),
  /** Every clip that this device has named in a basket: it names none twice. */
  named: z.array(z.number()),
  /** Shown since the last receipt. */
  shown: z.array(shownClip),
  slots: z.array(slot),
  /** The last day for which this device needs no more tokens. */
  drawn: z.string(),
  /** When it will draw. */
  drawAt: z.nullable(z.number()),
  /** Nothing is sent before. */
  quietUntil: z.number(),
});
export type State = z.infer<typeof state>;
export type ShownClip = z.infer<typeof shownClip>;
export type Slot = z.infer<typeof slot>;

const nothing: State = {
  enjoyed: [],
  named: [],
  shown: [],
  slots: [],
  drawn: '',
  drawAt: null,
  quietUntil: 0,
};

/** What the store had; a new device's, where it had nothing or what it had cannot be read. */
export function readState(kept: unknown): State {
  const parsed = state.safeParse(kept);
  return parsed.success ? parsed.data : nothing;
}

export function addEnjoyed(before: State, clip: number, now: number): State {
  if (before.named.includes(clip) || before.enjoyed.some((each) => each.clip === clip)) return before;
  return { ...before, enjoyed: [...before.enjoyed, { clip, at: now }].slice(-longestList) };
}

/** What happened to a clip on the screen; `watched` is the share of its length, 1 for all of it. */
export interface Shown {
  readonly clip: number;
  readonly watched: number;
  readonly again: boolean;
  readonly skipped: boolean;
}

/** A clip that is shown twice before the next receipt counts once, as far as it was watched the further time. */
export function addShown(before: State, { clip, watched, again, skipped }: Shown, now: number): State {
  const earlier = before.shown.find((each) => each.clip === clip);
  const quarters = Math.floor(Math.min(1, Math.max(0, watched)) * watchedQuarters);
  const merged: ShownClip = {
    clip,
    watched: Math.max(quarters, earlier?.watched ?? 0),
    again: again || (earlier?.again ?? false),
    skipped: skipped && (earlier?.skipped ?? true),
    at: now,
  };
  const others = before.shown.filter((each) => each !== earlier);
  return { ...before, shown: [...others, merged].slice(-longestList) };
}

/**
 * Forgets the history with the profile that it came from; tokens have none and stay. A clip that was named before may be
 * named again after that: to know it, the device would have to keep what it was told to forget.
 */
export function forgetHistory(before: State): State {
  return { ...before, enjoyed: [], named: [], shown: [] };
}

/** The day (UTC) as the edition names it. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** A token can be spent on its day and the next; what is older is thrown away. */
export function dropExpired(before: State, now: number): State {
  const slots = before.slots.filter(({ token: { day } }) => day >= dayOf(now - DAY));
  return slots.length === before.slots.length ? before : { ...before, slots };
}

/** Who is signed in draws once a day, some minutes after the app is first open, whether the tokens will be used or not. */
export function planDraw(before: State, now: number, random: Random): State {
  const planned = before.drawAt !== null && dayOf(before.drawAt) === dayOf(now);
  if (before.drawn === dayOf(now) || planned) return before;
  return { ...before, drawAt: now + random() * 10 * MINUTE };
}

/** What fell due while the app was closed goes some minutes from now: not all at once, and not as the app opens. */
export function putOffMissed(before: State, now: number, random: Random): State {
  const isMissed = ({ at }: Slot) => at < now - 15 * MINUTE;
  if (!before.slots.some(isMissed)) return before;
  const slots = before.slots.map((each) =>
    isMissed(each) ? { ...each, at: now + random() * 10 * MINUTE } : each,
  );
  return { ...before, slots };
}

/** Gives each token its kind, one of the day’s a receipt, and its time: 2 to 20 hours from now, within its validity. */
export function keepTokens(
  before: State,
  tokens: readonly Token[],
  key: string,
  now: number,
  random: Random,
): State {
  const receipt = Math.floor(random() * (tokens.length === 1 ? 2 : tokens.length));
  const slots = tokens.slice(0, tokensPerDay).map((each, i): Slot => ({
    token: each,
    key,
    kind: i === receipt ? 'receipt' : 'basket',
    at: now + (2 + 18 * random()) * HOUR,
  }));
  return { ...before, slots: [...before.slots, ...slots], drawn: dayOf(now), drawAt: null };
}
