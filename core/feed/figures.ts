import { checkClip } from '../clips/clips.ts';
import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';

interface ClipFigures {
  readonly views: number;
  readonly watched: { readonly reached: number[]; readonly skipped: number; readonly again: number } | null;
}

/** About how often a clip was seen; for its maker, also how far. All of it is estimated from receipts. */
export async function figuresOf(ctx: Ctx, viewer: Person | null, id: string): Promise<ClipFigures> {
  const clip = await checkClip(ctx.db, viewer, 'see_clip', id);
  const [row] = await ctx.db<{ shown: number; quarters: number[]; skipped: number; again: number }[]>`
    select shown, quarters, skipped, again from public_figures join feed_numbers using (number) where clip_id = ${id}`;
  if (row === undefined) return { views: 0, watched: null };
  const views = roundAbout(row.shown);
  if (!may(viewer, 'see_figures_of_clip', clip)) return { views, watched: null };
  const share = (count: number) => Math.round((16 * count) / row.shown) / 16;
  const reached = row.quarters
    .slice(1)
    .map((_, quarter) => share(row.quarters.slice(quarter + 1).reduce((sum, count) => sum + count, 0)));
  return { views, watched: { reached, skipped: share(row.skipped), again: share(row.again) } };
}

/** The nearest power of √2, as a whole number: a count that moves by steps tells little of one receipt. */
export function roundAbout(count: number): number {
  return count < 1 ? 0 : Math.round(2 ** (Math.round(2 * Math.log2(count)) / 2));
}
