import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeSegment, encodeSegment, PackError, quantiseWeight, type PackClip } from './pack.ts';
import { madeUpClips } from '../test/support/made-up-clips.ts';

const id = fc.stringMatching(/^[A-Za-z0-9_-]{16}$/);
const handle = fc.stringMatching(/^[a-z][a-z0-9_]{2,23}$/);
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => text.toWellFormed());
const uint32 = fc.nat(0xffffffff);
const size = fc.double({ min: 2 ** -61, max: 4, noNaN: true });
const weight = fc.tuple(size, fc.boolean()).map(([each, against]) => (against ? -each : each));
const neighbours = fc.uniqueArray(fc.record({ number: uint32, weight }), {
  maxLength: 64,
  selector: ({ number }) => number,
});
const clip: fc.Arbitrary<PackClip> = fc.record({
  number: uint32,
  id,
  author: handle,
  sound: fc.option(id),
  challenge: fc.option(id),
  tags: fc.array(word, { maxLength: 5 }),
  words: fc.array(fc.nat(65535), { maxLength: 6 }),
  language: fc.option(fc.constantFrom('en', 'de', 'zh-Hant')),
  ageRating: fc.constantFrom(0, 13, 16, 18),
  publishedAt: fc.nat(1_000_000),
  duration: fc.integer({ min: 1, max: 255 }),
  views: fc.nat(2 ** 40),
  likes: fc.nat(1000),
  popularity: fc.constantFrom(0, 1, 2 ** -8, 2 ** -20.5),
  completion: fc.nat(16).map((sixteenths) => sixteenths / 16),
  neighbours,
});
const clips = fc.uniqueArray(clip, { maxLength: 20, selector: ({ number }) => number });

/** Either the bytes are clips, or a PackError: nothing else may come of them. */
function decodesOrRefuses(bytes: Uint8Array): 'clips' | PackError['code'] {
  try {
    decodeSegment(bytes);
    return 'clips';
  } catch (error) {
    if (error instanceof PackError) return error.code;
    throw error;
  }
}

function isNear(kept: number, given: number): boolean {
  return Math.abs(Math.log2(kept / given)) < 0.2501 + 1 / given;
}

test('a segment comes back as it went in, but for what is rounded', () => {
  fc.assert(
    fc.property(clips, (given) => {
      const bytes = encodeSegment(given);
      const kept = decodeSegment(bytes);
      const sorted = given.toSorted((a, b) => a.number - b.number);
      assert.equal(kept.length, given.length);
      for (const [at, clip] of kept.entries()) {
        const original = sorted[at];
        assert.ok(original);
        const exact = { views: 0, likes: 0, neighbours: [] };
        assert.deepEqual({ ...clip, ...exact }, { ...original, ...exact });
        for (const count of ['views', 'likes'] as const) {
          assert.ok(original[count] === 0 ? clip[count] === 0 : isNear(clip[count], original[count]));
        }
        const byNumber = original.neighbours.toSorted((a, b) => a.number - b.number);
        assert.deepEqual(
          clip.neighbours,
          byNumber.map(({ number, weight }) => ({ number, weight: quantiseWeight(weight) })),
        );
        assert.ok(
          byNumber.every(
            ({ weight }) =>
              quantiseWeight(weight) / weight > 0 &&
              Math.abs(Math.log2(quantiseWeight(weight) / weight)) < 0.2501,
          ),
        );
      }
      assert.deepEqual(encodeSegment(kept), bytes);
    }),
  );
});

test('a truncated or altered segment never does anything but decode or be refused', () => {
  fc.assert(
    fc.property(clips, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, flip) => {
      const bytes = encodeSegment(given);
      assert.equal(decodesOrRefuses(bytes.subarray(0, at % bytes.length)), 'corrupt');
      const altered = bytes.slice();
      altered[at % bytes.length] = (altered[at % bytes.length] ?? 0) ^ flip;
      decodesOrRefuses(altered);
      assert.equal(decodesOrRefuses(Uint8Array.of(...bytes, 0)), 'corrupt');
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodesOrRefuses(bytes)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
      decodesOrRefuses(Uint8Array.of(0x4f, 0x56, 0x50, 1, ...rest));
    }),
  );
});

test('a later version is refused as newer, and a count that lies before it is believed', () => {
  const bytes = encodeSegment([]);
  assert.equal(decodesOrRefuses(bytes), 'clips');
  assert.equal(decodesOrRefuses(bytes.with(3, 2)), 'newer');
  assert.equal(decodesOrRefuses(bytes.with(3, 0)), 'corrupt');
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  for (let table = 0; table < 7; table += 1) {
    const lying = Uint8Array.of(0x4f, 0x56, 0x50, 1, ...Array<number>(table).fill(0), ...huge);
    assert.equal(decodesOrRefuses(lying), 'corrupt');
  }
});

test('what has no place in a pack is not written', () => {
  const [clip] = madeUpClips({ clips: 1, neighbours: 0 });
  assert.ok(clip);
  assert.throws(() => encodeSegment([clip, clip]), RangeError);
  assert.throws(() => encodeSegment([{ ...clip, id: 'short' }]), RangeError);
  assert.throws(() => encodeSegment([{ ...clip, number: 0.5 }]), RangeError);
});

test('500 clips of 40 neighbours each fit 60 kB, 160 bytes a clip', () => {
  const all = madeUpClips({ clips: 10_000, neighbours: 40 });
  const bytes = brotliCompressSync(encodeSegment(all.filter((_, at) => at % 20 === 0)));
  assert.ok(bytes.length <= 60_000, `${bytes.length} bytes`);
  assert.ok(bytes.length / 500 <= 160);
});
