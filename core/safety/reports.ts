import type * as z from 'zod/mini';
import type { reportReasons, reportTarget } from '../../contract/safety.ts';
import { checkClip } from '../clips/clips.ts';
import { checkComment } from '../clips/comments.ts';
import { accountThing, noSuchAccount } from '../people/accounts.ts';
import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import { randomId, type Sql } from '../store/db.ts';

type Target = z.infer<typeof reportTarget>;

interface Report {
  readonly target: Target;
  readonly reason: (typeof reportReasons)[number];
  readonly details?: string | undefined;
}

/** Keeps a report about something that the reporter can see; a visitor's has no reporter. */
export async function report(ctx: Ctx, reporter: Person | null, input: Report): Promise<string> {
  const targetId = await findTarget(ctx.db, reporter, input.target);
  const id = randomId();
  await ctx.db`insert into reports (id, reporter_id, target_kind, target_id, reason, details)
    values (${id}, ${reporter?.id ?? null}, ${input.target.kind}, ${targetId}, ${input.reason},
      ${input.details ?? null})`;
  return id;
}

/** Accounts are kept by their number: a handle may change hands one day. */
async function findTarget(sql: Sql, reporter: Person | null, target: Target): Promise<string> {
  switch (target.kind) {
    case 'clip':
      await checkClip(sql, reporter, 'see_clip', target.id);
      return target.id;
    case 'comment':
      await checkComment(sql, reporter, target.id);
      return target.id;
    case 'account': {
      const { account, thing } = await accountThing(sql, reporter, target.handle);
      if (!may(reporter, 'see_account', thing)) throw noSuchAccount();
      return String(account.id);
    }
  }
}
