import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefetchGoals } from './prefetch.ts';

const begun = { watched: 0, ahead: 0, complete: false, headroom: 10 };

test('the next clip waits until the one on the screen can play', () => {
  assert.equal(prefetchGoals({ ...begun, ahead: 0.3 }).next, 0);
  assert.ok(prefetchGoals({ ...begun, ahead: 0.8 }).next > 0);
  assert.ok(prefetchGoals({ ...begun, ahead: 0.3, complete: true }).next > 0);
});

test('who watches longer gets more ahead, up to a limit', () => {
  const goal = (watched: number) => prefetchGoals({ ...begun, watched }).playing;
  assert.ok(goal(4) > goal(1));
  assert.equal(goal(180), 20);
});

test('a slow line holds more, a fast one less, and an unknown one is taken for neither', () => {
  const goal = (headroom: number | null) => prefetchGoals({ ...begun, headroom }).playing;
  assert.ok(goal(1) > goal(3));
  assert.ok(goal(3) > goal(30));
  assert.ok(goal(null) < goal(1) && goal(null) > goal(30));
  assert.ok(goal(1000) >= 0.5, 'less than a piece would stall between two looks');
});
