import type { Catalogue } from './catalogue.ts';
import { traitKinds } from './content.ts';
import { mixed, type Profile } from './profile.ts';
import type { Scores } from './score.ts';
import { chance, commonplace, mostInRow, row, slotsPerExploration } from './worth.ts';

// From scores to an order: the best clip that the ones before it leave room for, one after the other.

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
  const left = scores.total.map((total, place) => (scores.open[place] === 1 ? total : -Infinity));
  const close = (place: number) => (left[place] = -Infinity);
  const before = [...[...profile.seen].slice(-row), ...waiting].map(
    (each) => catalogue.placeOf.get(each) ?? -1,
  );
  before.filter((place) => place >= 0).forEach(close);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const soFar = rowAfter(catalogue, [...before, ...chosen]);
    const slot = profile.shown + waiting.length + chosen.length;
    const explored = slot % slotsPerExploration === slotsPerExploration - 1;
    const best =
      (explored ? explore(catalogue, left, soFar, profile.seed + slot) : null) ??
      bestFor(catalogue, left, soFar);
    if (best === null) break;
    close(best);
    chosen.push(best);
  }
  return chosen;
}

/** The strictest rules that leave any clip decide. */
function bestFor(catalogue: Catalogue, left: Float64Array, soFar: Row): number | null {
  const changes = (place: number) => differs(catalogue, soFar, place);
  const fits = (place: number) => changes(place) && fitsRow(catalogue, soFar, place);
  return highest(left, fits) ?? highest(left, changes) ?? highest(left, () => true);
}

/** One of the clips that few have seen, drawn by chance and score. */
function explore(catalogue: Catalogue, left: Float64Array, soFar: Row, seed: number): number | null {
  const { numbers, unproven } = catalogue;
  const drawn = left.map((value, place) =>
    unproven[place] === 1 ? value + chance * gumbel(mixed(seed, numbers[place] ?? 0)) : -Infinity,
  );
  return highest(drawn, (place) => differs(catalogue, soFar, place) && fitsRow(catalogue, soFar, place));
}

/** -Infinity is never the highest. */
function highest(values: Float64Array, mayStand: (place: number) => boolean): number | null {
  let best: number | null = null;
  let highestYet = -Infinity;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? -Infinity;
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
