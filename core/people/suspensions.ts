import { AppError } from '../../contract/errors.ts';
import type { Ctx } from '../store/context.ts';
import { accountThing, noSuchAccount } from './accounts.ts';
import { may, type Person } from './may.ts';
import { endSessionsOf } from './sessions.ts';

/** Ends the account's sessions and takes it and its clips from the eyes of everybody but moderators. */
export async function suspendAccount(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await setSuspended(ctx, person, handle, true);
}

export async function restoreAccount(ctx: Ctx, person: Person, handle: string): Promise<void> {
  await setSuspended(ctx, person, handle, false);
}

async function setSuspended(ctx: Ctx, person: Person, handle: string, suspended: boolean): Promise<void> {
  await ctx.db.begin(async (tx) => {
    const { account, thing } = await accountThing(tx, person, handle);
    if (!may(person, 'see_account', thing)) throw noSuchAccount();
    if (!may(person, 'suspend_account', thing)) {
      throw new AppError('not_allowed', 'Suspending an account takes a moderator of a higher rank.');
    }
    await tx`update accounts set suspended_at = case when ${suspended} then coalesce(suspended_at, now()) end
      where id = ${account.id}`;
    if (suspended) await endSessionsOf(tx, account.id);
  });
}
