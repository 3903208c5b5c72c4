import type { Ctx } from './context.ts';

/**
 * Calls `onChange` whenever a transaction commits that changes what everybody sees (a clip came or went, a maker was
 * renamed, suspended or closed their account: triggers in the schema say so), and whenever the connection had to be made
 * anew, because something may have been missed meanwhile. Ends with the pool.
 */
export async function listenForChanges(ctx: Pick<Ctx, 'db'>, onChange: () => void): Promise<void> {
  await ctx.db.listen('overt_public_changed', onChange, onChange);
}
