import type { Movie, Sample, Track } from './movie.ts';

/** Seconds of media in one piece. */
const pieceLength = 0.5;

/** A run of bytes of the file that holds one stretch of the clip, sound and picture together. */
export interface Piece {
  /** Bytes `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Decoding can begin here. */
  readonly key: boolean;
  readonly runs: readonly Run[];
}

/** Samples of one track that lie next to each other. */
interface Run {
  readonly track: Track;
  readonly samples: readonly Sample[];
}

/** Cuts the file, in the order of its bytes, into pieces of about half a second; a key picture always begins one. */
export function cutPieces({ tracks, duration }: Movie): Piece[] {
  const lead = tracks.find(({ kind }) => kind === 'video') ?? tracks[0];
  const all = tracks
    .flatMap((track) => track.samples.map((sample) => ({ track, sample })))
    .sort((a, b) => a.sample.offset - b.sample.offset);
  const groups: (typeof all)[] = [];
  let begun = -Infinity;
  for (const each of all) {
    const leads = each.track === lead;
    const time = each.sample.time / each.track.timescale;
    if (
      groups.length === 0 ||
      (leads && (each.sample.key || time - begun >= pieceLength) && begun > -Infinity)
    ) {
      groups.push([]);
      begun = -Infinity;
    }
    if (leads && begun === -Infinity) begun = time;
    groups.at(-1)?.push(each);
  }
  const starts = groups.map((group) => startOf(group, lead));
  return groups.map((group, i) => ({
    from: group[0]?.sample.offset ?? 0,
    to: Math.max(...group.map(({ sample }) => sample.offset + sample.size)),
    start: starts[i] ?? 0,
    end: starts[i + 1] ?? duration,
    key: group.find(({ track }) => track === lead)?.sample.key ?? false,
    runs: runsOf(group),
  }));
}

type Placed = { readonly track: Track; readonly sample: Sample };

function startOf(group: readonly Placed[], lead: Track | undefined): number {
  const first = group.find(({ track }) => track === lead) ?? group[0];
  return first ? first.sample.time / first.track.timescale : 0;
}

function runsOf(group: readonly Placed[]): Run[] {
  const runs: { track: Track; samples: Sample[] }[] = [];
  let next = -1;
  for (const { track, sample } of group) {
    const last = runs.at(-1);
    if (last?.track === track && sample.offset === next) last.samples.push(sample);
    else runs.push({ track, samples: [sample] });
    next = sample.offset + sample.size;
  }
  return runs;
}

/** The initialization segment for these tracks (ISO BMFF Byte Stream Format, section 3). */
export function initSegment(tracks: readonly Track[]): Uint8Array<ArrayBuffer> {
  const empty = [full('stts', 0, 0), full('stsc', 0, 0), full('stsz', 0, 0, 0), full('stco', 0, 0)];
  const trak = ({ boxes }: Track) =>
    box(
      'trak',
      boxes.tkhd,
      box(
        'mdia',
        boxes.mdhd,
        boxes.hdlr,
        box('minf', boxes.header, boxes.dinf, box('stbl', boxes.stsd, ...empty)),
      ),
    );
  // mvhd: no times, timescale 1000, unknown duration, rate and volume 1, the identity matrix.
  const unity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  const mvhd = full(
    'mvhd',
    0,
    0,
    0,
    1000,
    0,
    0x10000,
    0x1000000,
    0,
    0,
    ...unity,
    0,
    0,
    0,
    0,
    0,
    0,
    0xffffffff,
  );
  const trex = tracks.map(({ id }) => full('trex', 0, id, 1, 0, 0, 0));
  return join([
    box('ftyp', text('iso5'), numbers([1]), text('iso5mp41')),
    box('moov', mvhd, ...tracks.map(trak), box('mvex', ...trex)),
  ]);
}

/** A media segment: the piece’s bytes as they are in the file, with a new index before them. */
export function mediaSegment(piece: Piece, bytes: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> {
  const moof = (size: number) =>
    box('moof', full('mfhd', 0, sequence), ...trafs(piece, (offset) => size + 8 + offset - piece.from));
  // The index names distances from its own start, so its size has to be known first.
  return join([moof(moof(0).length), box('mdat', bytes)]);
}

function trafs({ runs }: Piece, distance: (offset: number) => number): Uint8Array[] {
  const tracks = [...new Set(runs.map(({ track }) => track))];
  return tracks.map((track) => {
    const own = runs.filter((run) => run.track === track);
    const time = own[0]?.samples[0]?.time ?? 0;
    const tfhd = full('tfhd', 0x020000, track.id);
    const tfdt = full('tfdt', 0x01000000, Math.floor(time / 2 ** 32), time % 2 ** 32);
    return box('traf', tfhd, tfdt, ...own.map(({ samples }) => trun(samples, distance)));
  });
}

/** Flags: where the data is, and of each sample its length, size, dependence and (signed, version 1) shift. */
function trun(samples: readonly Sample[], distance: (offset: number) => number): Uint8Array {
  const table = samples.flatMap(({ length, size, key, shift }) => [
    length,
    size,
    key ? 0x02000000 : 0x01010000,
    shift,
  ]);
  return full('trun', 0x01000f01, samples.length, distance(samples[0]?.offset ?? 0), ...table);
}

function box(type: string, ...parts: Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return join([numbers([size]), text(type), ...parts]);
}

/** A box that begins with version and flags, here one number, and goes on with 32-bit numbers. */
function full(type: string, versionAndFlags: number, ...values: number[]): Uint8Array {
  return box(type, numbers([versionAndFlags, ...values]));
}

function numbers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setInt32(i * 4, value);
  });
  return bytes;
}

function text(value: string): Uint8Array {
  return Uint8Array.from(value, (char) => char.charCodeAt(0));
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
