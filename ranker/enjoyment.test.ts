import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { enjoyedFrom, enjoymentOf, paceAfter, type View } from './enjoyment.ts';

const nothing = { liked: false, shared: false, followed: false, commented: false };
const whole = (duration: number, times = 1): View => ({ ...nothing, duration, watched: duration * times });

test('the whole of a long clip says more than the whole of a short one, and twice more than once', () => {
  assert.ok(enjoymentOf(whole(5)) < enjoymentOf(whole(60)));
  assert.ok(enjoymentOf(whole(5)) < enjoyedFrom && enjoymentOf(whole(15)) >= enjoyedFrom);
  assert.ok(enjoymentOf(whole(5)) < enjoymentOf(whole(5, 2)));
});

test('leaving counts against a clip, half as much as staying counts for it', () => {
  assert.equal(enjoymentOf({ ...nothing, duration: 60, watched: 1 }), -0.5);
  assert.ok(enjoymentOf({ ...nothing, duration: 20, watched: 6 }) < 0);
});

test('a deed makes it enjoyed, however soon it was left; what a hasty watcher stays with is worth more', () => {
  for (const deed of ['liked', 'shared', 'followed', 'commented'] as const) {
    assert.ok(enjoymentOf({ ...nothing, duration: 60, watched: 1, [deed]: true }) >= enjoyedFrom);
  }
  let pace = 0;
  for (let view = 0; view < 300; view += 1) pace = paceAfter(pace, { ...nothing, duration: 30, watched: 3 });
  assert.ok(enjoymentOf(whole(30), pace) > enjoymentOf(whole(30)));
});

test('any view gives a strength within bounds, and never less for longer', () => {
  const duration = fc.integer({ min: 1, max: 255 });
  const watched = fc.double({ min: 0, max: 10_000, noNaN: true });
  fc.assert(
    fc.property(duration, watched, watched, fc.boolean(), (seconds, one, other, liked) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map((each) =>
        enjoymentOf({ ...nothing, duration: seconds, watched: each, liked }),
      );
      assert.ok(less !== undefined && more !== undefined && -0.5 <= less && less <= more && more <= 2);
    }),
  );
});
