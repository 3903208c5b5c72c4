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

/** Lays sums out by rows, added up where there are several: 16 bytes a pair. */
export function gramOf(...parts: readonly Sums[]): Gram {
  const size = parts[0]?.diagonal.length ?? 0;
  const starts = new Uint32Array(new SharedArrayBuffer((size + 1) * 4));
  for (const { a, b } of parts) {
    for (const end of [a, b]) for (const item of end) starts[item + 1] = (starts[item + 1] ?? 0) + 1;
  }
  for (let i = 0; i < size; i += 1) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const columns = new Uint32Array(new SharedArrayBuffer((starts[size] ?? 0) * 4));
  const values = new Float32Array(new SharedArrayBuffer((starts[size] ?? 0) * 4));
  const next = starts.slice(0, size);
  const put = (row: number, column: number, weight: number): void => {
    const at = next[row] ?? 0;
    next[row] = at + 1;
    columns[at] = column;
    values[at] = weight;
  };
  for (const { a, b, weights } of parts) {
    for (let k = 0; k < weights.length; k += 1) {
      put(a[k] ?? 0, b[k] ?? 0, weights[k] ?? 0);
      put(b[k] ?? 0, a[k] ?? 0, weights[k] ?? 0);
    }
  }
  if (parts.length > 1) addUpRows(starts, columns, values);
  const diagonal = new Float64Array(new SharedArrayBuffer(size * 8));
  for (const part of parts)
    part.diagonal.forEach((weight, item) => (diagonal[item] = (diagonal[item] ?? 0) + weight));
  return { size, starts, columns, values, diagonal, total: parts.reduce((sum, { total }) => sum + total, 0) };
}

/** Makes one entry of those in a row that have the same column, and closes the gaps; what is left over at the end is unused. */
function addUpRows(starts: Uint32Array, columns: Uint32Array, values: Float32Array): void {
  // Where the entry of each column is in the row at hand; a place before the row is from an earlier one.
  const places = new Int32Array(starts.length).fill(-1);
  let to = 0;
  let from = 0;
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const begin = to;
    const end = starts[row + 1] ?? 0;
    for (; from < end; from += 1) {
      const column = columns[from] ?? 0;
      const place = places[column] ?? -1;
      if (place >= begin) values[place] = (values[place] ?? 0) + (values[from] ?? 0);
      else {
        places[column] = to;
        columns[to] = column;
        values[to] = values[from] ?? 0;
        to += 1;
      }
    }
    starts[row + 1] = to;
  }
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
