import { measureSpeed } from './speed.ts';

type Bytes = Uint8Array<ArrayBuffer>;
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds after which a request is given up; what it brought until then is kept. */
const patience = 20_000;

/** A server or cache that does not answer the range that was asked for. */
export class PartError extends Error {}

/** The bytes `from` to before `to`, or fewer where the file ends. */
export async function requestWhole(
  url: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Bytes> {
  const response = await request(url, { from, to }, signal);
  const begun = performance.now();
  const bytes = new Uint8Array(await response.arrayBuffer());
  measureSpeed(bytes.length, performance.now() - begun);
  return bytes;
}

/**
 * One request over spans that follow one another; each is handed out as soon as it is whole. `head` is what is there of
 * the file’s beginning and is not asked for again.
 */
export async function* requestRange(
  url: string,
  spans: readonly Span[],
  head: Bytes,
  signal: AbortSignal,
): AsyncGenerator<Bytes> {
  const first = spans[0];
  const final = spans.at(-1);
  if (!first || !final) return;
  const all = new Uint8Array(final.to - first.from);
  all.set(head.subarray(first.from, final.to));
  const known = Math.min(all.length, Math.max(0, head.length - first.from));
  const reader =
    known < all.length ? await readFrom(url, { from: first.from + known, to: final.to }, signal) : null;
  const begun = performance.now();
  let there = known;
  for (const { from, to } of spans) {
    while (reader && there < to - first.from) {
      const { value, done } = await reader.read();
      if (done) throw new PartError('the answer ended too soon');
      all.set(value, there);
      there += value.length;
    }
    yield all.subarray(from - first.from, to - first.from);
  }
  measureSpeed(there - known, performance.now() - begun);
}

async function readFrom(url: string, span: Span, signal: AbortSignal) {
  const { body } = await request(url, span, signal);
  if (!body) throw new PartError('an answer without a body');
  return body.getReader();
}

async function request(url: string, { from, to }: Span, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, {
    headers: { range: `bytes=${from}-${to - 1}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  });
  if (response.status !== 206) throw new PartError(`${response.status} for a range`);
  return response;
}
