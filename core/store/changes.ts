import type { Ctx } from './context.ts';
import type { Tx } from './db.ts';

const CHANNEL = 'overt_public_changed';

/**
 * Says, when the transaction commits, that what everybody sees has changed: a clip came or went, a maker was renamed,
 * suspended or closed their account. Every process drops what it keeps in memory of the public feed and its media.
 */
export async function announceChange(tx: Tx): Promise<void> {
  await tx`select pg_notify(${CHANNEL}, '')`;
}

/**
 * Calls `onChange` for every announcement, and whenever the connection had to be made anew, because announcements may
 * have been missed meanwhile. Ends with the pool.
 */
export async function listenForChanges(ctx: Pick<Ctx, 'db'>, onChange: () => void): Promise<void> {
  await ctx.db.listen(CHANNEL, onChange, onChange);
}
