import { days, type World } from './world.ts';

// Sixty days of an edition under one ranking, and what came of them.

/** Clips that one person swipes through on a day. */
export const swipes = 20;
/** They are ranked so many at a time; in between the device learns. */
const atOnce = 20;

/** What somebody did with a clip. */
export interface Seen {
  readonly person: number;
  readonly clip: number;
  readonly enjoyed: boolean;
  /** Seconds. */
  readonly watched: number;
  readonly liked: boolean;
}

/** Clips are known by their place in the world; of those below `published` any may be shown. */
export interface Ranking {
  readonly open: (day: number, published: number) => Promise<void> | void;
  readonly next: (person: number, count: number) => readonly number[];
  readonly note: (seen: Seen, day: number) => void;
  readonly close: (day: number) => void;
}

export interface Outcome {
  /** By day: how many of the clips shown their watcher was to enjoy, in the mean. */
  readonly pleasure: readonly number[];
  /** By maker: how often one of theirs was shown. */
  readonly shownOf: Float64Array;
  /** By clip: the day on which it had found its people, or Infinity. */
  readonly foundOn: Float64Array;
}

export async function run(world: World, ranking: Ranking): Promise<Outcome> {
  const { clips, liking, people } = world;
  const pleasure: number[] = [];
  const shownOf = new Float64Array(world.makers);
  const crowds = crowdsOf(world);
  const foundOn = new Float64Array(clips.length).fill(Infinity);
  for (let day = 0; day < days; day += 1) {
    const published = clips.findIndex(({ publishedAt }) => publishedAt >= day);
    await ranking.open(day, published);
    let [sum, count] = [0, 0];
    for (let person = 0; person < people; person += 1) {
      if (!world.isActive(person, day)) continue;
      for (let rest = swipes; rest > 0; rest -= atOnce) {
        for (const clip of ranking.next(person, atOnce)) {
          sum += liking[person * clips.length + clip] ?? 0;
          count += 1;
          shownOf[clips[clip]?.maker ?? 0] = (shownOf[clips[clip]?.maker ?? 0] ?? 0) + 1;
          if (crowds.reaches(clip, person)) foundOn[clip] = Math.min(foundOn[clip] ?? Infinity, day);
          ranking.note(watch(world, person, clip), day);
        }
      }
    }
    ranking.close(day);
    pleasure.push(sum / Math.max(1, count));
  }
  return { pleasure, shownOf, foundOn };
}

/** Whoever enjoys a clip stays to its end or longer, and of seven such one likes it; whoever does not is gone soon. */
function watch(world: World, person: number, clip: number): Seen {
  const { clips, liking, fortune } = world;
  const duration = clips[clip]?.duration ?? 1;
  const luck = fortune(person, clip);
  const chance = liking[person * clips.length + clip] ?? 0;
  const enjoyed = luck < chance;
  // What is left of the luck is as good as another number.
  const rest = enjoyed ? luck / chance : (luck - chance) / (1 - chance);
  const share = enjoyed ? 0.8 + 0.8 * rest : 0.55 * rest ** 1.5;
  return { person, clip, enjoyed, watched: share * duration, liked: enjoyed && (rest * 7) % 1 < 1 / 7 };
}

/**
 * A clip's people are the two in a hundred (three at least) who are likeliest to enjoy it. It has found them when half of
 * them have been shown it.
 */
function crowdsOf({ people, clips, liking }: World): { reaches: (clip: number, person: number) => boolean } {
  const size = Math.max(3, Math.round(people / 50));
  const keenest = new Map<number, Set<number>>();
  const all = Array.from({ length: people }, (_, person) => person);
  const of = (person: number, clip: number) => liking[person * clips.length + clip] ?? 0;
  for (const [clip, { first }] of clips.entries()) {
    if (first) keenest.set(clip, new Set(all.toSorted((a, b) => of(b, clip) - of(a, clip)).slice(0, size)));
  }
  return {
    reaches: (clip, person) => {
      const left = keenest.get(clip);
      return left?.delete(person) === true && left.size === Math.floor(size / 2);
    },
  };
}
