import {
  readByte,
  readId,
  readNumber,
  readSigned,
  readText,
  writeId,
  writeNumber,
  writeSigned,
  writeText,
  type Reader,
} from './bytes.ts';

// One segment of a pack: what a device needs to rank its clips, the same bytes for everybody.
//
//   "OVP" 1                     magic and version
//   tables                      authors, sounds, challenges, tags, languages; each: count, texts in UTF-8
//   clips                       count, then column by column, sorted by number: number (gap), id (12 bytes), author, sound,
//                               challenge, language (place in the table, 0 = none), age rating, hours since 1970 (difference
//                               to the clip before), seconds, views, likes (powers of √2), completion (sixteenths),
//                               popularity (as a weight; 255 for none), tags, words
//   neighbours                  table of every number that occurs (gaps), then for each clip: count; places in that table (gaps);
//                               and weights, a byte each
//
// Numbers are LEB128, all in whole bytes: brotli's entropy coding does the rest. Measured with 500 clips of 40 neighbours out
// of 10,000 (numbers up to 10,000, then up to 1,000,000), brotli 11, bytes a clip for the neighbours' numbers: this 48 and
// 63; Rice bits over the same table 48 and 64; without the table 47 and 80. A scale of weights for each segment would save
// nothing either: a weight is a power of √2, so it means the same in every segment and after every training.

/** The only version so far. A reader refuses a later one with PackError `newer`. */
export const packVersion = 1;
const magic = [0x4f, 0x56, 0x50, packVersion];

/** Another clip, by number, and how much having enjoyed it speaks for (or, below zero, against) this one. */
export interface Neighbour {
  readonly number: number;
  /**
   * How much likelier a basket with that clip is to have this one too: 0.01 is one basket more in a hundred. A power of √2
   * from 4 down to 2^-59.5, with a sign; 0 is not kept.
   */
  readonly weight: number;
}

/** One clip as a pack holds it. */
export interface PackClip {
  /** uint32: stable for ever, public. */
  readonly number: number;
  /** 16 characters of base64url. */
  readonly id: string;
  /** Handle. */
  readonly author: string;
  readonly sound: string | null;
  readonly challenge: string | null;
  /** `tagsOf` its caption. */
  readonly tags: readonly string[];
  /** `wordsOf` its caption. */
  readonly words: readonly number[];
  /** BCP 47. */
  readonly language: string | null;
  readonly ageRating: 0 | 13 | 16 | 18;
  /** Hours since 1970, whole. */
  readonly publishedAt: number;
  /** Seconds, whole, 1 to 255. */
  readonly duration: number;
  /** About: rounded to a power of √2. */
  readonly views: number;
  /** About: rounded to a power of √2. */
  readonly likes: number;
  /** Smoothed mean of the watched share, 0 to 1 in sixteenths. */
  readonly completion: number;
  /** The share of all baskets that this clip is in, whatever else they hold: a power of √2, or 0. */
  readonly popularity: number;
  readonly neighbours: readonly Neighbour[];
}

/** `newer`: made for a later app, which reloading brings. `corrupt`: truncated, altered, or not a pack at all. */
export class PackError extends Error {
  readonly code: 'newer' | 'corrupt';

  constructor(code: PackError['code'], options?: ErrorOptions) {
    super(
      code === 'newer'
        ? 'This pack needs a newer version of the app: reload the page.'
        : 'This pack arrived damaged: fetch it again.',
      options,
    );
    this.name = 'PackError';
    this.code = code;
  }
}

const ageRatings = [0, 13, 16, 18] as const;
/** The weight of code 0; each further code is √2 times smaller. */
const largestWeight = 4;
const noPopularity = 255;

