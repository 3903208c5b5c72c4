// Longer than an app file: one table-driven reader of one container. Written here because Mediabunny, which the rest of
// the house uses, adds 60 kB gzipped to a route that may have 100.

/**
 * Reads the index of a progressive MP4 as our own server makes them (ISO/IEC 14496-12: `moov` before `mdat`, no fragments)
 * and says which bytes hold which moment. Anything else throws MovieError, and the browser plays the file by itself.
 */
export interface Movie {
  readonly tracks: readonly Track[];
  /** Seconds. */
  readonly duration: number;
}

export interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** Units per second of `time`, `length` and `shift`. */
  readonly timescale: number;
  /** The track's own boxes that say how to decode it, by type, whole. */
  readonly boxes: Readonly<Record<'tkhd' | 'mdhd' | 'hdlr' | 'header' | 'dinf' | 'stsd', Uint8Array>>;
  readonly samples: readonly Sample[];
}

/** One picture, or one packet of sound. */
export interface Sample {
  /** Bytes in the file. */
  readonly offset: number;
  readonly size: number;
  /** When it is decoded. */
  readonly time: number;
  readonly length: number;
  /** From decoding to showing; the edit list is reckoned in, so it may be negative. */
  readonly shift: number;
  readonly key: boolean;
}

export class MovieError extends Error {}

/** A box of the file: `start` and `end` of its content within `bytes`. */
interface Box {
  readonly type: string;
  readonly whole: Uint8Array;
  readonly view: DataView<ArrayBuffer>;
}

/** How many bytes from the start hold the whole index, as far as these bytes tell; null where they are too few to tell. */
export function indexEnd(bytes: Uint8Array<ArrayBuffer>): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at);
    const type = typeAt(view, at + 4);
    if (size < 8 || type === 'mdat' || type === 'moof') throw new MovieError('no index before the media');
    if (type === 'moov') return at + size;
    at += size;
  }
  return null;
}

export function readMovie(bytes: Uint8Array<ArrayBuffer>): Movie {
  const moov = boxes(bytes).find(({ type }) => type === 'moov');
  if (!moov) throw new MovieError('no moov');
  const inside = boxes(content(moov));
  const header = one(inside, 'mvhd').view;
  const [scale, length] =
    header.getUint8(8) === 1 ? [28, Number(header.getBigUint64(32))] : [20, header.getUint32(24)];
  const tracks = inside.filter(({ type }) => type === 'trak').flatMap((box) => readTrack(box) ?? []);
  return { tracks, duration: length / header.getUint32(scale) };
}

function readTrack(trak: Box): Track | null {
  const inside = boxes(content(trak));
  const media = boxes(content(one(inside, 'mdia')));
  const info = boxes(content(one(media, 'minf')));
  const table = boxes(content(one(info, 'stbl')));
  const kind = { vide: 'video', soun: 'audio' } as const;
  const handler = typeAt(one(media, 'hdlr').view, 16);
  const tkhd = one(inside, 'tkhd');
  const mdhd = one(media, 'mdhd');
  if (handler !== 'vide' && handler !== 'soun') return null;
  return {
    id: tkhd.view.getUint32(tkhd.view.getUint8(8) === 1 ? 28 : 20),
    kind: kind[handler],
    timescale: mdhd.view.getUint32(mdhd.view.getUint8(8) === 1 ? 28 : 20),
    boxes: {
      tkhd: tkhd.whole,
      mdhd: mdhd.whole,
      hdlr: one(media, 'hdlr').whole,
      header: one(info, handler === 'vide' ? 'vmhd' : 'smhd').whole,
      dinf: one(info, 'dinf').whole,
      stsd: one(table, 'stsd').whole,
    },
    samples: readSamples(table, skippedAtStart(inside)),
  };
}

