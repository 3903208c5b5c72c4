import { drawParticipants, learn } from '../../core/feed/learn.ts';
import type { Trait } from '../../ranker/content.ts';
import type { Sums } from '../../ranker/gram.ts';
import type { Neighbour } from '../../ranker/pack.ts';
import { dice } from '../../test/support/made-up-clips.ts';

// The edition's training, on sums in memory instead of tables.

/** Sums of baskets: by clip, and by pair a < b at a * size + b. */
export interface BasketSums {
  readonly diagonal: Float64Array;
  readonly pairs: Map<number, number>;
  total: number;
}

/** By clip. */
export interface Learned {
  readonly neighbours: readonly Neighbour[][];
  readonly popularity: Float64Array;
}

export function noSums(size: number): BasketSums {
  return { diagonal: new Float64Array(size), pairs: new Map(), total: 0 };
}

export function addBaskets(sums: BasketSums, baskets: readonly (readonly number[])[]): void {
  const size = sums.diagonal.length;
  for (const basket of baskets) {
    const sorted = basket.toSorted((a, b) => a - b);
    for (const [place, a] of sorted.entries()) {
      sums.diagonal[a] = (sums.diagonal[a] ?? 0) + 1;
      for (const b of sorted.slice(place + 1)) {
        sums.pairs.set(a * size + b, (sums.pairs.get(a * size + b) ?? 0) + 1);
      }
    }
    sums.total += 1;
  }
}

/** Learns from the sums of the clips that are out, of which `traits` has what their captions say. */
export async function train(
  seen: BasketSums,
  unseen: BasketSums,
  traits: readonly (readonly Trait[])[],
  seed: number,
): Promise<Learned> {
  const count = traits.length;
  const tokens = seen.diagonal.subarray(0, count).map((each, clip) => each + (unseen.diagonal[clip] ?? 0));
  const { rows, popularity } = await learn({
    seen: layOut(seen, count),
    unseen: layOut(unseen, count),
    takesPart: drawParticipants(tokens, dice(seed)),
    content: traits,
    targets: Uint32Array.from(traits.keys()),
  });
  const neighbours = traits.map((_, clip) => {
    const [from, end] = [rows.starts[clip] ?? 0, rows.starts[clip + 1] ?? 0];
    return Array.from(rows.items.subarray(from, end), (item, at) => ({
      number: item + 1,
      weight: rows.weights[from + at] ?? 0,
    }));
  });
  return { neighbours, popularity };
}

function layOut({ diagonal, pairs, total }: BasketSums, count: number): Sums {
  const keys = [...pairs.keys()];
  return {
    a: Uint32Array.from(keys, (key) => Math.floor(key / diagonal.length)),
    b: Uint32Array.from(keys, (key) => key % diagonal.length),
    weights: Float32Array.from(pairs.values()),
    diagonal: diagonal.slice(0, count),
    total,
  };
}
