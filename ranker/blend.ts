import type { Gram } from './gram.ts';
import { rowAt, rowsOf, type Row, type Rows } from './train.ts';

// Two opinions on which clips belong together, the one learned from baskets (`train.ts`) and the one of their content
// (`features.ts`), brought to one scale by baskets that neither has seen: a weight of 0.01 then says that a basket with the
// one clip is likelier by one in a hundred to have the other, whatever the size of the edition and at every training.

export interface Scales {
  readonly learned: number;
  readonly content: number;
}

/** Clips of which hardly anything is known are thought to be in so many baskets, so that content can speak for them. */
const priorBaskets = 1;

/**
 * What likeness of content says of a clip's chance: its square, times the root of how often the clip is met at all. Root,
 * because the likeness of a rarely met clip tells more than its few meetings (measured; table in docs/for-you.md).
 */
export function contentRows(similar: Rows, { diagonal, total }: Gram, takesPart: Uint8Array): Rows {
  const weights = similar.weights.slice();
  for (const [r, target] of similar.targets.entries()) {
    const baskets = takesPart[target] === 1 ? (diagonal[target] ?? 0) : 0;
    const usual = Math.sqrt((baskets + priorBaskets) / Math.max(1, total));
    const end = similar.starts[r + 1] ?? 0;
    for (let at = similar.starts[r] ?? 0; at < end; at += 1) weights[at] = usual * (weights[at] ?? 0) ** 2;
  }
  return { ...similar, weights };
}

/**
 * By how much each opinion has to be multiplied so that both together say most of what baskets hold that neither has seen:
 * least squares over all pairs of clips in `unseen`. An opinion that says nothing, or the contrary, gets 0. `learned` may have
 * some items only, `content` has a row for each item; `popularity` is by item the share of baskets it is in.
 */
export function scalesOf(learned: Rows, content: Rows, unseen: Gram, popularity: Float64Array): Scales {
  const { starts, columns, values, diagonal } = unseen;
  const [together, one, other] = [0, 1, 2].map(() => new Float64Array(unseen.size)) as Columns;
  let [aa, ab, bb, ay, by] = [0, 0, 0, 0, 0];
  for (const [r, target] of learned.targets.entries()) {
    for (let at = starts[target] ?? 0; at < (starts[target + 1] ?? 0); at += 1)
      together[columns[at] ?? 0] = values[at] ?? 0;
    const rows = [rowAt(learned, r), rowAt(content, target)] as const;
    add(rows[0], 1, one);
    add(rows[1], 1, other);
    for (const item of itemsOf(rows)) {
      const [a, b, seen] = [one[item] ?? 0, other[item] ?? 0, diagonal[item] ?? 0];
      const surprise = (together[item] ?? 0) - seen * (popularity[target] ?? 0);
      aa += seen * a * a;
      ab += seen * a * b;
      bb += seen * b * b;
      ay += surprise * a;
      by += surprise * b;
      [one[item], other[item]] = [0, 0];
    }
    for (let at = starts[target] ?? 0; at < (starts[target + 1] ?? 0); at += 1)
      together[columns[at] ?? 0] = 0;
  }
  const alone = (agreement: number, size: number): number =>
    agreement > 0 && size > 0 ? agreement / size : 0;
  const both = aa * bb - ab * ab;
  const scales = { learned: (ay * bb - by * ab) / both, content: (by * aa - ay * ab) / both };
  if (scales.learned > 0 && scales.content > 0) return scales;
  // With one of them below nothing the best is the other alone.
  return ay * ay * bb >= by * by * aa
    ? { learned: alone(ay, aa), content: 0 }
    : { learned: 0, content: alone(by, bb) };
}

type Columns = [Float64Array, Float64Array, Float64Array];

function add({ items, weights }: Row, scale: number, into: Float64Array): void {
  for (const [at, item] of items.entries()) into[item] = (into[item] ?? 0) + scale * (weights[at] ?? 0);
}

function itemsOf(rows: readonly Row[]): Set<number> {
  return new Set(rows.flatMap(({ items }) => [...items]));
}

/** Both opinions to scale and added up, the `limit` weights of each item that matter most. */
export function blend(learned: Rows, content: Rows, scales: Scales, gram: Gram, limit: number): Rows {
  const sums = new Float64Array(gram.size);
  const matters = (item: number): number =>
    Math.abs(sums[item] ?? 0) * Math.sqrt((gram.diagonal[item] ?? 0) + priorBaskets);
  const rows = Array.from(learned.targets, (target, r) => {
    const both = [rowAt(learned, r), rowAt(content, target)] as const;
    add(both[0], scales.learned, sums);
    add(both[1], scales.content, sums);
    const all = itemsOf(both);
    const items = [...all]
      .filter((item) => sums[item] !== 0)
      .sort((one, other) => matters(other) - matters(one) || one - other)
      .slice(0, limit);
    const row = {
      items: Uint32Array.from(items),
      weights: Float64Array.from(items, (item) => sums[item] ?? 0),
    };
    for (const item of all) sums[item] = 0;
    return row;
  });
  return rowsOf(learned.targets, rows);
}
