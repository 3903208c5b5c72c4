import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '../../contract/errors.ts';
import { isSigned } from '../../core/clips/addresses.ts';
import { sizeOfBlobFor, sizeOfPublicBlob } from '../../core/clips/media.ts';
import { blobName, blobPath } from '../../core/store/blobs.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { PublicMemory } from './memory.ts';
import { parse, type HttpEnv } from './mount.ts';

const types: Record<string, string> = {
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
};

const signedQuery = z.object({
  as: z.string().check(z.maxLength(24)),
  until: z.coerce.number().check(z.int()),
  signature: z.string().check(z.maxLength(64)),
});

/**
 * Serves blobs. `/media/NAME` has what everybody may see, without any credential and cacheable for ever: a name is never
 * used for other bytes. `/api/media/NAME` has the rest, by an address made for one reader. Either way the leave is asked
 * anew: at every request for the signed, within a second of a change for the public.
 */
export function mountPublicMedia(app: Hono<HttpEnv>, ctx: Ctx, memory: PublicMemory): void {
  const sizeOf = memory.remember({ capacity: 10_000, seconds: 10 }, (name) => sizeOfPublicBlob(ctx, name));

  app.get('/media/:name', async (http) => {
    const name = http.req.param('name');
    const bytes = blobName.test(name) ? await sizeOf(name) : null;
    return answer(http, ctx, name, bytes, 'public, max-age=31536000, immutable');
  });
}

export function mountSignedMedia(app: Hono<HttpEnv>, ctx: Ctx): void {
  app.get('/api/media/:name', async (http) => {
    const name = http.req.param('name');
    const query = parse(signedQuery, http.req.query());
    const valid = blobName.test(name) && (await isSigned(ctx, name, query));
    const bytes = valid ? await sizeOfBlobFor(ctx, query.as, name) : null;
    return answer(http, ctx, name, bytes, 'private, no-store');
  });
}

async function answer(
  http: Context<HttpEnv>,
  ctx: Ctx,
  name: string,
  bytes: number | null,
  cacheControl: string,
): Promise<Response> {
  const type = types[name.split('.')[1] ?? ''];
  if (bytes === null || type === undefined) throw noSuchFile();
  const etag = `"${name}"`;
  const headers = { 'accept-ranges': 'bytes', 'cache-control': cacheControl, etag };
  if (http.req.header('if-none-match') === etag) return http.body(null, 304, headers);

  const ifRange = http.req.header('if-range');
  const asked = ifRange === undefined || ifRange === etag ? http.req.header('range') : undefined;
  const range = readRange(asked, bytes);
  if (range === 'unsatisfiable') {
    return http.body(null, 416, {
      ...headers,
      'content-range': `bytes */${bytes}`,
      'cache-control': 'no-store',
    });
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  // Hono answers HEAD by this same handler; a stream that nobody reads would keep its file open.
  const body = http.req.raw.method === 'HEAD' ? null : await readBlob(ctx, name, start, end);
  return http.newResponse(body, range === null ? 200 : 206, {
    ...headers,
    'content-type': type,
    'content-length': String(end - start + 1),
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${bytes}` }),
  });
}

/** One range in bytes, both ends included; null to send everything (RFC 9110, 14.2: so also for what is not understood). */
export function readRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (parts === null) return null;
  const [first, last] = [parts[1] ?? '', parts[2] ?? ''];
  if (first === '') {
    if (last === '') return null;
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Number(last);
  if (end < start && last !== '') return null;
  return start >= bytes ? 'unsatisfiable' : { start, end: Math.min(end, bytes - 1) };
}

/** The stream closes its file when it is read, and when the reader goes away before. */
async function readBlob(ctx: Ctx, name: string, start: number, end: number): Promise<ReadableStream> {
  const file = await open(blobPath(ctx, name), 'r').catch(() => {
    throw noSuchFile();
  });
  const stream = file.createReadStream({ start, end, highWaterMark: 262_144 });
  return Readable.toWeb(stream);
}

function noSuchFile(): AppError {
  return new AppError('not_found', 'This file is not here, or not any more. Load the clip again.');
}
