import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { knownNumbers } from './numbers.ts';
import { createPool } from './pool.ts';

/** The numbers of a few clips that one device enjoyed. */
export type Basket = readonly number[];

interface PairSum {
  readonly a: number;
  readonly b: number;
  weight: number;
}

/** One basket in so many is held apart, by whole batches, for training to be judged by. */
const oneHeldIn = 5;

/** Takes baskets; what is kept of them is how often each clip and each pair of clips was in one. */
export function createBaskets(ctx: Ctx): (basket: Basket) => Promise<void> {
  return createPool((baskets) => addBaskets(ctx, baskets));
}

/** Every statement has sums only, in the order of the numbers: it does not tell which of them came together. */
async function addBaskets(ctx: Ctx, baskets: readonly Basket[]): Promise<void> {
  await ctx.db.begin(async (tx) => {
    const held = await isDueToBeHeld(tx);
    const known = await knownNumbers(tx, baskets.flat());
    const ours = baskets.map((basket) => basket.filter((number) => known.has(number)));
    const clips = sumClips(ours);
    const pairs = sumPairs(ours);
    await tx`insert into basket_counts as c (held, baskets) values (${held}, ${ours.length})
      on conflict (held) do update set baskets = c.baskets + excluded.baskets`;
    await tx`
      insert into basket_sums as s (held, number, tokens)
      select ${held}, * from unnest(${clips.map(([number]) => number)}::integer[], ${clips.map(([, tokens]) => tokens)}::integer[])
      on conflict (number, held) do update set tokens = s.tokens + excluded.tokens`;
    await tx`
      insert into pair_sums as s (held, a, b, weight)
      select ${held}, * from unnest(${pairs.map(({ a }) => a)}::integer[], ${pairs.map(({ b }) => b)}::integer[],
        ${pairs.map(({ weight }) => weight)}::real[])
      on conflict (a, b, held) do update set weight = s.weight + excluded.weight`;
  });
}

/** The second batch ever is held, so that the first training has something to be judged by. */
async function isDueToBeHeld(tx: Tx): Promise<boolean> {
  const [row] =
    await tx`select coalesce(sum(baskets) filter (where held), 0) * ${oneHeldIn} < coalesce(sum(baskets), 0)
    as due from basket_counts`;
  return row?.['due'] === true;
}

function sumClips(baskets: readonly Basket[]): [number: number, tokens: number][] {
  const sums = new Map<number, number>();
  for (const number of baskets.flat()) sums.set(number, (sums.get(number) ?? 0) + 1);
  return [...sums].sort(([a], [b]) => a - b);
}

function sumPairs(baskets: readonly Basket[]): PairSum[] {
  const sums = new Map<string, PairSum>();
  for (const { a, b, weight } of baskets.flatMap(pairsOf)) {
    const key = `${a} ${b}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { a, b, weight });
    else sum.weight += weight;
  }
  return [...sums.values()].sort((one, other) => one.a - other.a || one.b - other.b);
}

function pairsOf(basket: Basket): PairSum[] {
  const sorted = [...basket].sort((a, b) => a - b);
  return sorted.flatMap((a, i) => sorted.slice(i + 1).map((b) => ({ a, b, weight: 1 })));
}
