import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefetchGoals } from './prefetch.ts';

test('the next clip waits until the one on the screen can play', () => {
  assert.equal(prefetchGoals({ watched: 0, ahead: 0.3, complete: false }).next, 0);
  assert.equal(prefetchGoals({ watched: 0, ahead: 1.6, complete: false }).next, 1);
  assert.equal(prefetchGoals({ watched: 0, ahead: 0.3, complete: true }).next, 1);
});

test('who watches longer gets more ahead, up to a limit', () => {
  const goal = (watched: number) => prefetchGoals({ watched, ahead: 0, complete: false }).playing;
  assert.equal(goal(0), 2);
  assert.ok(goal(4) > goal(1));
  assert.equal(goal(170), 20);
});
