import type { Hono } from 'hono';
import { getEdition } from '../../contract/edition.ts';
import { describeApi } from '../../contract/openapi.ts';
import { avatarLimit } from '../../contract/people.ts';
import { SHORTEST_PASSWORD } from '../../core/people/passwords.ts';
import type { Ctx } from '../../core/store/context.ts';
import { clipLimits } from '../../media/limits.ts';
import { mount, type HttpEnv } from './mount.ts';

/** What a client must know before anybody signs in, and the API's own description. */
export function mountEdition(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, getEdition, () =>
    Promise.resolve({
      name: ctx.edition.name,
      minimumAge: ctx.edition.minimumAge,
      limits: {
        uploadBytes: clipLimits.maxBytes,
        // What is forgiven beyond these is not promised.
        minSeconds: Math.ceil(clipLimits.minSeconds),
        maxSeconds: Math.floor(clipLimits.maxSeconds),
        avatarBytes: avatarLimit,
        passwordLength: SHORTEST_PASSWORD,
      },
    }),
  );
  app.get('/api/openapi.json', (http) => {
    http.header('cache-control', 'no-cache');
    return http.json(describeApi(ctx.edition.name));
  });
}
