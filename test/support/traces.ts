import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file under a folder, whole. */
export function* filesUnder(folder: string): Generator<{ name: string; bytes: Buffer }> {
  for (const name of globSync('**', { cwd: folder })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) yield { name, bytes: readFileSync(path) };
  }
}

export interface Find<T> {
  readonly at: number;
  readonly end: number;
  readonly what: T;
}

/** A search for thousands of byte strings (of four bytes and more) at once, in one pass over each haystack. */
export function searchFor<T>(needles: readonly (readonly [Buffer, T])[]): (haystack: Buffer) => Find<T>[] {
  const mayBegin = new Uint8Array(65_536);
  const byHead = new Map<number, (readonly [Buffer, T])[]>();
  for (const needle of needles) {
    const head = needle[0].readUInt32LE(0);
    mayBegin[head & 0xffff] = 1;
    byHead.set(head, [...(byHead.get(head) ?? []), needle]);
  }
  return (haystack) => {
    const found: Find<T>[] = [];
    for (let at = 0; at + 4 <= haystack.length; at++) {
      const start = (haystack[at] ?? 0) | ((haystack[at + 1] ?? 0) << 8);
      if (mayBegin[start] === 0) continue;
      for (const [bytes, what] of byHead.get(haystack.readUInt32LE(at)) ?? []) {
        const end = at + bytes.length;
        if (bytes.equals(haystack.subarray(at, end))) found.push({ at, end, what });
      }
    }
    return found;
  };
}

/** A secret in every form in which it could have been kept: as it is, base64url, base64 and hex. */
export function formsOf(secret: Buffer): Buffer[] {
  const texts = (['base64url', 'base64', 'hex'] as const).map((form) => Buffer.from(secret.toString(form)));
  return [secret, ...texts, Buffer.from(secret.toString('hex').toUpperCase())];
}

interface WrittenNumber {
  readonly number: number;
  readonly form: string;
}

/** How far apart the numbers of one message may stand to be one message still, in bytes, in each form. */
const gaps: Record<string, number> = { text: 80, int4: 4, 'int4, big-endian': 4 };

/**
 * A search for messages: three numbers and more of one of them after one another, in any order, as text (JSON, arrays,
 * rows) or as integers of four bytes (arrays on the disk, parameters on the wire). Returns a word on each that it finds.
 */
export function searchForMessages(messages: readonly (readonly number[])[]): (haystack: Buffer) => string[] {
  const numbers = [...new Set(messages.flat())];
  const search = searchFor(numbers.flatMap(writtenForms));
  const messagesWith = new Map(
    numbers.map((number) => [number, messages.filter((each) => each.includes(number))]),
  );
  return (haystack) => {
    const found = search(haystack);
    return Object.entries(gaps).flatMap(([form, gap]) => {
      const ours = found.filter(({ what }) => what.form === form);
      return ours.flatMap((first, i) => {
        const [second, third] = [ours[i + 1], ours[i + 2]];
        if (second === undefined || third === undefined) return [];
        if (second.at - first.end > gap || third.at - second.end > gap) return [];
        const three = [first, second, third].map(({ what }) => what.number);
        if (new Set(three).size < 3) return [];
        const whole = messagesWith
          .get(first.what.number)
          ?.some((each) => three.every((number) => each.includes(number)));
        return whole === true ? [`${three.join(', ')} as ${form} at ${first.at}`] : [];
      });
    });
  };
}

function writtenForms(number: number): [Buffer, WrittenNumber][] {
  const [little, big] = [Buffer.alloc(4), Buffer.alloc(4)];
  little.writeUInt32LE(number);
  big.writeUInt32BE(number);
  return [
    [Buffer.from(String(number)), { number, form: 'text' }],
    [little, { number, form: 'int4' }],
    [big, { number, form: 'int4, big-endian' }],
  ];
}
