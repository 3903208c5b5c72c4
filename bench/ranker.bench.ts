import { readFileSync, globSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { drawParticipants, heldShare, learn, type Learned } from '../core/feed/learn.ts';
import { buildCatalogue } from '../ranker/catalogue.ts';
import { sumBaskets } from '../ranker/gram.ts';
import { decodeSegment, encodeSegment, type PackClip } from '../ranker/pack.ts';
import { hear } from '../ranker/score.ts';
import { rowAt, usual, type TrainOptions } from '../ranker/train.ts';
import { dice } from '../test/support/made-up-clips.ts';
import { rounded, type BenchOptions, type Figure } from './figure.ts';

// `npm run bench ranker -- --data DIR`: how well this ranker finds what people enjoyed next, in a public data set. DIR has
// train.tsv and test.tsv (user TAB item), and may have *_feat.f32le.bin (items × 128 float32). Full ranking, what is in
// train is masked, the mean over all people with a test item.

const featureWidth = 128;
const cut = 20;
/** Messages that a person sends at most. */
const basketsPerPerson = 5;
const segmentSize = 500;

interface Data {
  readonly size: number;
  readonly train: ReadonlyMap<string, readonly number[]>;
  readonly test: ReadonlyMap<string, readonly number[]>;
  readonly features: { readonly values: Float32Array; readonly width: number };
}

/** Scores of all items for a history; the array is reused. */
type Ranker = (history: readonly number[]) => Float64Array;

export async function measure({ data: folder }: BenchOptions): Promise<Figure[]> {
  if (folder === undefined || !existsSync(join(folder, 'train.tsv'))) {
    console.log('ranker: left out; it needs --data DIR with train.tsv and test.tsv.');
    return [];
  }
  const data = readData(folder);
  const figures: Figure[] = [];
  const say = (figure: string, value: number, unit: string, digits: number, goal = '–'): void => {
    figures.push({
      figure,
      value: rounded(value, digits),
      unit,
      goal,
      against: 'full ranking, train masked',
    });
  };
  const sayQuality = (name: string, ranker: Ranker): void => {
    const { recall, gain } = evaluate(data, ranker);
    say(`R@${cut} ${name}`, recall, '', 4);
    say(`N@${cut} ${name}`, gain, '', 4);
  };
  const counts = popularityOf(data);
  sayQuality('popularity', () => counts.slice());
  for (const size of [4, 2, 8]) {
    const begun = performance.now();
    const { ranker, bytes } = await productionPath(data, size);
    sayQuality(`baskets of ${size}`, ranker);
    say(`wall time baskets of ${size}`, (performance.now() - begun) / 1000, 's', 1);
    say(`pack of baskets of ${size}, compressed`, bytes, 'bytes a clip', 1, '≤ 160');
  }
  const begun = performance.now();
  sayQuality('whole histories', await wholeHistories(data));
  say('wall time whole histories', (performance.now() - begun) / 1000, 's', 1);
  say('peak memory', process.resourceUsage().maxRSS / 1024, 'MB', 0);
  return figures;
}

/** Baskets as devices send them → thresholds → training → a pack within its budget → decoded → ranked. */
async function productionPath(data: Data, size: number): Promise<{ ranker: Ranker; bytes: number }> {
  const random = dice(size);
  const baskets = [...data.train.values()].flatMap((items) => drawBaskets(items, size, random));
  const tokens = new Uint32Array(data.size);
  for (const item of baskets.flat()) tokens[item] = (tokens[item] ?? 0) + 1;
  const learned = await learnFrom(data, { baskets, takesPart: drawParticipants(tokens, random), random });
  const clips = toPackClips(learned, data.size);
  let bytes = 0;
  const decoded: PackClip[][] = [];
  for (let at = 0; at < clips.length; at += segmentSize) {
    const segment = encodeSegment(clips.slice(at, at + segmentSize));
    bytes += brotliCompressSync(segment).length;
    decoded.push(decodeSegment(segment));
  }
  return { ranker: createRanker(decoded), bytes: bytes / data.size };
}

/** What could be had by keeping a row for everyone: no baskets, no threshold. */
async function wholeHistories(data: Data): Promise<Ranker> {
  const learned = await learnFrom(data, {
    baskets: [...data.train.values()],
    takesPart: new Uint8Array(data.size).fill(1),
    random: dice(1),
    // Long histories say less by each pair, and more in all.
    damping: 0.5,
    options: { ...usual, ridge: 4 },
  });
  return createRanker([toPackClips(learned, data.size)]);
}

interface Taught {
  readonly baskets: readonly (readonly number[])[];
  readonly takesPart: Uint8Array;
  readonly random: () => number;
  readonly damping?: number;
  readonly options?: TrainOptions;
}

function learnFrom(
  data: Data,
  { baskets, takesPart, random, damping = 0, options = usual }: Taught,
): Promise<Learned> {
  const isHeld = baskets.map(() => random() < heldShare);
  const sums = (held: boolean) =>
    sumBaskets(
      baskets.filter((_, at) => isHeld[at] === held),
      data.size,
      damping,
    );
  return learn({
    seen: sums(false),
    unseen: sums(true),
    takesPart,
    content: data.features,
    options,
    targets: Uint32Array.from({ length: data.size }, (_, item) => item),
  });
}

function drawBaskets(items: readonly number[], size: number, random: () => number): number[][] {
  const order = items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b);
  const shuffled = order.map(([, item]) => item);
  return Array.from({ length: basketsPerPerson }, (_, at) =>
    shuffled.slice(at * size, (at + 1) * size),
  ).filter((basket) => basket.length > 0);
}

