import { rowsOf, type Row, type Rows } from './train.ts';

/** Numbers a clip's features have in an edition. */
export const featureWidth = 128;

/**
 * Features of texts that describe items (maker, tags, words): each text is hashed to a place and a sign, and counts the less
 * the more items have it (feature hashing, Weinberger et al., ICML 2009).
 */
export function hashFeatures(texts: readonly (readonly string[])[]): Float32Array {
  const uses = new Map<string, number>();
  for (const text of texts.flat()) uses.set(text, (uses.get(text) ?? 0) + 1);
  const features = new Float32Array(texts.length * featureWidth);
  for (const [item, own] of texts.entries()) {
    for (const text of own) {
      const hash = fnv1a(text);
      const at = item * featureWidth + (hash % featureWidth);
      const rarity = Math.log(1 + texts.length / (uses.get(text) ?? 1));
      features[at] = (features[at] ?? 0) + (hash >>> 31 === 0 ? rarity : -rarity);
    }
  }
  return features;
}

/** FNV-1a over UTF-16 units, 32 bit, stirred so that its low bits may be used. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Below so many items each is compared with each; above, with those that are near the same pivots. */
const exactUntil = 8192;
/** Of about √size pivots, so many nearest ones are looked around. */
const probes = 6;

/**
 * For each item the `count` items whose features are most like its own, as rows with the cosine as weight, after the mean of
 * all is taken away (what everything has in common tells nothing). `features` has `width` numbers an item. Items without any
 * features (all zero) are like nobody. An inverted file (Sivic and Zisserman, ICCV 2003) keeps it about size^1.5 · width.
 */
export function similarItems(features: Float32Array, width: number, count: number): Rows {
  const size = features.length / width;
  const units = toUnits(features, size, width);
  const likeness = (one: number, other: number): number => {
    let sum = 0;
    const [from, to] = [one * width, other * width];
    for (let d = 0; d < width; d += 1) sum += (units[from + d] ?? 0) * (units[to + d] ?? 0);
    return sum;
  };
  const everyItem = Uint32Array.from({ length: size }, (_, item) => item);
  const described = everyItem.filter((item) => likeness(item, item) > 0);
  const near = neighbourhoods(described, likeness);
  return rowsOf(
    everyItem,
    Array.from(everyItem, (item) => nearest(item, near(item), count, likeness)),
  );
}

function toUnits(features: Float32Array, size: number, width: number): Float32Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < features.length; at += 1)
    mean[at % width] = (mean[at % width] ?? 0) + (features[at] ?? 0) / size;
  const units = new Float32Array(features.length);
  for (let item = 0; item < size; item += 1) {
    const own = features.subarray(item * width, (item + 1) * width);
    if (own.every((value) => value === 0)) continue;
    const centred = own.map((value, d) => value - (mean[d] ?? 0));
    const length = Math.hypot(...centred);
    if (length > 0 && Number.isFinite(length))
      units.set(
        centred.map((value) => value / length),
        item * width,
      );
  }
  return units;
}

/** Gives for each item the lists in which its nearest ones may be. */
function neighbourhoods(
  described: Uint32Array,
  likeness: (one: number, other: number) => number,
): (item: number) => readonly Uint32Array[] {
  const size = described.length;
  if (size <= exactUntil) {
    const all = [described];
    return () => all;
  }
  const pivots = Math.ceil(Math.sqrt(size));
  const pivotAt = (pivot: number): number => described[Math.floor((pivot * size) / pivots)] ?? 0;
  const nearestPivots = new Map(
    Array.from(described, (item) => {
      const byLikeness = Array.from(
        { length: pivots },
        (_, pivot) => [pivot, likeness(item, pivotAt(pivot))] as const,
      );
      byLikeness.sort(([, a], [, b]) => b - a);
      return [item, byLikeness.slice(0, probes).map(([pivot]) => pivot)];
    }),
  );
  const members: number[][] = Array.from({ length: pivots }, () => []);
  for (const [item, own] of nearestPivots) members[own[0] ?? 0]?.push(item);
  const lists = members.map((list) => Uint32Array.from(list));
  return (item) => (nearestPivots.get(item) ?? []).map((pivot) => lists[pivot] ?? new Uint32Array());
}

function nearest(
  item: number,
  lists: readonly Uint32Array[],
  count: number,
  likeness: (one: number, other: number) => number,
): Row {
  const best: [item: number, weight: number][] = [];
  for (const list of lists) {
    for (const other of list) {
      if (other === item) continue;
      const weight = likeness(item, other);
      if (weight <= (best.length < count ? 0 : (best.at(-1)?.[1] ?? 0))) continue;
      let place = best.length < count ? best.length : count - 1;
      while (place > 0 && (best[place - 1]?.[1] ?? 0) < weight) {
        best[place] = best[place - 1] ?? [other, weight];
        place -= 1;
      }
      best[place] = [other, weight];
    }
  }
  return {
    items: Uint32Array.from(best, ([other]) => other),
    weights: Float32Array.from(best, ([, weight]) => weight),
  };
}
