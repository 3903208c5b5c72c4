import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Hono } from 'hono';
import { headAddress } from '../../contract/packs.ts';
import { AppError } from '../../contract/errors.ts';
import { readHead } from '../../core/feed/head.ts';
import { listPacks, readPack } from '../../core/feed/packs.ts';
import type { Ctx } from '../../core/store/context.ts';
import { chooseCoding, encode, encodeAll, encoded, send, type Coding, type Encoded } from './encodings.ts';
import { headersFor } from './headers.ts';
import { createShelf, type PublicMemory } from './memory.ts';
import type { HttpEnv } from './mount.ts';

const decompress = promisify(brotliDecompress);
/** Characters of a SHA-256 in base64url. */
const hashLength = 43;
/** Packs in memory, at most, in each coding. In brotli, which browsers take, each is about 100 kB. */
const packsKept = 200;

/** A pack with its headers as Node takes them fastest: name, value, name, value. */
interface ReadyPack extends Encoded {
  readonly rawHeaders: readonly string[];
}

/** The published files that this process has been asked for. They never change, so they are never forgotten. */
export interface PackMemory {
  /** `file` is a name as it stands in the address; throws `not_found`. */
  readonly find: (file: string, coding: Coding) => Promise<ReadyPack>;
  /**
   * Answers what can be answered from memory at once, and says whether that was so. Packs are asked for more than anything
   * else, and the way through the routes would cost more than sending one.
   */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export function createPackMemory(ctx: Ctx): PackMemory {
  const headers = headersFor(ctx.edition.origin);
  const shelf = (coding: Coding) =>
    createShelf({ capacity: packsKept, seconds: Infinity }, (file) => loadPack(ctx, file, coding, headers));
  const shelves = { br: shelf('br'), gzip: shelf('gzip'), identity: shelf('identity') };
  return {
    find: (file, coding) => shelves[coding].ask(file),
    answer: (request, response) => {
      if (request.method !== 'GET' || request.url?.startsWith('/packs/') !== true) return false;
      if (request.headers['if-none-match'] !== undefined) return false;
      const coding = chooseCoding(request.headers['accept-encoding']?.toString());
      const pack = shelves[coding].peek(request.url.slice('/packs/'.length));
      if (pack === undefined) return false;
      response.writeHead(200, [...pack.rawHeaders]).end(pack.body);
      return true;
    },
  };
}

/**
 * The feed's files: the same bytes for everybody, so the sender is not looked up at all. The head is made once for each
 * change; what it names never changes and is read from the database once.
 */
export function mountPacks(app: Hono<HttpEnv>, ctx: Ctx, memory: PublicMemory, packs: PackMemory): void {
  const headNow = memory.remember({ capacity: 1, seconds: 60 }, async () =>
    encodeAll(Buffer.from(JSON.stringify(await readHead(ctx))), {
      ...headersFor(ctx.edition.origin),
      'content-type': 'application/json',
      'cache-control': 'no-cache',
    }),
  );
  // Asking for what was never published costs no SQL, however often.
  const published = memory.remember({ capacity: 1, seconds: 60 }, () => listPacks(ctx));
  app.get(headAddress, async (http) => {
    const head = await headNow('');
    return send(head[chooseCoding(http.req.header('accept-encoding'))], http.req.header('if-none-match'));
  });
  app.get('/packs/:file', async (http) => {
    const file = http.req.param('file');
    if (!(await published('')).has(file.slice(0, hashLength))) throw notPublished();
    const pack = await packs.find(file, chooseCoding(http.req.header('accept-encoding')));
    return send(pack, http.req.header('if-none-match'));
  });
}

function notPublished(): AppError {
  return new AppError('not_found', 'This part of the feed is not here any more. Load the feed again.');
}

async function loadPack(
  ctx: Ctx,
  file: string,
  coding: Coding,
  securityHeaders: Record<string, string>,
): Promise<ReadyPack> {
  const [, hash, extension] = /^([A-Za-z0-9_-]{43})\.(pack|json)$/.exec(file) ?? [];
  const content = extension === 'pack' ? 'segment' : 'cards';
  const brotli = hash === undefined ? null : await readPack(ctx, hash, content);
  if (brotli === null) throw notPublished();
  const body = coding === 'br' ? brotli : await encode(await decompress(brotli), coding);
  const ready = encoded(body, coding, {
    ...securityHeaders,
    'content-type': content === 'segment' ? 'application/octet-stream' : 'application/json',
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${hash}"`,
  });
  return { ...ready, rawHeaders: Object.entries(ready.headers).flat() };
}