/** Bytes of a segment; quantises what `PackClip` says is quantised. Throws RangeError for what has no place in a pack. */
export function encodeSegment(clips: readonly PackClip[]): Uint8Array {
  const sorted = clips.toSorted((a, b) => a.number - b.number);
  const out = [...magic];
  const authors = writeTable(out, sorted, (clip) => [clip.author]);
  const sounds = writeTable(out, sorted, (clip) => [clip.sound]);
  const challenges = writeTable(out, sorted, (clip) => [clip.challenge]);
  const tags = writeTable(out, sorted, (clip) => clip.tags);
  const languages = writeTable(out, sorted, (clip) => [clip.language]);
  const column = (write: (clip: PackClip) => void) => sorted.forEach(write);

  writeNumber(out, sorted.length);
  writeGaps(
    out,
    sorted.map(({ number }) => number),
  );
  column(({ id }) => writeId(out, id));
  column(({ author }) => writeNumber(out, authors(author)));
  column(({ sound }) => writeNumber(out, sounds(sound)));
  column(({ challenge }) => writeNumber(out, challenges(challenge)));
  column(({ language }) => writeNumber(out, languages(language)));
  column(({ ageRating }) => out.push(ageRatings.indexOf(ageRating)));
  let hour = 0;
  column(({ publishedAt }) => {
    writeSigned(out, publishedAt - hour);
    hour = publishedAt;
  });
  column(({ duration }) => out.push(Math.min(255, Math.max(1, Math.round(duration)))));
  column(({ views }) => out.push(codeOfCount(views)));
  column(({ likes }) => out.push(codeOfCount(likes)));
  column(({ completion }) => out.push(Math.round(16 * Math.min(1, Math.max(0, completion)))));
  column(({ popularity }) => out.push(popularity > 0 ? codeOfWeight(popularity) : noPopularity));
  column((clip) => writeNumber(out, clip.tags.length));
  column((clip) => clip.tags.forEach((each) => writeNumber(out, tags(each))));
  column(({ words }) => writeNumber(out, words.length));
  column(({ words }) => words.forEach((word) => out.push(word >> 8, word & 255)));
  writeNeighbours(out, sorted);
  return Uint8Array.from(out);
}

/** The clips of a segment, by number. Throws PackError, whatever the bytes are, and nothing else. */
export function decodeSegment(bytes: Uint8Array): PackClip[] {
  const from = { bytes, at: 0 };
  try {
    if (magic.slice(0, 3).some((byte) => readByte(from) !== byte)) throw new PackError('corrupt');
    const version = readByte(from);
    if (version > packVersion) throw new PackError('newer');
    if (version < packVersion) throw new PackError('corrupt');
    const clips = readClips(from);
    if (from.at !== bytes.length) throw new PackError('corrupt');
    return clips;
  } catch (error) {
    throw error instanceof PackError ? error : new PackError('corrupt', { cause: error });
  }
}

/** The next weight that a pack can hold: what training should reckon with. */
export function quantiseWeight(weight: number): number {
  return weightOf(codeOfWeight(weight));
}

/** Every item takes a byte at least, so a count that lies meets the end of the bytes before it has filled the memory. */
function readClips(from: Reader): PackClip[] {
  const [authors, sounds, challenges, tags, languages] = times(5, () => readTable(from));
  const count = readNumber(from);
  const numbers = readGaps(from, count);
  const column = <T>(read: () => T) => times(count, read);

  const ids = column(() => readId(from));
  const author = column(() => known(placed(from, authors)));
  const sound = column(() => placed(from, sounds));
  const challenge = column(() => placed(from, challenges));
  const language = column(() => placed(from, languages));
  const ageRating = column(() => known(ageRatings[readByte(from)]));
  let hour = 0;
  const publishedAt = column(() => (hour = within(hour + readSigned(from), 0, 0xffffffff)));
  const duration = column(() => within(readByte(from), 1, 255));
  const views = column(() => countOf(readByte(from)));
  const likes = column(() => countOf(readByte(from)));
  const completion = column(() => within(readByte(from), 0, 16) / 16);
  const popularity = column(() => popularityOf(readByte(from)));
  const tagCounts = column(() => readNumber(from));
  const tagsOfClip = tagCounts.map((each) => times(each, () => known(placed(from, tags))));
  const wordCounts = column(() => readNumber(from));
  const words = wordCounts.map((each) => times(each, () => (readByte(from) << 8) | readByte(from)));
  const neighbours = readNeighbours(from, count);
  return numbers.map((number, at) => ({
    number,
    id: known(ids[at]),
    author: known(author[at]),
    sound: sound[at] ?? null,
    challenge: challenge[at] ?? null,
    tags: known(tagsOfClip[at]),
    words: known(words[at]),
    language: language[at] ?? null,
    ageRating: known(ageRating[at]),
    publishedAt: known(publishedAt[at]),
    duration: known(duration[at]),
    views: known(views[at]),
    likes: known(likes[at]),
    completion: known(completion[at]),
    popularity: known(popularity[at]),
    neighbours: known(neighbours[at]),
  }));
}

