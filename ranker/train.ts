// Longer than a page: the fit of one clip's neighbours, which is one thought.
import type { Gram } from './gram.ts';

// Item-item weights by one ridge regression a clip on its strongest co-occurring clips: SLIM (Ning and Karypis, ICDM 2011)
// and EASE (Steck, WWW 2019) made local. Three things are different, each by measurement (docs/for-you.md has the table):
// what is regressed is the deviation from popularity, so that what little is known of a rare clip shrinks to what is usual
// and not to nothing; the weights are fitted anew for the few that a pack carries instead of being cut to them; and `blend.ts`
// brings them to scale against baskets that the fit has not seen.

/** Neighbours of the items `targets`; the r-th of these has those from `starts[r]` to before `starts[r + 1]`. */
export interface Rows {
  readonly targets: Uint32Array;
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
  readonly weights: Float32Array;
}

export interface TrainOptions {
  /** Co-occurring items that are tried for each item. */
  readonly candidates: number;
  /** How many of them stay. */
  readonly neighbours: number;
  /** Weight of the penalty, in diagonals of an average item. */
  readonly ridge: number;
  /** An item's penalty grows with its diagonal to this power: below 1, frequent items speak louder for their frequency. */
  readonly ridgePower: number;
}

export const usual: TrainOptions = { candidates: 128, neighbours: 64, ridge: 20, ridgePower: 0.5 };

/** Keeps a rare candidate's one lucky meeting from beating every frequent one's. */
const candidateDamping = 2;

/**
 * Fits the neighbours of the items `targets`. Items where `takesPart` is 0 get none and are nobody's. Deterministic; about
 * (candidates³ + neighbours³) / 6 multiplications an item.
 */
export function fitRows(
  gram: Gram,
  takesPart: Uint8Array,
  targets: Uint32Array,
  options: TrainOptions = usual,
): Rows {
  const fit = createFit(gram, takesPart, options);
  const none: Row = { items: new Uint32Array(), weights: new Float64Array() };
  return rowsOf(
    targets,
    Array.from(targets, (target) => (takesPart[target] === 1 ? fit(target) : none)),
  );
}

/** One row for each target, in their order. */
export function rowsOf(targets: Uint32Array, rows: readonly Row[]): Rows {
  const starts = new Uint32Array(targets.length + 1);
  for (const [r, row] of rows.entries()) starts[r + 1] = (starts[r] ?? 0) + row.items.length;
  const items = new Uint32Array(starts[targets.length] ?? 0);
  const weights = new Float32Array(items.length);
  for (const [r, row] of rows.entries()) {
    items.set(row.items, starts[r]);
    weights.set(row.weights, starts[r]);
  }
  return { targets, starts, items, weights };
}

/** The r-th row. */
export function rowAt(rows: Rows, r: number): Row {
  const [from, end] = [rows.starts[r] ?? 0, rows.starts[r + 1] ?? 0];
  return { items: rows.items.subarray(from, end), weights: rows.weights.subarray(from, end) };
}

/** What speaks for one item: others, and by how much. */
export interface Row {
  readonly items: Uint32Array;
  readonly weights: Float64Array | Float32Array;
}

