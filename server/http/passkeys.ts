import type { Hono } from 'hono';
import * as contract from '../../contract/people.ts';
import * as passkeys from '../../core/people/passkeys.ts';
import { getMe } from '../../core/people/profiles.ts';
import { refuseTooYoung } from '../../core/people/sign-up.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';
import { ownOrigin } from './origin.ts';
import { setSessionCookie } from './sessions.ts';

export function mountPasskeys(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.beginSignUpWithPasskey, async ({ body, http, limit }) => {
    refuseTooYoung(ctx.edition.minimumAge, body.ageBand);
    await limit('sign_up');
    return passkeys.beginSignUpWithPasskey(ctx, ownOrigin(ctx, http), body.handle);
  });

  mount(app, contract.signUpWithPasskey, async ({ body, http, limit }) => {
    const ageBand = refuseTooYoung(ctx.edition.minimumAge, body.ageBand);
    await limit('sign_up');
    const input = { ...body, ageBand };
    const { person, token, recoveryCodes } = await passkeys.signUpWithPasskey(
      ctx,
      ownOrigin(ctx, http),
      input,
    );
    setSessionCookie(http, token);
    return { me: await getMe(ctx, person), recoveryCodes };
  });

  mount(app, contract.beginSignInWithPasskey, async ({ http, limit }) => {
    await limit('sign_in');
    return passkeys.beginSignInWithPasskey(ctx, ownOrigin(ctx, http));
  });

  mount(app, contract.signInWithPasskey, async ({ body, http, limit }) => {
    await limit('sign_in');
    const { person, token } = await passkeys.signInWithPasskey(ctx, ownOrigin(ctx, http), body);
    setSessionCookie(http, token);
    return getMe(ctx, person);
  });

  mount(app, contract.beginAddPasskey, async ({ http, person, limit }) => {
    await limit('edit_account');
    return passkeys.beginAddPasskey(ctx, ownOrigin(ctx, http), await person());
  });

  mount(app, contract.addPasskey, async ({ body, http, person }) => {
    await passkeys.addPasskey(ctx, ownOrigin(ctx, http), await person(), body);
    return getMe(ctx, await person());
  });

  mount(app, contract.removePasskey, async ({ params, person }) => {
    await passkeys.removePasskey(ctx, await person(), params.id);
    return getMe(ctx, await person());
  });
}
