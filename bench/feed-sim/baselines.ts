import type { Ranking } from './run.ts';
import { days, type World } from './world.ts';

// What the feed is held against. None of them shows anybody a clip twice.

/** The newest first. */
export function newest(world: World): Ranking {
  return inOneOrder(world, (published) => Array.from({ length: published }, (_, at) => published - 1 - at));
}

export interface Popularity extends Ranking {
  /** How often each clip was enjoyed on each day. */
  readonly counts: readonly Uint32Array[];
}

/** What was enjoyed most often in the last seven days, as a server knows it that counts everything. */
export function popularity(world: World): Popularity {
  const counts = Array.from({ length: days + 1 }, () => new Uint32Array(world.clips.length));
  const ranking = inOneOrder(world, (published, day) => {
    const sums = new Uint32Array(world.clips.length);
    for (const count of counts.slice(Math.max(0, day - 7), day)) {
      for (let clip = 0; clip < published; clip += 1) sums[clip] = (sums[clip] ?? 0) + (count[clip] ?? 0);
    }
    const order = Array.from({ length: published }, (_, at) => published - 1 - at);
    return order.sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0));
  });
  return {
    ...ranking,
    counts,
    note: (seen, day) => {
      ranking.note(seen, day);
      const today = counts[day];
      if (seen.enjoyed && today !== undefined) today[seen.clip] = (today[seen.clip] ?? 0) + 1;
    },
  };
}

/** Knows how likely everybody is to enjoy every clip: nothing can do better on the day. */
export function oracle({ clips, liking }: World): Ranking {
  const left = liking.slice();
  let published = 0;
  return {
    open: (_, count) => void (published = count),
    next: (person, count) => highest(left.subarray(person * clips.length).subarray(0, published), count),
    note: ({ person, clip }) => (left[person * clips.length + clip] = -1),
    close: () => undefined,
  };
}

/** The places of the `count` highest values, the highest first. */
function highest(values: Float32Array, count: number): number[] {
  const places: number[] = [];
  let bar = -Infinity;
  for (const [place, value] of values.entries()) {
    if (value <= bar) continue;
    const at = places.findIndex((other) => (values[other] ?? 0) < value);
    places.splice(at < 0 ? places.length : at, 0, place);
    if (places.length > count) places.pop();
    if (places.length === count) bar = values[places.at(-1) ?? 0] ?? bar;
  }
  return places;
}

function inOneOrder(world: World, orderOn: (published: number, day: number) => number[]): Ranking {
  const { people, clips } = world;
  const seen = new Uint8Array(people * clips.length);
  let order: number[] = [];
  return {
    open: (day, published) => void (order = orderOn(published, day)),
    next: (person, count) => {
      const chosen: number[] = [];
      for (const clip of order) {
        if (chosen.length === count) break;
        if (seen[person * clips.length + clip] === 0) chosen.push(clip);
      }
      return chosen;
    },
    note: ({ person, clip }) => (seen[person * clips.length + clip] = 1),
    close: () => undefined,
  };
}
