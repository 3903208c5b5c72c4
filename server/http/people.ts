import type { Hono } from 'hono';
import * as contract from '../../contract/people.ts';
import * as lists from '../../core/people/follow-lists.ts';
import * as follows from '../../core/people/follows.ts';
import { getProfile } from '../../core/people/profiles.ts';
import { restoreAccount, suspendAccount } from '../../core/people/suspensions.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

/** Other people: their profiles, and what is between them and the person who is signed in. */
export function mountPeople(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.getProfile, async ({ viewer, params }) =>
    getProfile(ctx, await viewer(), params.handle),
  );
  mount(app, contract.listFollowers, async ({ viewer, params, query }) =>
    lists.listFollowers(ctx, await viewer(), params.handle, query.cursor),
  );
  mount(app, contract.listFollowing, async ({ viewer, params, query }) =>
    lists.listFollowing(ctx, await viewer(), params.handle, query.cursor),
  );

  mount(app, contract.follow, async ({ person, params, limit }) => {
    const follower = await person();
    await limit('follow');
    return { state: await follows.follow(ctx, follower, params.handle) };
  });
  mount(app, contract.unfollow, async ({ person, params }) =>
    follows.unfollow(ctx, await person(), params.handle),
  );
  mount(app, contract.block, async ({ person, params, limit }) => {
    const blocker = await person();
    await limit('follow');
    await follows.block(ctx, blocker, params.handle);
  });
  mount(app, contract.unblock, async ({ person, params }) =>
    follows.unblock(ctx, await person(), params.handle),
  );

  mount(app, contract.suspendAccount, async ({ person, params }) =>
    suspendAccount(ctx, await person(), params.handle),
  );
  mount(app, contract.restoreAccount, async ({ person, params }) =>
    restoreAccount(ctx, await person(), params.handle),
  );
}
