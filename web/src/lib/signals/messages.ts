import { basketSize, largestStep, receiptSize, type Receipt } from '../../../../contract/signals.ts';
import { sample, type Random } from './random.ts';
import type { Slot, State } from './state.ts';

// What the two messages say. Either speaks only of what lies two hours back, so that nobody who sees it arrive can tell
// from the time what is on the screen.

const AGE = 2 * 3_600_000;

export type Message =
  | { readonly kind: 'basket'; readonly body: { readonly clips: number[] } }
  | { readonly kind: 'receipt'; readonly body: Receipt };

interface Composed {
  readonly next: State;
  readonly message: Message;
}

/** Writes the message of a slot; one of the other kind, where there is nothing to say of its own; null where of neither. */
export function compose(before: State, slot: Slot, now: number, random: Random): Composed | null {
  const kinds = slot.kind === 'basket' ? [composeBasket, composeReceipt] : [composeReceipt, composeBasket];
  for (const write of kinds) {
    const composed = write(before, now, random);
    if (composed !== null) return composed;
  }
  return null;
}

/** Whether `compose` would find anything to say. */
export function hasNews({ enjoyed, shown }: State, now: number): boolean {
  return enjoyed.filter((each) => isOld(each, now)).length > 1 || shown.some((each) => isOld(each, now));
}

/** A few of the clips that were enjoyed, drawn evenly; from now on they are named. One alone waits for another. */
function composeBasket(before: State, now: number, random: Random): Composed | null {
  const clips = sample(
    before.enjoyed.filter((each) => isOld(each, now)),
    basketSize,
    random,
  ).map((each) => each.clip);
  if (clips.length < 2) return null;
  const enjoyed = before.enjoyed.filter((each) => !clips.includes(each.clip));
  return {
    next: { ...before, enjoyed, named: [...before.named, ...clips] },
    message: { kind: 'basket', body: { clips } },
  };
}

/** An even sample of all clips shown since the last receipt, which it uses up. */
function composeReceipt(before: State, now: number, random: Random): Composed | null {
  const all = before.shown.filter((each) => isOld(each, now));
  if (all.length === 0) return null;
  const shown = sample(all, receiptSize, random).map(({ clip, watched, again, skipped }) => ({
    clip,
    watched,
    again,
    skipped,
  }));
  return {
    next: { ...before, shown: before.shown.filter((each) => !isOld(each, now)) },
    message: { kind: 'receipt', body: { step: stepFor(all.length / shown.length, random), shown } },
  };
}

/** A power of two that is `ratio` in the mean, so that sums of receipts come out right though none of them is exact. */
function stepFor(ratio: number, random: Random): number {
  const low = Math.floor(Math.log2(ratio));
  const step = random() < ratio / 2 ** low - 1 ? low + 1 : low;
  return Math.min(largestStep, step);
}

function isOld({ at }: { readonly at: number }, now: number): boolean {
  return at <= now - AGE;
}
