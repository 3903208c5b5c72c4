import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../../contract/errors.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { HttpEnv } from './mount.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send here (CSRF). A request that changes something and comes from a browser
 * (it has a cookie, an Origin or a Sec-Fetch-Site) must come from our own pages; so nobody can be signed in as somebody
 * else either. A bearer token without a cookie is never sent by a browser on its own, so it needs no such proof.
 */
export function refuseForgedRequests(ctx: Ctx): MiddlewareHandler<HttpEnv> {
  return async (http, next) => {
    if (!reading.has(http.req.method) && isFromBrowser(http) && !isFromOwnPage(ctx, http)) {
      throw new AppError(
        'wrong_origin',
        `This request did not come from a page of this edition. Open ${ctx.edition.origin} and try again; whoever runs the edition under another address must set OVERT_URL to it.`,
      );
    }
    await next();
  };
}

function isFromBrowser(http: Context): boolean {
  if (http.req.header('cookie') !== undefined) return true;
  if (http.req.header('authorization') !== undefined) return false;
  return http.req.header('origin') !== undefined || http.req.header('sec-fetch-site') !== undefined;
}

function isFromOwnPage(ctx: Ctx, http: Context): boolean {
  return (
    http.req.header('origin') === ownOrigin(ctx, http) || http.req.header('sec-fetch-site') === 'same-origin'
  );
}

/**
 * The origin of the page that this request belongs to: the edition's; or, on a machine where nobody has set one, the
 * loopback address by which the browser came (`localhost` and `127.0.0.1` are two origins).
 */
export function ownOrigin(ctx: Ctx, http: Context): string {
  const asked = new URL(http.req.url);
  const edition = new URL(ctx.edition.origin);
  // Behind a proxy with TLS even a loopback edition has its one address: what arrives here is plain http all the same.
  const bothPlain = edition.protocol === 'http:' && asked.protocol === 'http:';
  return bothPlain && isLoopback(edition) && isLoopback(asked) ? asked.origin : ctx.edition.origin;
}

function isLoopback(address: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
}
