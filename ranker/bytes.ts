// Bytes of the pack format: LEB128 numbers and UTF-8 texts. Reading past the end or beyond a number's range throws a
// RangeError; nothing here allocates by a count that it has only been told.

export interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A whole number from 0 to 2^53 - 1, seven bits a byte, lowest first (LEB128). */
export function writeNumber(out: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} has no place in a pack.`);
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** Throws RangeError beyond `max`. */
export function readNumber(from: Reader, max = 0xffffffff): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = readByte(from);
    value += (byte % 128) * scale;
    if (value > max || scale > 2 ** 49) throw new RangeError('a number beyond its range');
    if (byte < 128) return value;
  }
}

export function readByte(from: Reader): number {
  const byte = from.bytes[from.at];
  if (byte === undefined) throw new RangeError('the end came too soon');
  from.at += 1;
  return byte;
}

/** Numbers below zero and above it in one: 0, -1, 1, -2, 2, … become 0, 1, 2, 3, 4, … */
export function writeSigned(out: number[], value: number): void {
  writeNumber(out, value < 0 ? -2 * value - 1 : 2 * value);
}

export function readSigned(from: Reader): number {
  const folded = readNumber(from, 2 ** 33);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}

export function writeText(out: number[], text: string): void {
  const bytes = new TextEncoder().encode(text);
  writeNumber(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

export function readText(from: Reader): string {
  const end = readNumber(from) + from.at;
  if (end > from.bytes.length) throw new RangeError('the end came too soon');
  const text = utf8.decode(from.bytes.subarray(from.at, end));
  from.at = end;
  return text;
}

/** A clip's id: 16 characters of base64url, 12 bytes. */
export function writeId(out: number[], id: string): void {
  if (!/^[A-Za-z0-9_-]{16}$/.test(id)) throw new RangeError(`${id} is not the id of a clip.`);
  for (let at = 0; at < 16; at += 4) {
    let bits = 0;
    for (let each = at; each < at + 4; each += 1) bits = (bits << 6) | base64url.indexOf(id.charAt(each));
    out.push(bits >> 16, (bits >> 8) & 255, bits & 255);
  }
}

export function readId(from: Reader): string {
  let id = '';
  for (let group = 0; group < 4; group += 1) {
    const bits = (readByte(from) << 16) | (readByte(from) << 8) | readByte(from);
    for (let shift = 18; shift >= 0; shift -= 6) id += base64url.charAt((bits >> shift) & 63);
  }
  return id;
}
