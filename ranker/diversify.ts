import type { Catalogue } from './catalogue.ts';
import { traitKinds, type TraitKind } from './content.ts';
import { mixed, type Profile } from './profile.ts';
import type { Scores } from './score.ts';

// From scores to an order: the best clip that the ones before it leave room for, one after the other.

/** Clips in a row of this length share a trait at most so often: 40 % of one topic, three of a sound, two of a maker. */
const row = 10;
const mostInRow: Partial<Record<TraitKind, number>> = { tag: 4, sound: 3, author: 2 };
/** What most clips of a catalogue carry is no topic of theirs. */
const commonplace = 0.6;
/** One slot in so many goes to a clip that few have seen: else a new maker would have to be known to be found. */
const slotsPerExploration = 6;
/** How much chance outweighs taste in such a slot: a standard Gumbel times this is added to the score. */
const chance = 0.4;

interface Row {
  /** Places of the clips before, the nearest last; -1 for one that is in the packs no more. */
  readonly before: readonly number[];
  /** By trait, how many of the last nine have it. */
  readonly counts: Map<number, number>;
}

/**
 * The next clips, at most `count`, none of them open no more: never a maker or a sound twice in a row, and no trait more
 * often than `mostInRow`, unless nothing else is left. `before` are the numbers of the clips that come before, shown or
 * waiting to be, the nearest last; clips waiting are not shown again. `profile.shown` and those waiting number the slots.
 */
export function diversify(
  catalogue: Catalogue,
  scores: Scores,
  profile: Profile,
  waiting: readonly number[],
  count: number,
): number[] {
  const open = scores.open.slice();
  const close = (place: number) => (open[place] = 0);
  const before = [...[...profile.seen].slice(-row), ...waiting].map(
    (each) => catalogue.placeOf.get(each) ?? -1,
  );
  before.filter((place) => place >= 0).forEach(close);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const soFar = rowAfter(catalogue, [...before, ...chosen]);
    const slot = profile.shown + waiting.length + chosen.length;
    const best = bestFor(catalogue, scores, open, soFar, profile.seed, slot);
    if (best === null) break;
    close(best);
    chosen.push(best);
  }
  return chosen;
}

/** The strictest rules that leave any clip decide. */
function bestFor(
  catalogue: Catalogue,
  { total }: Scores,
  open: Uint8Array,
  soFar: Row,
  seed: number,
  slot: number,
): number | null {
  const keepsRow = (place: number) => fitsRow(catalogue, soFar, place);
  const changes = (place: number) => differs(catalogue, soFar, place);
  const explores = slot % slotsPerExploration === slotsPerExploration - 1;
  const byChance = (place: number) =>
    (total[place] ?? 0) + chance * gumbel(mixed(seed + slot, catalogue.clips[place]?.number ?? 0));
  const byScore = (place: number) => total[place] ?? 0;
  const unproven = (place: number) => catalogue.unproven[place] === 1 && changes(place) && keepsRow(place);
  return (
    (explores ? highest(open, byChance, unproven) : null) ??
    highest(open, byScore, (place) => changes(place) && keepsRow(place)) ??
    highest(open, byScore, changes) ??
    highest(open, byScore, () => true)
  );
}

function highest(
  open: Uint8Array,
  valueOf: (place: number) => number,
  mayStand: (place: number) => boolean,
): number | null {
  let best: number | null = null;
  let highestYet = -Infinity;
  for (let place = 0; place < open.length; place += 1) {
    if (open[place] === 0) continue;
    const value = valueOf(place);
    if (value > highestYet && mayStand(place)) {
      best = place;
      highestYet = value;
    }
  }
  return best;
}

function rowAfter(catalogue: Catalogue, before: readonly number[]): Row {
  const counts = new Map<number, number>();
  for (const place of before.slice(1 - row)) {
    for (const trait of traitsAt(catalogue, place)) counts.set(trait, (counts.get(trait) ?? 0) + 1);
  }
  return { before, counts };
}

/** No maker and no sound of the clip just before. */
function differs({ clips }: Catalogue, { before }: Row, place: number): boolean {
  const [last, next] = [clips[before.at(-1) ?? -1], clips[place]];
  if (last === undefined || next === undefined) return true;
  return last.author !== next.author && (last.sound === null || last.sound !== next.sound);
}

function fitsRow(catalogue: Catalogue, { counts }: Row, place: number): boolean {
  const { kinds, uses } = catalogue.traits;
  return traitsAt(catalogue, place).every((trait) => {
    const most = mostInRow[traitKinds[kinds[trait] ?? 0] ?? 'word'] ?? Infinity;
    const isCommonplace = (uses[trait] ?? 0) > commonplace * catalogue.clips.length;
    return (counts.get(trait) ?? 0) < most || isCommonplace;
  });
}

function traitsAt({ content }: Catalogue, place: number): Uint32Array {
  return content.traits.subarray(content.starts[place], content.starts[place + 1]);
}

/** The highest of scores with such a draw added to each comes up as often as a softmax would have it (Gumbel's trick). */
function gumbel(bits: number): number {
  return -Math.log(-Math.log((bits + 0.5) / 2 ** 32));
}
