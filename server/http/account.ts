import type { Hono } from 'hono';
import * as contract from '../../contract/people.ts';
import { getMe } from '../../core/people/profiles.ts';
import { endSession, endSessionsOf } from '../../core/people/sessions.ts';
import { changePassword, signInWithPassword, signInWithRecoveryCode } from '../../core/people/sign-in.ts';
import { refuseTooYoung, signUpWithPassword } from '../../core/people/sign-up.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from './sessions.ts';

/** Ways in and out with a password or a recovery code; passkeys are in passkeys.ts. */
export function mountAccount(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.signUpWithPassword, async ({ body, http, limit }) => {
    const ageBand = refuseTooYoung(ctx.edition.minimumAge, body.ageBand);
    await limit('sign_up');
    const { person, token, recoveryCodes } = await signUpWithPassword(ctx, { ...body, ageBand });
    setSessionCookie(http, token);
    return { me: await getMe(ctx, person), recoveryCodes };
  });

  mount(app, contract.signInWithPassword, async ({ body, http, limit }) => {
    await limit('sign_in');
    await limit('sign_in_as', body.handle);
    const { person, token } = await signInWithPassword(ctx, body);
    setSessionCookie(http, token);
    return getMe(ctx, person);
  });

  mount(app, contract.signInWithRecoveryCode, async ({ body, http, limit }) => {
    await limit('sign_in');
    const { person, token } = await signInWithRecoveryCode(ctx, body);
    setSessionCookie(http, token);
    return getMe(ctx, person);
  });

  mount(app, contract.changePassword, async ({ body, http, person, limit }) => {
    const owner = await person();
    await limit('sign_in_as');
    const { token } = await changePassword(ctx, owner, body);
    setSessionCookie(http, token);
  });

  mount(app, contract.signOut, async ({ http }) => {
    const token = sessionToken(http);
    if (token !== null) await endSession(ctx.db, token);
    clearSessionCookie(http);
  });

  mount(app, contract.signOutEverywhere, async ({ http, person }) => {
    await endSessionsOf(ctx.db, (await person()).id);
    clearSessionCookie(http);
  });
}
