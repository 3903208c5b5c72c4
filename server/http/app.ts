import { Hono } from 'hono';
import { AppError } from '../../contract/errors.ts';
import type { Ctx } from '../../core/store/context.ts';
import { logFault } from '../faults.ts';
import { mountAccount } from './account.ts';
import { mountAvatar } from './avatar.ts';
import { mountClips } from './clips.ts';
import { mountComments } from './comments.ts';
import { mountEdition } from './edition.ts';
import { statusOf } from './errors.ts';
import { mountFeed } from './feed.ts';
import { headersFor, securityHeaders } from './headers.ts';
import { mountPublicMedia, mountSignedMedia } from './media.ts';
import { createPublicMemory } from './memory.ts';
import { mountMe } from './me.ts';
import type { HttpEnv } from './mount.ts';
import { mountOperator } from './operator.ts';
import { refuseForgedRequests } from './origin.ts';
import { mountPeople } from './people.ts';
import { createPackMemory, mountPacks, type PackMemory } from './packs.ts';
import { mountPasskeys } from './passkeys.ts';
import { createRateLimits } from './rate-limit.ts';
import { mountReports } from './reports.ts';
import { identifySender } from './sessions.ts';
import { mountShare } from './share.ts';
import { mountSignals } from './signals.ts';
import { mountUploads } from './uploads.ts';

export interface AppOptions {
  readonly operatorToken?: string;
  readonly trustProxy?: boolean;
  /** Where the caller answers from it by itself. */
  readonly packs?: PackMemory;
  /** Milliseconds since 1970, for the rate limits and the days of tokens. */
  readonly now?: () => number;
}

/** Builds the whole HTTP side. It holds no state of its own beside caches; `ctx` owns the database. */
export function createApp(ctx: Ctx, options: AppOptions = {}): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const now = options.now ?? Date.now;
  const memory = createPublicMemory(ctx);
  const everywhere = headersFor(ctx.edition.origin);
  mountFeed(app, ctx, memory, everywhere);
  mountPacks(app, ctx, memory, options.packs ?? createPackMemory(ctx));
  app.use(securityHeaders(ctx.edition.origin));
  app.onError((error, http) => {
    const known = error instanceof AppError ? error : null;
    // The address and the agent of the sender are never part of a log line.
    if (known === null) logFault(error);
    const code = known?.code ?? 'internal';
    const message = known?.message ?? 'Something broke on our side. Please try again in a minute.';
    return http.json({ error: { code, message } }, statusOf[code], {
      ...everywhere,
      'cache-control': 'no-store',
    });
  });
  app.get('/health', async (http) => {
    await ctx.db`select 1`;
    return http.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' });
  });
  mountPublicMedia(app, ctx, memory);
  mountShare(app, ctx);
  app.use('/api/*', refuseForgedRequests(ctx));
  const identify = identifySender(ctx, {
    operatorToken: options.operatorToken ?? null,
    trustProxy: options.trustProxy ?? false,
    takeAllowance: createRateLimits(now),
  });
  app.use('/api/*', identify);
  app.use('/signals/*', identify);
  mountEdition(app, ctx);
  mountAccount(app, ctx);
  mountPasskeys(app, ctx);
  mountMe(app, ctx);
  mountAvatar(app, ctx);
  mountPeople(app, ctx);
  mountReports(app, ctx);
  mountOperator(app, ctx);
  mountClips(app, ctx, memory);
  mountComments(app, ctx);
  mountSignals(app, ctx, now);
  mountSignedMedia(app, ctx);
  mountUploads(app, ctx);
  for (const path of ['/api/*', '/signals/*']) {
    app.all(path, () => {
      throw new AppError('not_found', 'There is no such operation in this API.');
    });
  }
  return app;
}
