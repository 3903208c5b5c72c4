import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowances, createRateLimits } from './rate-limit.ts';

const HOUR = 3_600_000;

function atTime(capacity?: number) {
  const clock = { at: Date.UTC(2026, 0, 1, 1) };
  return { clock, take: createRateLimits(() => clock.at, capacity) };
}

test('a sender spends the burst, is told how long to wait, and may go on after that time', () => {
  const { clock, take } = atTime();
  const { burst, perHour } = allowances.report;
  for (let i = 0; i < burst; i++) assert.equal(take('report', 'ada'), 0);
  const seconds = take('report', 'ada');
  assert.equal(seconds, HOUR / perHour / 1000);
  assert.equal(take('report', 'ada'), seconds, 'a refused try costs nothing');
  clock.at += (seconds - 1) * 1000;
  assert.equal(take('report', 'ada'), 1);
  clock.at += 1000;
  assert.equal(take('report', 'ada'), 0);
  assert.notEqual(take('report', 'ada'), 0);
});

test('senders and acts do not share an allowance', () => {
  const { take } = atTime();
  while (take('report', 'ada') === 0);
  assert.equal(take('report', 'bob'), 0);
  assert.equal(take('like', 'ada'), 0);
});

test('an allowance does not grow beyond its burst', () => {
  const { clock, take } = atTime();
  take('report', 'ada');
  clock.at += 20 * HOUR;
  let taken = 0;
  while (take('report', 'ada') === 0) taken++;
  assert.equal(taken, allowances.report.burst);
});

test('a new day forgets everybody', () => {
  const { clock, take } = atTime();
  while (take('report', 'ada') === 0);
  clock.at = Date.UTC(2026, 0, 2);
  assert.equal(take('report', 'ada'), 0);
});

test('memory is bounded: the sender who has been quiet for the longest time is forgotten', () => {
  const { take } = atTime(2);
  while (take('report', 'ada') === 0);
  take('report', 'bob');
  assert.notEqual(take('report', 'ada'), 0);
  take('report', 'eve');
  assert.notEqual(take('report', 'ada'), 0, 'ada was heard of after bob');
  take('report', 'bob');
  take('report', 'eve');
  assert.equal(take('report', 'ada'), 0);
});
