import { Hono } from 'hono';
import { AppError } from '../../contract/errors.ts';
import { getEdition } from '../../contract/edition.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mountAccount } from './account.ts';
import { statusOf } from './errors.ts';
import { securityHeaders } from './headers.ts';
import { mount, type HttpEnv } from './mount.ts';
import { refuseForgedRequests } from './origin.ts';
import { mountPeople } from './people.ts';
import { createRateLimits } from './rate-limit.ts';
import { identifySender } from './sessions.ts';

export interface AppOptions {
  readonly operatorToken?: string;
  readonly trustProxy?: boolean;
  /** Milliseconds since 1970, for the rate limits. */
  readonly now?: () => number;
}

/** Builds the whole HTTP side. It holds no state of its own beside caches; `ctx` owns the database. */
export function createApp(ctx: Ctx, options: AppOptions = {}): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(securityHeaders(ctx.edition.origin));
  app.onError((error, http) => {
    const known = error instanceof AppError ? error : null;
    // The address and the agent of the sender are never part of a log line.
    if (known === null) console.error(error);
    const code = known?.code ?? 'internal';
    const message = known?.message ?? 'Something broke on our side. Please try again in a minute.';
    return http.json({ error: { code, message } }, statusOf[code], { 'cache-control': 'no-store' });
  });
  app.get('/health', async (http) => {
    await ctx.db`select 1`;
    return http.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' });
  });
  app.use('/api/*', refuseForgedRequests(ctx));
  app.use(
    '/api/*',
    identifySender(ctx, {
      operatorToken: options.operatorToken ?? null,
      trustProxy: options.trustProxy ?? false,
      takeAllowance: createRateLimits(options.now),
    }),
  );
  mount(app, getEdition, () =>
    Promise.resolve({
      name: ctx.edition.name,
      minimumAge: ctx.edition.minimumAge,
      limits: {
        uploadBytes: 500_000_000,
        minSeconds: 1,
        maxSeconds: 180,
        avatarBytes: 20_000_000,
        passwordLength: 10,
      },
    }),
  );
  mountAccount(app, ctx);
  mountPeople(app, ctx);
  app.all('/api/*', () => {
    throw new AppError('not_found', 'There is no such operation in this API.');
  });
  return app;
}
