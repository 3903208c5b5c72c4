import type { Receipt } from '../../contract/signals.ts';
import { roundAbout } from '../../core/feed/figures.ts';
import { LEAST_AT_ONCE } from '../../core/feed/pool.ts';
import { tagsOf, traitsOf, wordsOf } from '../../ranker/content.ts';
import { encodeSegment, type PackClip } from '../../ranker/pack.ts';
import { addBaskets, noSums, train, type BasketSums, type Learned } from './learning.ts';
import type { World } from './world.ts';

// What a server of Overt does with anonymous messages, in memory: sums of fifty and more, figures, training, packs. A clip's
// number is its place in the world plus one.

/** Hours since 1970 at which the edition opened. */
export const opening = 490_000;
const segmentSize = 500;
/** Watchers of half of it that every clip is thought to have had. */
const priorViews = 8;
const leastReceipts = 5;
/** Of five batches one is kept for bringing weights to scale. */
const foldSize = 5;

export interface Server {
  readonly world: World;
  readonly sums: BasketSums;
  readonly unseen: BasketSums;
  readonly shown: Float64Array;
  /** Sum of the shares watched, by clip. */
  readonly watched: Float64Array;
  /** How many receipts spoke of a clip; fewer than `leastReceipts` tell nothing. */
  readonly receipts: Float64Array;
  readonly likes: Float64Array;
  held: number[][];
  batches: number;
  learned: Learned;
}

export function startServer(world: World): Server {
  const size = world.clips.length;
  const column = () => new Float64Array(size);
  const figures = { shown: column(), watched: column(), receipts: column(), likes: column() };
  return {
    world,
    sums: noSums(size),
    unseen: noSums(size),
    held: [],
    batches: 0,
    learned: { neighbours: [], popularity: column() },
    ...figures,
  };
}

export function takeBasket(server: Server, numbers: readonly number[]): void {
  server.held.push(numbers.map((number) => number - 1));
  if (server.held.length < LEAST_AT_ONCE) return;
  addBaskets(server.batches % foldSize === 0 ? server.unseen : server.sums, server.held);
  server.held = [];
  server.batches += 1;
}

export function takeReceipt({ shown, watched, receipts }: Server, receipt: Receipt): void {
  for (const { clip, watched: quarters } of receipt.shown) {
    receipts[clip - 1] = (receipts[clip - 1] ?? 0) + 1;
    shown[clip - 1] = (shown[clip - 1] ?? 0) + 2 ** receipt.step;
    watched[clip - 1] = (watched[clip - 1] ?? 0) + (2 ** receipt.step * quarters) / 4;
  }
}

/** A night's training on the clips that are out. */
export async function teach(server: Server, published: number, seed: number): Promise<void> {
  const traits = Array.from({ length: published }, (_, clip) => traitsOf(toPackClip(server, clip)));
  server.learned = await train(server.sums, server.unseen, traits, seed);
}

/** The bytes that everybody fetches: all clips that are out. */
export function publish(server: Server, published: number): Uint8Array[] {
  const clips = Array.from({ length: published }, (_, clip) => toPackClip(server, clip));
  const starts = Array.from({ length: Math.ceil(published / segmentSize) }, (_, at) => at * segmentSize);
  return starts.map((start) => encodeSegment(clips.slice(start, start + segmentSize)));
}

function toPackClip(server: Server, clip: number): PackClip {
  const made = server.world.clips[clip];
  const isTold = (server.receipts[clip] ?? 0) >= leastReceipts;
  const [shown, watched] = isTold ? [server.shown[clip] ?? 0, server.watched[clip] ?? 0] : [0, 0];
  if (made === undefined) throw new Error(`There is no clip ${clip}.`);
  return {
    number: clip + 1,
    id: `clip-${clip}`.padEnd(16, '-'),
    author: `maker_${made.maker}`,
    sound: null,
    challenge: null,
    tags: tagsOf(made.caption),
    words: wordsOf(made.caption),
    language: null,
    ageRating: 0,
    publishedAt: Math.floor(opening + 24 * made.publishedAt),
    duration: made.duration,
    views: roundAbout(shown),
    likes: server.likes[clip] ?? 0,
    completion: (watched + priorViews / 2) / (shown + priorViews),
    popularity: server.learned.popularity[clip] ?? 0,
    neighbours: server.learned.neighbours[clip] ?? [],
  };
}
