import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Piece } from './fragments.ts';
import { nextPiece, reach } from './pieces.ts';

/** Half a second each; every fourth begins with a key picture. */
const pieces: readonly Piece[] = Array.from({ length: 24 }, (_, i) => ({
  from: i * 100,
  to: i * 100 + 100,
  start: i / 2,
  end: (i + 1) / 2,
  key: i % 4 === 0,
  runs: [],
}));
const none = () => pieces.map(() => false);

test('from the start it goes on piece by piece, as far as is wanted', () => {
  const loaded = none();
  assert.deepEqual(nextPiece(pieces, loaded, 0, 1, null), { first: 0, upTo: 0 });
  assert.equal(reach(pieces, loaded, 0, 1), 2);
  loaded.fill(true, 0, 3);
  assert.equal(nextPiece(pieces, loaded, 0, 1, 2), null);
  assert.deepEqual(nextPiece(pieces, loaded, 0.6, 1, 2), { first: 3, upTo: 3 });
});

test('after a jump it begins at the key picture before', () => {
  const loaded = none();
  loaded.fill(true, 0, 3);
  assert.deepEqual(nextPiece(pieces, loaded, 5.2, 1, 2), { first: 8, upTo: 10 });
});

test('it stops before what is there already', () => {
  const loaded = none();
  loaded[6] = true;
  assert.equal(reach(pieces, loaded, 4, 100), 5);
  assert.equal(reach(pieces, loaded, 20, 100), 23);
});

test('wherever the playhead jumps, everything from it to the end of the goal is there after a few requests', () => {
  const jump = fc.record({
    at: fc.double({ min: 0, max: 11.9, noNaN: true }),
    cancelled: fc.nat(6),
  });
  fc.assert(
    fc.property(fc.array(jump, { minLength: 1, maxLength: 12 }), (jumps) => {
      const loaded = none();
      let last: number | null = null;
      for (const { at, cancelled } of [...jumps, { at: 3.3, cancelled: Infinity }]) {
        let left = cancelled;
        for (let requests = 0; left > 0; requests++) {
          assert.ok(requests < 30);
          const missing = nextPiece(pieces, loaded, at, 2, last);
          if (missing === null) break;
          loaded.fill(false, missing.first, missing.upTo + 1);
          const final = reach(
            pieces,
            loaded,
            missing.first,
            Math.max(at + 2, pieces[missing.upTo]?.start ?? 0),
          );
          for (let i = missing.first; i <= final && left > 0; i++, left--) {
            assert.ok(last === i - 1 || pieces[i]?.key, 'nothing is decoded without what it builds on');
            loaded[i] = true;
            last = i;
          }
        }
      }
      assert.ok(pieces.every(({ start, end }, i) => end <= 3.3 || start > 5.3 || loaded[i] === true));
    }),
  );
});
