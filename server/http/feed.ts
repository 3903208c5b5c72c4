import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context, Hono } from 'hono';
import { getFeed } from '../../contract/clips.ts';
import { listFeed } from '../../core/clips/lists.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { PublicMemory } from './memory.ts';
import { parse, type HttpEnv } from './mount.ts';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

interface Encoded {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

interface FeedPage {
  readonly etag: string;
  readonly plain: Encoded;
  readonly gzip: Encoded;
  readonly br: Encoded;
}

/**
 * The public feed: the same bytes for everybody, so the sender is not looked up at all, and the bytes are made once for
 * all who ask within seconds. Mounted before what other routes need of a request.
 */
export function mountFeed(
  app: Hono<HttpEnv>,
  ctx: Ctx,
  memory: PublicMemory,
  securityHeaders: Record<string, string>,
): void {
  // Counters may lag this many seconds behind; whether a clip is there does not.
  const pageAt = memory.remember({ capacity: 100, seconds: 3 }, (cursor) =>
    makePage(ctx, cursor, securityHeaders),
  );

  app.get(getFeed.path, async (http) => {
    const cursor = http.req.query('cursor');
    if (cursor !== undefined) parse(getFeed.query, { cursor });
    const page = await pageAt(cursor ?? '');
    const { body, headers } = choose(http, page);
    if (http.req.header('if-none-match') === page.etag) return new Response(null, { status: 304, headers });
    return new Response(body, { headers });
  });
}

async function makePage(ctx: Ctx, cursor: string, headers: Record<string, string>): Promise<FeedPage> {
  const json = Buffer.from(JSON.stringify(await listFeed(ctx, cursor === '' ? undefined : cursor)));
  const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
  const encoded = (body: Uint8Array, coding?: string): Encoded => ({
    body: new Uint8Array(body),
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': String(body.byteLength),
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      etag,
    },
  });
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  return {
    etag,
    plain: encoded(json),
    gzip: encoded(await gzipped(json), 'gzip'),
    br: encoded(await brotli(json, quality), 'br'),
  };
}

function choose(http: Context, page: FeedPage): Encoded {
  const accepted = http.req.header('accept-encoding') ?? '';
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted)) return page.br;
  if (/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted)) return page.gzip;
  return page.plain;
}