/** Numbers begin at 1. All but the ranking data is alike, so that nothing else ranks. */
function toPackClips({ rows, popularity }: Learned, size: number): PackClip[] {
  return Array.from({ length: size }, (_, item) => {
    const row = rowAt(rows, item);
    return {
      number: item + 1,
      id: String(item).padStart(16, '0'),
      author: 'maker',
      sound: null,
      challenge: null,
      tags: [],
      words: [],
      language: null,
      ageRating: 0,
      publishedAt: 0,
      duration: 1,
      views: 0,
      likes: 0,
      completion: 0,
      popularity: popularity[item] ?? 0,
      neighbours: Array.from(row.items, (other, at) => ({
        number: other + 1,
        weight: row.weights[at] ?? 0,
      })),
    };
  });
}

/** Ranks as a device does that knows nothing but what its owner enjoyed. */
function createRanker(segments: readonly (readonly PackClip[])[]): Ranker {
  const catalogue = buildCatalogue(segments);
  return (history) => {
    const watched = history.map((item) => ({ number: item + 1, strength: 1, hour: 0, traits: [] }));
    return hear(catalogue, watched, 0).map((heard, place) => heard + (catalogue.popularity[place] ?? 0));
  };
}

function evaluate(data: Data, ranker: Ranker): { recall: number; gain: number } {
  let [recall, gain] = [0, 0];
  for (const [person, wanted] of data.test) {
    const history = data.train.get(person) ?? [];
    const scores = ranker(history);
    for (const item of history) scores[item] = -Infinity;
    const found = topOf(scores).map((item) => wanted.includes(item));
    recall += found.filter(Boolean).length / wanted.length;
    const ideal = discounts.slice(0, wanted.length).reduce((sum, value) => sum + value, 0);
    gain += found.reduce((sum, isHit, rank) => sum + (isHit ? (discounts[rank] ?? 0) : 0), 0) / ideal;
  }
  return { recall: recall / data.test.size, gain: gain / data.test.size };
}

const discounts = Array.from({ length: cut }, (_, rank) => 1 / Math.log2(rank + 2));

/** The items with the highest scores; of equal ones the first. */
function topOf(scores: Float64Array): number[] {
  const top: number[] = [];
  let bar = -Infinity;
  for (const [item, score] of scores.entries()) {
    if (score <= bar) continue;
    let rank = top.length;
    while (rank > 0 && (scores[top[rank - 1] ?? 0] ?? 0) < score) rank -= 1;
    top.splice(rank, 0, item);
    top.length = Math.min(top.length, cut);
    if (top.length === cut) bar = scores[top[cut - 1] ?? 0] ?? 0;
  }
  return top;
}

function popularityOf({ train, size }: Data): Float64Array {
  const counts = new Float64Array(size);
  for (const items of train.values()) for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

function readData(folder: string): Data {
  const [train, test] = [readPairs(join(folder, 'train.tsv')), readPairs(join(folder, 'test.tsv'))];
  let last = -1;
  for (const lists of [train, test])
    for (const items of lists.values()) for (const item of items) last = Math.max(last, item);
  return { train, test, size: last + 1, features: readFeatures(folder, last + 1) };
}

/** Each person's items, each once. */
function readPairs(file: string): Map<string, number[]> {
  const lists = new Map<string, Set<number>>();
  for (const [at, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const [person = '', item = ''] = line.split('\t');
    if (!/^\d+\s*$/.test(item)) throw new Error(`${file}, line ${at + 1}: expected user TAB item.`);
    const list = lists.get(person) ?? new Set();
    lists.set(person, list.add(Number(item)));
  }
  return new Map([...lists].map(([person, items]) => [person, [...items]]));
}

/** All feature files side by side, each brought to the same length an item. */
function readFeatures(folder: string, size: number): Data['features'] {
  const files = globSync('*_feat.f32le.bin', { cwd: folder }).sort();
  const width = featureWidth * Math.max(1, files.length);
  const values = new Float32Array(size * width);
  for (const [place, file] of files.entries()) {
    const bytes = readFileSync(join(folder, file));
    for (let item = 0; item < Math.min(size, bytes.length / (4 * featureWidth)); item += 1) {
      const own = Array.from({ length: featureWidth }, (_, d) =>
        bytes.readFloatLE(4 * (item * featureWidth + d)),
      );
      const length = Math.hypot(...own);
      if (length > 0 && Number.isFinite(length)) {
        values.set(
          own.map((value) => value / length),
          item * width + place * featureWidth,
        );
      }
    }
  }
  return { values, width };
}
