import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Hono } from 'hono';
import { headAddress } from '../../contract/packs.ts';
import { AppError } from '../../contract/errors.ts';
import { readHead } from '../../core/feed/head.ts';
import { readPack } from '../../core/feed/packs.ts';
import type { Ctx } from '../../core/store/context.ts';
import { chooseCoding, encode, encodeAll, encoded, send, type Coding, type Encoded } from './encodings.ts';
import { createShelf, type PublicMemory } from './memory.ts';
import type { HttpEnv } from './mount.ts';

const decompress = promisify(brotliDecompress);
/** Packs in memory, at most, in each coding. In brotli, which browsers take, each is about 100 kB. */
const packsKept = 200;

/**
 * The feed's files: the same bytes for everybody, so the sender is not looked up at all. The head is made once for each
 * change; what it names never changes and is read from the database once.
 */
export function mountPacks(
  app: Hono<HttpEnv>,
  ctx: Ctx,
  memory: PublicMemory,
  securityHeaders: Record<string, string>,
): void {
  const headNow = memory.remember({ capacity: 1, seconds: 60 }, async () =>
    encodeAll(Buffer.from(JSON.stringify(await readHead(ctx))), {
      ...securityHeaders,
      'content-type': 'application/json',
      'cache-control': 'no-cache',
    }),
  );
  const shelf = (coding: Coding) =>
    createShelf({ capacity: packsKept, seconds: Infinity }, (file) =>
      loadPack(ctx, file, coding, securityHeaders),
    );
  const packs = { br: shelf('br'), gzip: shelf('gzip'), identity: shelf('identity') };

  app.get(headAddress, async (http) => {
    const head = await headNow('');
    return send(head[chooseCoding(http.req.header('accept-encoding'))], http.req.header('if-none-match'));
  });
  app.get('/packs/:file', async (http) => {
    const coding = chooseCoding(http.req.header('accept-encoding'));
    const pack = await packs[coding].ask(http.req.param('file'));
    return send(pack, http.req.header('if-none-match'));
  });
}

async function loadPack(
  ctx: Ctx,
  file: string,
  coding: Coding,
  securityHeaders: Record<string, string>,
): Promise<Encoded> {
  const [, hash, extension] = /^([A-Za-z0-9_-]{43})\.(pack|json)$/.exec(file) ?? [];
  const content = extension === 'pack' ? 'segment' : 'cards';
  const brotli = hash === undefined ? null : await readPack(ctx, hash, content);
  if (brotli === null) {
    throw new AppError('not_found', 'This part of the feed is not here any more. Load the feed again.');
  }
  return encoded(coding === 'br' ? brotli : await encode(await decompress(brotli), coding), coding, {
    ...securityHeaders,
    'content-type': content === 'segment' ? 'application/octet-stream' : 'application/json',
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${hash}"`,
  });
}
