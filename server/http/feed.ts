import type { Hono } from 'hono';
import type * as z from 'zod/mini';
import { getFeed, getMostLiked, type ClipsPage } from '../../contract/clips.ts';
import type { Endpoint } from '../../contract/endpoint.ts';
import { listFeed, listMostLiked } from '../../core/clips/lists.ts';
import type { Ctx } from '../../core/store/context.ts';
import { chooseCoding, encodeAll, send } from './encodings.ts';
import type { PublicMemory } from './memory.ts';
import { parse, type HttpEnv } from './mount.ts';

/**
 * The public lists: the same bytes for everybody, so the sender is not looked up at all, and the bytes are made once for
 * all who ask within seconds. Mounted before what other routes need of a request.
 */
export function mountFeed(
  app: Hono<HttpEnv>,
  ctx: Ctx,
  memory: PublicMemory,
  securityHeaders: Record<string, string>,
): void {
  mountList(getFeed, (query) => listFeed(ctx, query.cursor));
  mountList(getMostLiked, (query) => listMostLiked(ctx, query.period, query.cursor));

  function mountList<Query extends z.ZodMiniType>(
    endpoint: Endpoint<null, Query>,
    list: (query: z.output<Query>) => Promise<ClipsPage>,
  ): void {
    // Counters may lag this many seconds behind; whether a clip is there does not.
    const pageOf = memory.remember({ capacity: 100, seconds: 3 }, async (key) => {
      const page = await list(parse(endpoint.query, JSON.parse(key)));
      return encodeAll(Buffer.from(JSON.stringify(page)), {
        ...securityHeaders,
        'content-type': 'application/json',
        'cache-control': 'no-cache',
      });
    });
    app.get(endpoint.path, async (http) => {
      const key = JSON.stringify(parse(endpoint.query, http.req.query()));
      const page = await pageOf(key);
      const coding = chooseCoding(http.req.header('accept-encoding'));
      return send(page[coding], http.req.header('if-none-match'));
    });
  }
}