function writeNeighbours(out: number[], clips: readonly PackClip[]): void {
  const lists = clips.map(({ neighbours }) =>
    neighbours.filter(({ weight }) => weight !== 0).sort((a, b) => a.number - b.number),
  );
  const table = [...new Set(lists.flat().map(({ number }) => number))].sort((a, b) => a - b);
  const place = new Map(table.map((number, at) => [number, at]));
  writeNumber(out, table.length);
  writeGaps(out, table);
  for (const list of lists) writeNumber(out, list.length);
  for (const list of lists)
    writeGaps(
      out,
      list.map(({ number }) => place.get(number) ?? 0),
    );
  for (const list of lists) for (const { weight } of list) out.push(codeOfWeight(weight));
}

function readNeighbours(from: Reader, clips: number): Neighbour[][] {
  const table = readGaps(from, readNumber(from));
  const counts = times(clips, () => readNumber(from));
  const places = counts.map((count) => readGaps(from, count));
  return places.map((list) =>
    list.map((place) => ({ number: known(table[place]), weight: weightOf(readByte(from)) })),
  );
}

/** Whole numbers in ascending order, none twice: the first, then what lies between each and the next. */
function writeGaps(out: number[], ascending: readonly number[]): void {
  let next = 0;
  for (const value of ascending) {
    writeNumber(out, value - next);
    next = value + 1;
  }
}

function readGaps(from: Reader, count: number): number[] {
  let next = 0;
  return times(count, () => {
    const value = within(next + readNumber(from), 0, 0xffffffff);
    next = value + 1;
    return value;
  });
}

/** Writes the texts that occur, the most frequent first, and gives back each one's place: from 1, 0 is null. */
function writeTable(
  out: number[],
  clips: readonly PackClip[],
  textsOf: (clip: PackClip) => readonly (string | null)[],
): (text: string | null) => number {
  const uses = new Map<string, number>();
  for (const text of clips.flatMap(textsOf)) if (text !== null) uses.set(text, (uses.get(text) ?? 0) + 1);
  const texts = [...uses].sort(([, a], [, b]) => b - a).map(([text]) => text);
  const place = new Map(texts.map((text, at) => [text, at + 1]));
  writeNumber(out, texts.length);
  for (const text of texts) writeText(out, text);
  return (text) => (text === null ? 0 : (place.get(text) ?? 0));
}

function readTable(from: Reader): string[] {
  return times(readNumber(from), () => readText(from));
}

function placed(from: Reader, table: readonly string[] | undefined): string | null {
  const place = readNumber(from);
  return place === 0 ? null : known(table?.[place - 1]);
}

/** 0, then a code for each power of √2. */
function codeOfCount(count: number): number {
  return count < 1 ? 0 : Math.min(107, 1 + Math.round(2 * Math.log2(count)));
}

function countOf(code: number): number {
  return code === 0 ? 0 : Math.round(2 ** ((within(code, 1, 107) - 1) / 2));
}

/** Seven bits of size, one of sign. */
function codeOfWeight(weight: number): number {
  const steps = Math.round(2 * Math.log2(largestWeight / Math.abs(weight)));
  return Math.min(127, Math.max(0, steps)) + (weight < 0 ? 128 : 0);
}

function weightOf(code: number): number {
  const size = largestWeight * 2 ** (-(code & 127) / 2);
  return code < 128 ? size : -size;
}

function popularityOf(code: number): number {
  return code === noPopularity ? 0 : weightOf(within(code, 0, 127));
}

function times<T>(count: number, make: () => T): T[] {
  const made: T[] = [];
  for (let at = 0; at < count; at += 1) made.push(make());
  return made;
}

function known<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new RangeError('a place that does not exist');
  return value;
}

function within(value: number, least: number, most: number): number {
  if (value < least || value > most) throw new RangeError('a number beyond its range');
  return value;
}
