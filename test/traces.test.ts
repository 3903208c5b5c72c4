import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { formsOf, searchFor, searchForMessages } from './support/traces.ts';

// The search of test/e2e/dump.test.ts finds what it looks for.

const message = [1_600_000_001, 1_700_000_002, 1_800_000_003, 1_900_000_004];
const others = [1_234_567_890, 1_334_567_890, 1_434_567_890];
const find = searchForMessages([message, others]);
const noise = () => randomBytes(1000);

function int4(numbers: number[], options: { big?: boolean; between?: number } = {}): Buffer {
  return Buffer.concat(
    numbers.map((number) => {
      const bytes = Buffer.alloc(4 + (options.between ?? 0));
      if (options.big === true) bytes.writeInt32BE(number);
      else bytes.writeInt32LE(number);
      return bytes;
    }),
  );
}

test('a message is found in any order and any form, in the midst of anything', () => {
  const shuffled = [2, 0, 3, 1].map((i) => message[i] ?? 0);
  const rows = shuffled.map((clip) => ({ clip, watched: 3, again: false, skipped: false }));
  const written = [
    Buffer.from(JSON.stringify(shuffled)),
    Buffer.from(JSON.stringify({ shown: rows })),
    Buffer.from(`{${shuffled.join(',')}}`),
    Buffer.from(shuffled.join('\n')),
    int4(shuffled),
    int4(shuffled, { big: true }),
    int4(shuffled, { big: true, between: 4 }),
  ];
  for (const bytes of written) {
    assert.notDeepEqual(find(Buffer.concat([noise(), bytes, noise()])), [], bytes.toString('latin1'));
  }
});

test('sums are no message: pairs in rows, and numbers in their order', () => {
  const [a = 0, b = 0, c = 0] = message;
  const rows = [
    [a, b],
    [a, c],
    [b, c],
  ].flatMap((pair) => [Buffer.alloc(24), int4(pair), Buffer.alloc(4)]);
  assert.deepEqual(find(Buffer.concat(rows)), []);
  assert.deepEqual(find(int4([a, others[0] ?? 0, b, others[1] ?? 0, c])), []);
});

test('a secret is found in every form', () => {
  const secret = randomBytes(32);
  const search = searchFor(formsOf(secret).map((form) => [form, secret]));
  for (const form of formsOf(secret)) {
    assert.notDeepEqual(search(Buffer.concat([noise(), form, noise()])), [], form.toString('latin1'));
  }
});
