import type { Context, Hono } from 'hono';
import { AppError } from '../../contract/errors.ts';
import { avatarPath } from '../../contract/people.ts';
import { removeAvatar, setAvatar } from '../../core/people/avatars.ts';
import { getMe } from '../../core/people/profiles.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { HttpEnv } from './mount.ts';

/** The body is the picture, so these two do not fit the table of JSON endpoints. */
export function mountAvatar(app: Hono<HttpEnv>, ctx: Ctx): void {
  app.put(avatarPath, async (http) => {
    const { person, limit } = http.get('sender');
    const owner = await person();
    await limit('avatar');
    const { body } = http.req.raw;
    if (body === null) throw new AppError('image_unreadable', 'Send the picture as the body of the request.');
    await setAvatar(ctx, owner, body);
    return answer(http, await getMe(ctx, owner));
  });

  app.delete(avatarPath, async (http) => {
    const owner = await http.get('sender').person();
    await removeAvatar(ctx, owner);
    return answer(http, await getMe(ctx, owner));
  });
}

function answer(http: Context, me: object): Response {
  return http.json(me, 200, { 'cache-control': 'private, no-store' });
}
