import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leapTo, unwatched, watchOn } from './watched.ts';

/** Goes through places of the playhead in a clip of ten seconds. */
const through = (...places: number[]) =>
  places.reduce((watching, at) => watchOn(watching, at, 10), unwatched);

test('what plays counts, and standing still does not', () => {
  assert.deepEqual(through(0.5, 1, 1, 1, 1.5), { seconds: 1.5, loops: 0, at: 1.5 });
});

test('a clip that begins anew has been watched once, also where the last picture was missed', () => {
  const watching = through(0.9, 1.8, 2.7, 3.6, 4.5, 5.4, 6.3, 7.2, 8.1, 9, 9.8, 0.1);
  assert.equal(watching.loops, 1);
  assert.ok(Math.abs(watching.seconds - 10.1) < 1e-9);
});

test('leaps are not watched, whoever made them', () => {
  assert.deepEqual(through(0.5, 8), { seconds: 0.5, loops: 0, at: 8 });
  assert.deepEqual(through(0.9, 1.8, 0.2), { seconds: 1.8, loops: 0, at: 0.2 });
  assert.deepEqual(watchOn(leapTo(through(0.5), 9.8), 0.1, 10), {
    seconds: 0.5 + (0.1 + 10 - 9.8),
    loops: 1,
    at: 0.1,
  });
});