/** How much of the track the edit list leaves out at its start: what the encoder needed to get going. */
function skippedAtStart(trak: readonly Box[]): number {
  const edts = trak.find(({ type }) => type === 'edts');
  if (!edts) return 0;
  const { view } = one(boxes(content(edts)), 'elst');
  const wide = view.getUint8(8) === 1;
  for (let i = 0, at = 16; i < view.getUint32(12); i++, at += wide ? 20 : 12) {
    const from = wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    // An empty edit only delays the track; our own files have none that matters.
    if (from >= 0) return from;
  }
  return 0;
}

function readSamples(table: readonly Box[], skipped: number): Sample[] {
  const sizes = readSizes(one(table, 'stsz').view);
  const offsets = readOffsets(table, sizes);
  const lengths = spread(one(table, 'stts').view, sizes.length);
  const composition = table.find(({ type }) => type === 'ctts');
  const shifts = composition ? spread(composition.view, sizes.length) : null;
  const sync = table.find(({ type }) => type === 'stss');
  const keys = sync ? new Set(rows(sync.view, 12, 1).map(([number]) => number)) : null;
  let time = 0;
  return sizes.map((size, i) => {
    const length = lengths[i] ?? 0;
    const shift = ((shifts?.[i] ?? 0) | 0) - skipped;
    const sample = {
      offset: offsets[i] ?? 0,
      size,
      time,
      length,
      shift,
      key: keys === null || keys.has(i + 1),
    };
    time += length;
    return sample;
  });
}

function readSizes(view: DataView): number[] {
  const same = view.getUint32(12);
  const count = view.getUint32(16);
  if (count > 1_000_000) throw new MovieError('too many samples');
  return same > 0 ? Array.from({ length: count }, () => same) : rows(view, 16, 1).map(([size = 0]) => size);
}

/** Samples lie in runs (`stsc`) at the places that `stco` or `co64` names. */
function readOffsets(table: readonly Box[], sizes: readonly number[]): number[] {
  const runs = rows(one(table, 'stsc').view, 12, 3);
  const wide = table.find(({ type }) => type === 'co64');
  const places = wide
    ? rows(wide.view, 12, 2).map(([high = 0, low = 0]) => high * 2 ** 32 + low)
    : rows(one(table, 'stco').view, 12, 1).map(([place = 0]) => place);
  const offsets: number[] = [];
  let run = 0;
  places.forEach((place, i) => {
    while (run + 1 < runs.length && (runs[run + 1]?.[0] ?? Infinity) <= i + 1) run++;
    let at = place;
    for (let n = runs[run]?.[1] ?? 0; n > 0 && offsets.length < sizes.length; n--) {
      offsets.push(at);
      at += sizes[offsets.length - 1] ?? 0;
    }
  });
  if (offsets.length !== sizes.length) throw new MovieError('samples without a place');
  return offsets;
}

/** Tables such as `stts` say “so many times this value”; here is the value of each sample. */
function spread(view: DataView, count: number): number[] {
  const values: number[] = [];
  for (const [times = 0, value = 0] of rows(view, 12, 2)) {
    for (let i = 0; i < times && values.length < count; i++) values.push(value);
  }
  return values;
}

/** The rows of a table: their count stands at `at`, the rows after it, `width` 32-bit numbers each. */
function rows(view: DataView, at: number, width: number): number[][] {
  const count = view.getUint32(at);
  if (at + 4 + count * width * 4 > view.byteLength) throw new MovieError('a table is longer than its box');
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: width }, (__, column) => view.getUint32(at + 4 + (row * width + column) * 4)),
  );
}

function boxes(bytes: Uint8Array<ArrayBuffer>): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > bytes.length) break;
    const whole = bytes.subarray(at, at + size);
    found.push({
      type: typeAt(view, at + 4),
      whole,
      view: new DataView(bytes.buffer, whole.byteOffset, size),
    });
    at += size;
  }
  return found;
}

function content({ view }: Box): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset + 8, view.byteLength - 8);
}

function one(all: readonly Box[], type: string): Box {
  const box = all.find((each) => each.type === type);
  if (!box) throw new MovieError(`no ${type}`);
  return box;
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
