import { basketSize, largestStep, receiptSize, watchedQuarters } from '../../contract/signals.ts';
import { allotment } from '../../core/feed/tokens.ts';
import { buildCatalogue } from '../../ranker/catalogue.ts';
import { decodeSegment } from '../../ranker/pack.ts';
import type { Popularity } from './baselines.ts';
import { nextClips, type Edition } from './overt.ts';
import { swipes } from './run.ts';
import { opening, publish, takeBasket, takeReceipt, teach, type Server } from './server.ts';
import { days, type World } from './world.ts';

// Somebody sells reach for a clip that nobody likes: accounts made for it, a week of all they can say, every message as
// false as the rules allow. What it comes to is the share of all people who get the clip in their next twenty.

const DAY = 86_400_000;
const week = 7;
/** Plays in a day that one account can feign where plays are simply counted: a clip of 20 s, day and night, is 4,320. */
const plays = 500;

type Next = (person: number) => readonly number[];

export interface Sale {
  readonly accounts: number;
  readonly tokens: number;
  /** Shares of all people, 0 to 1. */
  readonly reachHere: number;
  readonly reachCounting: number;
}

/** The poorest of the clips of the last week before the end. */
export function chooseTarget({ clips }: World): number {
  const late = [...clips.keys()].filter((clip) => (clips[clip]?.publishedAt ?? 0) > days - week);
  return late.reduce((worst, clip) =>
    (clips[clip]?.quality ?? 0) < (clips[worst]?.quality ?? 0) ? clip : worst,
  );
}

export async function sell(
  world: World,
  edition: Edition,
  counting: Popularity,
  accounts: number,
): Promise<Sale> {
  const target = chooseTarget(world);
  const server = { ...structuredClone({ ...edition.server, world: null }), world };
  const tokens =
    accounts * Array.from({ length: week }, (_, day) => allotment(0, day * DAY)).reduce((a, b) => a + b);
  spend(server, target, tokens);
  server.likes[target] = (server.likes[target] ?? 0) + accounts;
  return {
    accounts,
    tokens,
    reachHere: reachOf(world, target, await deviceReach(server, edition)),
    reachCounting: reachOf(world, target, await countingReach(counting, target, accounts)),
  };
}

/**
 * Half of the tokens tie the clip to those that most people enjoyed, three at a time; half report it as watched whole, each
 * for as many views as a receipt may stand for.
 */
function spend(server: Server, target: number, tokens: number): void {
  const loved = [...server.sums.diagonal.keys()]
    .filter((clip) => clip !== target)
    .sort((a, b) => (server.sums.diagonal[b] ?? 0) - (server.sums.diagonal[a] ?? 0))
    .slice(0, 300);
  const some = (at: number, count: number) =>
    Array.from({ length: count }, (_, each) => 1 + (loved[(at * count + each) % loved.length] ?? 0));
  for (let at = 0; at < tokens; at += 1) {
    if (at % 2 === 0) takeBasket(server, [target + 1, ...some(at / 2, basketSize - 1)]);
    else {
      const others = some(at, receiptSize - 1).map((clip) => ({
        clip,
        watched: 0,
        again: false,
        skipped: true,
      }));
      const own = { clip: target + 1, watched: watchedQuarters, again: true, skipped: false };
      takeReceipt(server, { step: largestStep, shown: [own, ...others] });
    }
  }
}

async function deviceReach(server: Server, { devices }: Edition): Promise<Next> {
  await teach(server, server.world.clips.length, days);
  const catalogue = buildCatalogue(publish(server, server.world.clips.length).map(decodeSegment));
  const now = { hour: opening + 24 * days, age: 18, withheld: new Set<string>(), blocked: new Set<string>() };
  return (person) => {
    const device = devices[person];
    return device === undefined ? [] : nextClips(catalogue, device.profile, now, swipes);
  };
}

async function countingReach(counting: Popularity, target: number, accounts: number): Promise<Next> {
  const last = counting.counts[days - 1];
  const honest = last?.[target] ?? 0;
  if (last !== undefined) last[target] = honest + accounts * plays * week;
  await counting.open(days, last?.length ?? 0);
  if (last !== undefined) last[target] = honest;
  return (person) => counting.next(person, swipes);
}

/** Whoever has been shown it before the sale is not reached by it. */
function reachOf({ people }: World, target: number, next: Next): number {
  let reached = 0;
  for (let person = 0; person < people; person += 1) if (next(person).includes(target)) reached += 1;
  return reached / people;
}
