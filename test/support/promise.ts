import { nalTypes, readMp4, readSps, type Mp4, type Track } from './mp4.ts';

// What a published clip promises, held against its bytes. A list of what is allowed, not of what is forbidden: what
// nobody thought of shows up as well.

const allowedBoxes = new Set(
  [
    [
      'ftyp',
      'moov',
      'free',
      'mdat',
      'mvhd',
      'trak',
      'tkhd',
      'edts',
      'elst',
      'mdia',
      'mdhd',
      'hdlr',
      'minf',
      'vmhd',
    ],
    [
      'smhd',
      'dinf',
      'dref',
      'url ',
      'stbl',
      'stsd',
      'avc1',
      'avcC',
      'colr',
      'pasp',
      'btrt',
      'mp4a',
      'esds',
      'stts',
    ],
    ['stss', 'ctts', 'stsc', 'stsz', 'stco', 'sgpd', 'sbgp'],
  ].flat(),
);

/** Every way in which this MP4 breaks the promise that it carries nothing but its picture and its sound. */
export function metadataIn(bytes: Buffer): string[] {
  const mp4 = readMp4(bytes);
  return [
    ...strangeBoxes(mp4),
    ...datesAndNames(mp4),
    ...hiddenBytes(mp4),
    ...strangeSamples(mp4),
    ...traces(mp4),
  ];
}

function strangeBoxes({ boxes, bytes }: Mp4): string[] {
  return boxes.flatMap((box) => {
    const body = bytes.subarray(box.start, box.end);
    if (!allowedBoxes.has(box.type)) return [`a box ${box.path}`];
    if (box.type === 'free' && body.some((byte) => byte !== 0)) return ['something in free space'];
    // Flag 1: the media is in this very file.
    if (box.type === 'url ' && body.readUInt32BE(0) !== 1) return ['a reference to another file'];
    return [];
  });
}

function datesAndNames({ boxes, bytes, tracks }: Mp4): string[] {
  const found: string[] = [];
  for (const box of boxes) {
    const body = bytes.subarray(box.start, box.end);
    if (['mvhd', 'tkhd', 'mdhd'].includes(box.type)) {
      if (body[0] !== 0) found.push(`a long ${box.type}`);
      if (body.readUInt32BE(4) !== 0 || body.readUInt32BE(8) !== 0) found.push(`a date in ${box.path}`);
    }
    // ISO 639-2 `und`, five bits a letter.
    if (box.type === 'mdhd' && body.readUInt16BE(20) !== 0x55c4) found.push('a language');
    if (box.type === 'hdlr' && body.subarray(24).some((byte) => byte !== 0))
      found.push('a name of a handler');
    if (box.type === 'avc1' && body.subarray(42, 74).some((byte) => byte !== 0))
      found.push('a name of an encoder');
  }
  const handlers = tracks.map((track) => track.handler).join();
  if (handlers !== 'vide' && handlers !== 'vide,soun') found.push(`tracks ${handlers}`);
  return found;
}

/** Bytes of mdat that belong to no sample. */
function hiddenBytes({ boxes, tracks }: Mp4): string[] {
  const media = boxes.filter((box) => box.type === 'mdat').reduce((sum, box) => sum + box.end - box.start, 0);
  const samples = tracks.flatMap((track) => track.sizes).reduce((sum, size) => sum + size, 0);
  return media === samples ? [] : [`${media - samples} bytes of mdat that no sample owns`];
}

function strangeSamples({ tracks }: Mp4): string[] {
  const found: string[] = [];
  for (const { handler, samples } of tracks) {
    if (handler === 'vide') {
      // Slices only: no SEI (6), no padding (12), nothing unspecified (24 and above).
      const others = new Set(samples.flatMap(nalTypes).filter((type) => type !== 1 && type !== 5));
      if (others.size > 0) found.push(`NAL units of type ${[...others].join()}`);
    } else {
      // An AAC frame begins with a single channel (0) or a pair (1); data (4) and fill (6) elements carry texts.
      const others = new Set(samples.map((sample) => (sample[0] ?? 0) >> 5).filter((element) => element > 1));
      if (others.size > 0) found.push(`AAC elements of type ${[...others].join()}`);
    }
  }
  return found;
}

