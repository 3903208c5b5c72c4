import type { Hono } from 'hono';
import { AppError } from '../../contract/errors.ts';
import * as contract from '../../contract/people.ts';
import { setRole } from '../../core/people/accounts.ts';
import { ensureAccount } from '../../core/people/profiles.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

/** For the `overt` command, which bears the token from the data folder. */
export function mountOperator(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.ensureAccount, async ({ isOperator, params, body }) => {
    if (!isOperator) throw needsToken();
    return ensureAccount(ctx, params.handle, body.name);
  });

  mount(app, contract.setRole, async ({ isOperator, params, body }) => {
    if (!isOperator) throw needsToken();
    await setRole(ctx.db, params.handle, body.role);
  });
}

function needsToken(): AppError {
  return new AppError('not_signed_in', 'This takes the operator’s token from the data folder.');
}
