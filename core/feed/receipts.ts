import { watchedQuarters, type Receipt } from '../../contract/signals.ts';
import type { Ctx } from '../store/context.ts';
import { knownNumbers } from './numbers.ts';
import { createPool } from './pool.ts';

interface Figures {
  /** How many receipts reported the clip; everything else is about how many were shown. */
  receipts: number;
  shown: number;
  /** How many were watched for 0, 1 … 4 quarters. */
  readonly quarters: number[];
  skipped: number;
  again: number;
}

/** Takes receipts; what is kept of them is the figures of each clip. */
export function createReceipts(ctx: Ctx): (receipt: Receipt) => Promise<void> {
  return createPool((receipts) => addReceipts(ctx, receipts));
}

/** Sums only, in the order of the numbers: nothing tells which clips one receipt reported. */
async function addReceipts(ctx: Ctx, receipts: readonly Receipt[]): Promise<void> {
  await ctx.db.begin(async (tx) => {
    const sums = sumFigures(receipts);
    const known = await knownNumbers(tx, [...sums.keys()]);
    const rows = [...sums].filter(([number]) => known.has(number)).sort(([a], [b]) => a - b);
    const column = (read: (figures: Figures) => number) => rows.map(([, figures]) => read(figures));
    const quarter = (i: number) => column((figures) => figures.quarters[i] ?? 0);
    await tx`
      insert into clip_figures as f (number, receipts, shown, skipped, again, quarters)
      select number, receipts, shown, skipped, again, array[q0, q1, q2, q3, q4]
      from unnest(${rows.map(([number]) => number)}::integer[], ${column((each) => each.receipts)}::integer[],
        ${column((each) => each.shown)}::real[], ${column((each) => each.skipped)}::real[],
        ${column((each) => each.again)}::real[], ${quarter(0)}::real[], ${quarter(1)}::real[], ${quarter(2)}::real[],
        ${quarter(3)}::real[], ${quarter(4)}::real[])
        as t (number, receipts, shown, skipped, again, q0, q1, q2, q3, q4)
      on conflict (number) do update set receipts = f.receipts + excluded.receipts,
        shown = f.shown + excluded.shown, skipped = f.skipped + excluded.skipped, again = f.again + excluded.again,
        quarters = array(select x + y from unnest(f.quarters, excluded.quarters) with ordinality as q (x, y, i)
          order by i)`;
  });
}

/** Each clip that a receipt reports stands for 2^step that were shown. */
function sumFigures(receipts: readonly Receipt[]): Map<number, Figures> {
  const sums = new Map<number, Figures>();
  for (const { step, shown } of receipts) {
    const weight = 2 ** step;
    for (const { clip, watched, again, skipped } of shown) {
      const sum = sums.get(clip) ?? noFigures();
      sum.receipts += 1;
      sum.shown += weight;
      sum.quarters[watched] = (sum.quarters[watched] ?? 0) + weight;
      if (skipped) sum.skipped += weight;
      if (again) sum.again += weight;
      sums.set(clip, sum);
    }
  }
  return sums;
}

function noFigures(): Figures {
  return {
    receipts: 0,
    shown: 0,
    quarters: Array<number>(watchedQuarters + 1).fill(0),
    skipped: 0,
    again: 0,
  };
}
