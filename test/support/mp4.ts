// A reader of MP4 of our own, independent of FFmpeg, for holding a published clip against its promise byte by byte.

export interface Box {
  type: string;
  /** Types of the boxes around it and its own, joined by dots. */
  path: string;
  /** Offset of the first byte after the header. */
  start: number;
  end: number;
}

export interface Track {
  handler: string;
  /** Ticks per second. */
  timescale: number;
  /** Ticks of each sample, in decoding order. */
  durations: number[];
  /** Ticks by which each sample is shown later than it is decoded. */
  offsets: number[];
  sizes: number[];
  /** Bytes of each sample. */
  samples: Uint8Array[];
  /** Indexes of the samples at which decoding can begin. */
  keys: number[];
  /** Body of avcC or esds. */
  config: Buffer;
  width: number;
  height: number;
}

export interface Mp4 {
  boxes: Box[];
  tracks: Track[];
  bytes: Buffer;
}

const containers = new Set([
  'moov',
  'trak',
  'edts',
  'mdia',
  'minf',
  'dinf',
  'stbl',
  'stsd',
  'avc1',
  'mp4a',
  'dref',
]);
/** Bytes between a container's header and its first box. */
const preamble: Record<string, number> = { stsd: 8, dref: 8, avc1: 78, mp4a: 28 };

export function readMp4(bytes: Buffer): Mp4 {
  const boxes = readBoxes(bytes, 0, bytes.length, '');
  const traks = boxes.filter((box) => box.type === 'trak');
  return { boxes, bytes, tracks: traks.map((trak) => readTrack(bytes, inside(boxes, trak))) };
}

function readBoxes(bytes: Buffer, from: number, to: number, parents: string): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to;) {
    if (to - at < 8) throw new Error(`${to - at} stray bytes at ${at} in ${parents || 'the file'}`);
    let size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    let header = 8;
    if (size === 1) [size, header] = [Number(bytes.readBigUInt64BE(at + 8)), 16];
    if (size < header || at + size > to) throw new Error(`box ${type} at ${at} does not fit`);
    const path = parents === '' ? type : `${parents}.${type}`;
    boxes.push({ type, path, start: at + header, end: at + size });
    if (containers.has(type)) {
      boxes.push(...readBoxes(bytes, at + header + (preamble[type] ?? 0), at + size, path));
    }
    at += size;
  }
  return boxes;
}

function inside(boxes: Box[], outer: Box): Box[] {
  return boxes.filter((box) => box.start > outer.start && box.end <= outer.end);
}

function readTrack(bytes: Buffer, boxes: Box[]): Track {
  const body = (type: string) => {
    const box = boxes.find((candidate) => candidate.type === type);
    return box === undefined ? null : bytes.subarray(box.start, box.end);
  };
  const need = (type: string) => {
    const found = body(type);
    if (found === null) throw new Error(`no ${type}`);
    return found;
  };
  const table = (type: string, width: number): number[][] => {
    const found = body(type);
    if (found === null) return [];
    return Array.from({ length: found.readUInt32BE(4) }, (_, row) => {
      return Array.from({ length: width }, (_cell, column) =>
        found.readInt32BE(8 + (row * width + column) * 4),
      );
    });
  };
  const runs = (rows: number[][]) =>
    rows.flatMap(([count = 0, value = 0]) => Array<number>(count).fill(value));
  const stsz = need('stsz');
  const sizes = Array.from(
    { length: stsz.readUInt32BE(8) },
    (_, i) => stsz.readUInt32BE(4) || stsz.readUInt32BE(12 + i * 4),
  );
  const tkhd = need('tkhd');
  return {
    handler: need('hdlr').toString('latin1', 8, 12),
    timescale: need('mdhd').readUInt32BE(12),
    durations: runs(table('stts', 2)),
    offsets: runs(table('ctts', 2)),
    sizes,
    samples: readSamples(bytes, sizes, table('stco', 1).flat(), table('stsc', 3)),
    keys: table('stss', 1)
      .flat()
      .map((number) => number - 1),
    config: body('avcC') ?? need('esds'),
    width: tkhd.readUInt32BE(tkhd.length - 8) / 65536,
    height: tkhd.readUInt32BE(tkhd.length - 4) / 65536,
  };
}

function readSamples(bytes: Buffer, sizes: number[], chunks: number[], perChunk: number[][]): Uint8Array[] {
  const samples: Uint8Array[] = [];
  chunks.forEach((offset, chunk) => {
    const run = perChunk.findLast(([first = 0]) => first <= chunk + 1);
    let at = offset;
    for (let i = 0; i < (run?.[1] ?? 0); i++) {
      const size = sizes[samples.length] ?? 0;
      samples.push(bytes.subarray(at, at + size));
      at += size;
    }
  });
  return samples;
}

/** NAL units of an H.264 sample with four-byte lengths: their types. */
export function nalTypes(sample: Uint8Array): number[] {
  const view = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength);
  const types: number[] = [];
  for (let at = 0; at + 4 < view.length; at += 4 + view.readUInt32BE(at))
    types.push((view[at + 4] ?? 0) % 32);
  return types;
}

export interface Sps {
  profile: number;
  level: number;
  squarePixels: boolean;
  fullRange: boolean;
  /** H.273 numbers of primaries, transfer and matrix. */
  color: [number, number, number] | null;
}

/** The sequence parameter set in avcC (H.264 7.3.2.1.1 and E.1.1), as far as the colours. High profile only. */
export function readSps(avcC: Buffer): Sps {
  const length = avcC.readUInt16BE(6);
  const escaped = avcC.subarray(8, 8 + length);
  const raw = escaped.filter((byte, i) => !(byte === 3 && escaped[i - 1] === 0 && escaped[i - 2] === 0));
  let at = 32;
  const bits = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value = value * 2 + (((raw[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const golomb = () => {
    let zeros = 0;
    while (bits(1) === 0) zeros++;
    return 2 ** zeros - 1 + bits(zeros);
  };
  golomb(); // id
  if (golomb() !== 1) throw new Error('not 4:2:0');
  if (golomb() !== 0 || golomb() !== 0) throw new Error('not 8 bit');
  bits(1);
  if (bits(1) === 1) throw new Error('scaling lists are not expected');
  golomb(); // frame_num
  if (golomb() === 0) golomb(); // order of output
  golomb(); // references
  bits(1);
  golomb(); // width
  golomb(); // height
  if (bits(1) === 0) throw new Error('interlaced');
  bits(1);
  if (bits(1) === 1) for (let i = 0; i < 4; i++) golomb(); // cropping
  const sps: Sps = {
    profile: raw[1] ?? 0,
    level: raw[3] ?? 0,
    squarePixels: true,
    fullRange: false,
    color: null,
  };
  if (bits(1) === 0) return sps;
  if (bits(1) === 1) sps.squarePixels = bits(8) === 1;
  if (bits(1) === 1) bits(1);
  if (bits(1) === 1) {
    bits(3);
    sps.fullRange = bits(1) === 1;
    if (bits(1) === 1) sps.color = [bits(8), bits(8), bits(8)];
  }
  return sps;
}