function createFit(gram: Gram, takesPart: Uint8Array, options: TrainOptions): (item: number) => Row {
  const { size, starts, columns, values, diagonal, total } = gram;
  const mean = diagonal.reduce((sum, value) => sum + value, 0) / Math.max(1, size);
  const penaltyOf = (item: number): number =>
    options.ridge * mean * ((diagonal[item] ?? 0) / mean) ** options.ridgePower;
  // Scratch of this thread, reused for every item: 0 or 1 + the place among the candidates.
  const places = new Uint32Array(size);
  const matrix = new Float64Array(options.candidates * options.candidates);
  const usualWith = (one: number, other: number): number =>
    ((diagonal[one] ?? 0) * (diagonal[other] ?? 0)) / total;

  /** Row by row the lower half of the penalised, centred Gram matrix of `items`. */
  function fillMatrix(items: Uint32Array): void {
    const count = items.length;
    for (let r = 0; r < count; r += 1) places[items[r] ?? 0] = r + 1;
    for (let r = 0; r < count; r += 1) {
      const item = items[r] ?? 0;
      for (let c = 0; c < r; c += 1) matrix[r * count + c] = -usualWith(item, items[c] ?? 0);
      matrix[r * count + r] = (diagonal[item] ?? 0) - usualWith(item, item) + penaltyOf(item);
      const until = starts[item + 1] ?? 0;
      for (let at = starts[item] ?? 0; at < until; at += 1) {
        const place = places[columns[at] ?? 0] ?? 0;
        if (place !== 0 && place <= r)
          matrix[r * count + place - 1] = (matrix[r * count + place - 1] ?? 0) + (values[at] ?? 0);
      }
    }
    for (let r = 0; r < count; r += 1) places[items[r] ?? 0] = 0;
  }

  function regress(target: number, items: Uint32Array, together: Float64Array): Row {
    fillMatrix(items);
    const weights = Float64Array.from(
      items,
      (item, place) => (together[place] ?? 0) - usualWith(item, target),
    );
    solve(matrix, weights);
    return { items, weights };
  }

  return (target) => {
    const tried = chooseCandidates(gram, takesPart, target, options.candidates);
    const all = regress(target, tried.items, tried.together);
    if (tried.items.length <= options.neighbours) return all;
    const says = (place: number): number =>
      Math.abs(all.weights[place] ?? 0) * Math.sqrt(diagonal[all.items[place] ?? 0] ?? 0);
    const kept = [...all.items.keys()]
      .sort((one, other) => says(other) - says(one) || one - other)
      .slice(0, options.neighbours);
    const pick = (from: ArrayLike<number>): number[] => kept.map((place) => from[place] ?? 0);
    return regress(target, Uint32Array.from(pick(tried.items)), Float64Array.from(pick(tried.together)));
  };
}

/** The items that were met with `target` most often for how often they are met at all: by damped lift, not by cosine. */
function chooseCandidates(
  { starts, columns, values, diagonal }: Gram,
  takesPart: Uint8Array,
  target: number,
  limit: number,
): { items: Uint32Array; together: Float64Array } {
  const entries: number[] = [];
  const until = starts[target + 1] ?? 0;
  for (let at = starts[target] ?? 0; at < until; at += 1) {
    if (takesPart[columns[at] ?? 0] === 1) entries.push(at);
  }
  const itemAt = (entry: number): number => columns[entry] ?? 0;
  if (entries.length > limit) {
    const lifts = Float64Array.from(
      entries,
      (entry) => (values[entry] ?? 0) / Math.sqrt((diagonal[itemAt(entry)] ?? 0) + candidateDamping),
    );
    const bar = lifts.toSorted()[lifts.length - limit] ?? 0;
    const above = entries.filter((_, place) => (lifts[place] ?? 0) > bar);
    // Of those that are level the ones with the lowest numbers, whatever the order of the row.
    const level = entries
      .filter((_, place) => lifts[place] === bar)
      .sort((one, other) => itemAt(one) - itemAt(other));
    return candidatesOf([...above, ...level.slice(0, limit - above.length)]);
  }
  return candidatesOf(entries);

  function candidatesOf(chosen: number[]): { items: Uint32Array; together: Float64Array } {
    chosen.sort((one, other) => itemAt(one) - itemAt(other));
    return {
      items: Uint32Array.from(chosen, itemAt),
      together: Float64Array.from(chosen, (entry) => values[entry] ?? 0),
    };
  }
}

/**
 * Solves A x = b in place for a symmetric, positive definite A, of which `matrix` has the lower half in rows as long as b
 * (Cholesky). Whoever meets a pivot that rounding has made nothing of gets a weight next to none instead of infinity.
 */
function solve(matrix: Float64Array, b: Float64Array): void {
  const count = b.length;
  for (let r = 0; r < count; r += 1) {
    const row = r * count;
    for (let c = 0; c <= r; c += 1) {
      const other = c * count;
      let sum = matrix[row + c] ?? 0;
      for (let k = 0; k < c; k += 1) sum -= (matrix[row + k] ?? 0) * (matrix[other + k] ?? 0);
      if (c < r) matrix[row + c] = sum / (matrix[other + c] ?? 1);
      else matrix[row + r] = sum > 1e-12 ? Math.sqrt(sum) : 1e6;
    }
  }
  for (let r = 0; r < count; r += 1) {
    let sum = b[r] ?? 0;
    for (let k = 0; k < r; k += 1) sum -= (matrix[r * count + k] ?? 0) * (b[k] ?? 0);
    b[r] = sum / (matrix[r * count + r] ?? 1);
  }
  for (let r = count - 1; r >= 0; r -= 1) {
    let sum = b[r] ?? 0;
    for (let k = r + 1; k < count; k += 1) sum -= (matrix[k * count + r] ?? 0) * (b[k] ?? 0);
    b[r] = sum / (matrix[r * count + r] ?? 1);
  }
}
