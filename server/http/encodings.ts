import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** The codings that answers are made in; `identity` is none. */
export type Coding = 'br' | 'gzip' | 'identity';

const takesBrotli = /\bbr\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;

/** The best coding that the sender of this `Accept-Encoding` takes. */
export function chooseCoding(accepted: string | undefined): Coding {
  if (accepted === undefined) return 'identity';
  if (takesBrotli.test(accepted)) return 'br';
  return takesGzip.test(accepted) ? 'gzip' : 'identity';
}

/** An answer that is the same for everybody, in one coding, made once and sent to many. */
export interface Encoded {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Encodes a body while somebody waits for it. */
export async function encode(body: Uint8Array, coding: Coding): Promise<Uint8Array> {
  if (coding === 'br') return brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return coding === 'gzip' ? gzipped(body) : body;
}

/** A body that is in that coding already, with `headers` and those which tell of the coding. */
export function encoded(body: Uint8Array, coding: Coding, headers: Record<string, string>): Encoded {
  return {
    body: new Uint8Array(body),
    headers: {
      ...headers,
      'content-length': String(body.byteLength),
      ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
      vary: 'accept-encoding',
    },
  };
}

/** A body in every coding, named by its hash. */
export async function encodeAll(
  body: Uint8Array,
  headers: Record<string, string>,
): Promise<Record<Coding, Encoded>> {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const inCoding = async (coding: Coding) =>
    encoded(await encode(body, coding), coding, { ...headers, etag });
  return { br: await inCoding('br'), gzip: await inCoding('gzip'), identity: await inCoding('identity') };
}

/** The answer, or 304 for who has it. */
export function send({ body, headers }: Encoded, knownEtag: string | undefined): Response {
  if (knownEtag !== undefined && knownEtag === headers['etag'])
    return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
}
