import { cutPieces, initSegment, mediaSegment, type Piece } from './fragments.ts';
import { indexEnd, readMovie } from './movie.ts';
import { nextPiece, reach } from './pieces.ts';
import { requestRange, requestWhole } from './ranges.ts';
import type { ClipFile, Source } from './source.ts';

declare global {
  /** The name that MediaSource has on iPhones. */
  var ManagedMediaSource: typeof MediaSource | undefined;
}

/** Seconds of picture that the first request should bring beside the index. */
const firstLook = 0.5;
/** Rough bytes of index: at least, and for each second of a clip. */
const indexBytes = { least: 4000, perSecond: 1500 };
/** Milliseconds to leave the network alone after it failed. */
const pause = 1000;

type Bytes = Uint8Array<ArrayBuffer>;

interface Index {
  readonly pieces: readonly Piece[];
  readonly loaded: boolean[];
  readonly buffer: SourceBuffer;
  /** The file’s beginning, as the first request brought it. */
  readonly head: Bytes;
}

/** One file on its way into one element. `request` is what is in flight, and there is never more than one. */
interface Stream {
  readonly video: HTMLVideoElement;
  readonly file: ClipFile;
  readonly media: MediaSource;
  readonly onfail: (error: unknown) => void;
  index: Index | null;
  request: AbortController | null;
  goal: number;
  last: number | null;
  appended: number;
  restUntil: number;
}

function mediaSource(): typeof MediaSource | undefined {
  return globalThis.ManagedMediaSource ?? globalThis.MediaSource;
}

/** The codecs of a file that this browser plays; empty where it cannot be fed piece by piece. */
export function bufferable({ codec }: ClipFile): string[] {
  const supports = (one: string) => mediaSource()?.isTypeSupported(`video/mp4; codecs="${one}"`) === true;
  return codec.split(/,\s*/).filter(supports);
}

/**
 * Loads a clip piece by piece through MediaSource, so that no more comes over the line than was asked for, and everything
 * in flight can be cancelled without losing the picture. `onfail` is called when the file or the browser does not fit;
 * the caller then lets the browser play the file by itself. A network that fails is asked again a moment later.
 */
export function openBuffered(
  video: HTMLVideoElement,
  file: ClipFile,
  onfail: (error: unknown) => void,
): Source {
  const Media = mediaSource();
  if (!Media) throw new Error('This browser cannot be fed piece by piece.');
  const stream: Stream = {
    video,
    file,
    media: new Media(),
    onfail,
    index: null,
    request: null,
    goal: 0,
    last: null,
    appended: 0,
    restUntil: 0,
  };
  const address = URL.createObjectURL(stream.media);
  const seek = () => {
    stream.request?.abort();
  };
  video.addEventListener('seeking', seek);
  video.src = address;
  return {
    fill(seconds) {
      stream.goal = seconds;
      void work(stream);
    },
    halt() {
      stream.goal = 0;
      stream.request?.abort();
    },
    close() {
      stream.request?.abort();
      video.removeEventListener('seeking', seek);
      video.removeAttribute('src');
      video.load();
      URL.revokeObjectURL(address);
    },
  };
}

/** Loads what the goal asks for, one request at a time, until it is met. */
async function work(stream: Stream): Promise<void> {
  if (stream.request || performance.now() < stream.restUntil) return;
  const request = (stream.request = new AbortController());
  try {
    stream.index ??= await openIndex(stream, request.signal);
    while (await loadMore(stream, stream.index, request.signal));
  } catch (error) {
    if (error instanceof TypeError) stream.restUntil = performance.now() + pause;
    else if (!request.signal.aborted) stream.onfail(error);
  } finally {
    stream.request = null;
  }
}

/** The first request brings the index and, with luck, the first picture; what it brought is not asked for again. */
async function openIndex(stream: Stream, signal: AbortSignal): Promise<Index> {
  const { media, file } = stream;
  if (media.readyState !== 'open') await once(media, 'sourceopen', signal);
  const guess = indexBytes.least + file.duration * indexBytes.perSecond + (file.bitrate / 8) * firstLook;
  let bytes = await requestWhole(file.url, 0, Math.ceil(guess), signal);
  const end = indexEnd(bytes) ?? bytes.length * 2;
  if (end > bytes.length) bytes = await requestWhole(file.url, 0, end, signal);
  const movie = readMovie(bytes);
  const codecs = bufferable(file);
  const tracks = movie.tracks.filter(({ kind }) => kind === 'video' || codecs.length > 1);
  const buffer = media.addSourceBuffer(`video/mp4; codecs="${codecs.join(',')}"`);
  media.duration = movie.duration;
  await append(buffer, initSegment(tracks));
  const pieces = cutPieces({ ...movie, tracks });
  const index = { pieces, loaded: pieces.map(() => false), buffer, head: bytes };
  for (const [i, piece] of pieces.entries()) {
    if (piece.to > bytes.length) break;
    await add(stream, index, i, bytes.subarray(piece.from, piece.to));
  }
  return index;
}

/** One request for everything that is wanted now; false where nothing is. */
async function loadMore(stream: Stream, index: Index, signal: AbortSignal): Promise<boolean> {
  const { video, file, goal } = stream;
  const { pieces, loaded } = index;
  const missing = goal > 0 ? nextPiece(pieces, loaded, video.currentTime, goal, stream.last) : null;
  if (missing === null || signal.aborted) return false;
  const { first, upTo } = missing;
  loaded.fill(false, first, upTo + 1);
  const final = reach(pieces, loaded, first, Math.max(video.currentTime + goal, pieces[upTo]?.start ?? 0));
  const wanted = pieces.slice(first, final + 1);
  let i = first;
  for await (const bytes of requestRange(file.url, wanted, index.head, signal))
    await add(stream, index, i++, bytes);
  return true;
}

async function add(
  stream: Stream,
  { pieces, loaded, buffer }: Index,
  i: number,
  bytes: Bytes,
): Promise<void> {
  const piece = pieces[i];
  if (!piece || stream.media.readyState === 'closed') return;
  await append(buffer, mediaSegment(piece, bytes, ++stream.appended));
  loaded[i] = true;
  stream.last = i;
  // Told with the last piece, and told anew after each piece that fills a gap before it.
  if (loaded.at(-1) === true) stream.media.endOfStream();
}

async function append(buffer: SourceBuffer, bytes: Bytes): Promise<void> {
  const done = once(buffer, 'updateend');
  buffer.appendBuffer(bytes);
  await done;
}

function once(target: EventTarget, event: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    target.addEventListener(
      event,
      () => {
        resolve();
      },
      { once: true },
    );
    signal?.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
