import type { Hono } from 'hono';
import * as contract from '../../contract/people.ts';
import { listFollowRequests } from '../../core/people/follow-lists.ts';
import { acceptFollowRequest, declineFollowRequest, listMarks } from '../../core/people/follows.ts';
import { getMe, updateMe } from '../../core/people/profiles.ts';
import { renewRecoveryCodes } from '../../core/people/recovery-codes.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

/** The account of the person who is signed in. */
export function mountMe(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.getMe, async ({ person }) => getMe(ctx, await person()));

  mount(app, contract.updateMe, async ({ person, body, limit }) => {
    const owner = await person();
    await limit('edit_account');
    return updateMe(ctx, owner, body);
  });

  mount(app, contract.getMarks, async ({ person }) => listMarks(ctx.db, await person()));

  mount(app, contract.renewRecoveryCodes, async ({ person, limit }) => {
    const { id } = await person();
    await limit('edit_account');
    return { recoveryCodes: await ctx.db.begin((tx) => renewRecoveryCodes(tx, id)) };
  });

  mount(app, contract.listFollowRequests, async ({ person, query }) =>
    listFollowRequests(ctx, await person(), query.cursor),
  );
  mount(app, contract.acceptFollowRequest, async ({ person, params }) =>
    acceptFollowRequest(ctx, await person(), params.handle),
  );
  mount(app, contract.declineFollowRequest, async ({ person, params }) =>
    declineFollowRequest(ctx, await person(), params.handle),
  );
}
