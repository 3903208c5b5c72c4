/**
 * How often clips were enjoyed together: a symmetric matrix in compressed rows. Items are indexes from 0. All arrays lie in
 * shared memory, so that threads read one copy.
 */
export interface Gram {
  readonly size: number;
  /** Row i is from `starts[i]` to before `starts[i + 1]`, in no order; the diagonal stands apart. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  /** In how many baskets an item was, each by its weight. */
  readonly diagonal: Float64Array;
  /** Weight of all baskets. */
  readonly total: number;
}

/** Sums by pair, each pair once, in any order: `weights[k]` is what the baskets with both `a[k]` and `b[k]` weigh. */
export interface PairSums {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly weights: Float32Array;
}

/** What baskets come to. `diagonal` is by item, `total` the weight of all baskets; no pair is of an item with itself. */
export interface Sums extends PairSums {
  readonly diagonal: Float64Array;
  readonly total: number;
}

/** Lays sums out by rows: 16 bytes a pair. */
export function gramOf({ a, b, weights, diagonal, total }: Sums): Gram {
  const size = diagonal.length;
  const starts = new Uint32Array(new SharedArrayBuffer((size + 1) * 4));
  for (const end of [a, b]) for (const item of end) starts[item + 1] = (starts[item + 1] ?? 0) + 1;
  for (let i = 0; i < size; i += 1) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const columns = new Uint32Array(new SharedArrayBuffer(a.length * 8));
  const values = new Float32Array(new SharedArrayBuffer(a.length * 8));
  const next = starts.slice(0, size);
  const put = (row: number, column: number, weight: number): void => {
    const at = next[row] ?? 0;
    next[row] = at + 1;
    columns[at] = column;
    values[at] = weight;
  };
  for (const [k, weight] of weights.entries()) {
    put(a[k] ?? 0, b[k] ?? 0, weight);
    put(b[k] ?? 0, a[k] ?? 0, weight);
  }
  const own = new Float64Array(new SharedArrayBuffer(size * 8));
  own.set(diagonal);
  return { size, starts, columns, values, diagonal: own, total };
}

/**
 * Sums baskets (or whole histories, in a bench) of items below `size`, each with the weight of its length to the power
 * `-damping`: at 0 a basket of four says six times what a basket of two says, at 1 twice.
 */
export function sumBaskets(baskets: readonly (readonly number[])[], size: number, damping = 0): Sums {
  const rows: Map<number, number>[] = Array.from({ length: size }, () => new Map<number, number>());
  const diagonal = new Float64Array(size);
  let total = 0;
  for (const basket of baskets) {
    const weight = basket.length ** -damping;
    total += weight;
    for (const [place, item] of basket.entries()) {
      diagonal[item] = (diagonal[item] ?? 0) + weight;
      for (let other = 0; other < place; other += 1) {
        const [low, high] = ordered(item, basket[other] ?? 0);
        const row = rows[low];
        row?.set(high, (row.get(high) ?? 0) + weight);
      }
    }
  }
  return { ...flatten(rows), diagonal, total };
}
function ordered(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one];
}

function flatten(rows: readonly ReadonlyMap<number, number>[]): PairSums {
  const count = rows.reduce((sum, row) => sum + row.size, 0);
  const [a, b, weights] = [new Uint32Array(count), new Uint32Array(count), new Float32Array(count)];
  let at = 0;
  for (const [item, row] of rows.entries()) {
    for (const [other, weight] of row) {
      [a[at], b[at], weights[at]] = [item, other, weight];
      at += 1;
    }
  }
  return { a, b, weights };
}

/** The sums of both. */
export function addSums(one: Sums, other: Sums): Sums {
  const rows: Map<number, number>[] = Array.from(one.diagonal, () => new Map<number, number>());
  for (const { a, b, weights } of [one, other]) {
    for (const [k, weight] of weights.entries()) {
      const row = rows[a[k] ?? 0];
      row?.set(b[k] ?? 0, (row.get(b[k] ?? 0) ?? 0) + weight);
    }
  }
  return {
    ...flatten(rows),
    diagonal: one.diagonal.map((weight, item) => weight + (other.diagonal[item] ?? 0)),
    total: one.total + other.total,
  };
}
