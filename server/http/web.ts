import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import type { HttpEnv } from './mount.ts';

const compress = promisify(brotliCompress);
/** A worker has the policy of its own script, not of the page: it may talk to this server and to nobody else. */
const scriptPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'";

interface Page {
  readonly html: string;
  readonly brotli: Uint8Array<ArrayBuffer>;
  readonly policy: string;
  readonly etag: string;
}

/**
 * Serves the built web app: files by their names, and for every other address the page that carries script, the same
 * bytes for everybody. `/` has a page of its own that differs in preloading what the feed needs.
 */
export async function mountWeb(app: Hono<HttpEnv>, folder: string): Promise<void> {
  const home = await readPage(join(folder, 'index.html'));
  const anywhere = await readPage(join(folder, '200.html'));
  app.use('/_app/immutable/*', async (http, next) => {
    await next();
    if (!http.res.ok) return;
    http.header('cache-control', 'public, max-age=31536000, immutable');
    http.header('content-security-policy', scriptPolicy);
  });
  app.get('/', (http) => answer(http, home));
  app.get('/*', serveStatic({ root: folder, precompressed: true, rewriteRequestPath: withoutPages }));
  app.get('/*', (http) => answer(http, anywhere));
}

function answer(http: Context, page: Page): Response {
  http.header('cache-control', 'no-cache');
  http.header('etag', page.etag);
  http.header('content-security-policy', page.policy);
  http.header('vary', 'accept-encoding');
  if (http.req.header('if-none-match') === page.etag) return http.body(null, 304);
  http.header('content-type', 'text/html; charset=utf-8');
  if (!/\bbr\b/.test(http.req.header('accept-encoding') ?? '')) return http.body(page.html);
  http.header('content-encoding', 'br');
  return http.body(page.brotli);
}

/** A built page must never leave as a plain file, without its policy. */
function withoutPages(path: string): string {
  return /\.html\b/.test(path) ? '/-' : path;
}

/**
 * SvelteKit writes its policy, with the hashes of its inline script, into a meta tag. As a header it also covers what
 * stands before the tag and can say who may frame the page.
 */
async function readPage(file: string): Promise<Page> {
  const built = readFileSync(file, 'utf8');
  const meta = /<meta http-equiv="content-security-policy" content="([^"]*)">\s*/i.exec(built);
  if (meta?.[1] === undefined)
    throw new Error(`${file} has no content security policy; build the web app again.`);
  const html = built.replace(meta[0], '');
  return {
    html,
    brotli: new Uint8Array(await compress(html)),
    policy: `${meta[1].replaceAll('&#39;', "'")}; frame-ancestors 'none'`,
    etag: `"${createHash('sha256').update(html).digest('base64url')}"`,
  };
}