/** Texts that tools and phones leave; in the sound at any bit offset, since AAC's elements are not aligned to bytes. */
function traces({ bytes, tracks }: Mp4): string[] {
  const texts = [
    'Lavc',
    'Lavf',
    'x264',
    'FFmpeg',
    'libfdk',
    'com.apple',
    'com.android',
    'http://',
    'xmpmeta',
    '+CoreMedia',
  ];
  const sound = Buffer.concat(
    tracks.filter((track) => track.handler === 'soun').flatMap((track) => track.samples),
  );
  const views = [bytes, ...[1, 2, 3, 4, 5, 6, 7].map((bits) => shiftLeft(sound, bits))];
  const found = texts.filter((text) => views.some((view) => view.includes(text, 0, 'latin1')));
  // ISO 6709, as phones write it: +48.8577+002.295/
  if (/[+-]\d{2}\.\d{3,}[+-]\d{2,3}\.\d{3,}/.test(bytes.toString('latin1'))) found.push('a place');
  return found.map((text) => `the text ${text}`);
}

function shiftLeft(bytes: Buffer, bits: number): Buffer {
  return Buffer.from(bytes.map((byte, i) => (byte << bits) | ((bytes[i + 1] ?? 0) >> (8 - bits))));
}

/** Every way in which this MP4 would not play everywhere as it should. */
export function faultsOf(
  bytes: Buffer,
  expected: { width: number; height: number; hasSound: boolean },
): string[] {
  const mp4 = readMp4(bytes);
  const found: string[] = [];
  const order = mp4.boxes.filter((box) => !box.path.includes('.')).map((box) => box.type);
  if (order.indexOf('moov') > order.indexOf('mdat')) found.push(`boxes in the order ${order.join()}`);
  const video = mp4.tracks.find((track) => track.handler === 'vide');
  if (video === undefined) return ['no picture'];
  if (mp4.tracks.some((track) => track.handler === 'soun') !== expected.hasSound)
    found.push('sound, or the lack of it');
  if (video.width !== expected.width || video.height !== expected.height)
    found.push(`${video.width} × ${video.height}`);
  return [...found, ...codingFaults(video), ...matrixFaults(mp4), ...rhythmFaults(video)];
}

function codingFaults(video: Track): string[] {
  const found: string[] = [];
  const sps = readSps(video.config);
  const large = Math.min(video.width, video.height) > 720;
  if (video.width % 2 !== 0 || video.height % 2 !== 0) found.push('an odd size');
  if (sps.profile !== 100) found.push(`profile ${sps.profile}`);
  if (sps.level > (large ? 40 : 32)) found.push(`level ${sps.level / 10}`);
  if (!sps.squarePixels) found.push('pixels that are not square');
  if (sps.fullRange) found.push('full range');
  if (sps.color?.join() !== '1,1,1') found.push(`colours ${sps.color?.join() ?? 'untold'}`);
  return found;
}

function matrixFaults({ boxes, bytes }: Mp4): string[] {
  const upright = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].join();
  return boxes
    .filter((box) => box.type === 'tkhd')
    .map((box) => Array.from({ length: 9 }, (_, i) => bytes.readInt32BE(box.start + 40 + i * 4)).join())
    .filter((matrix) => matrix !== upright)
    .map((matrix) => `matrix ${matrix}`);
}

function rhythmFaults(video: Track): string[] {
  const found: string[] = [];
  const [step = 0] = video.durations;
  if (video.durations.some((duration) => duration !== step)) found.push('a rate that is not constant');
  const rate = video.timescale / step;
  const cap = Math.min(video.width, video.height) > 720 ? 30 : 60;
  if (!(rate <= cap + 0.001)) found.push(`${rate} pictures a second`);
  // Every group begins with an IDR picture, before which nothing later refers: that is what closed means.
  const groups = [...video.keys, video.samples.length];
  groups.slice(1).forEach((end, i) => {
    const seconds = (end - (groups[i] ?? 0)) / rate;
    if (seconds > 2.0001) found.push(`a group of ${seconds} s`);
  });
  if (video.keys[0] !== 0) found.push('no key picture at the start');
  const idr = video.samples.flatMap((sample, i) => (nalTypes(sample).includes(5) ? [i] : []));
  if (idr.join() !== video.keys.join()) found.push('key pictures that are not IDR');
  return found;
}
