import type { Hono } from 'hono';
import * as contract from '../../contract/people.ts';
import { getMe, getProfile, updateMe } from '../../core/people/profiles.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

export function mountPeople(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.getMe, async ({ person }) => getMe(ctx, await person()));

  mount(app, contract.updateMe, async ({ person, body, limit }) => {
    await limit('edit_account');
    return updateMe(ctx, await person(), body);
  });

  mount(app, contract.getProfile, async ({ viewer, params }) =>
    getProfile(ctx, await viewer(), params.handle),
  );
}
