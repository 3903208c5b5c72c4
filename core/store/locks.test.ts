import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locks } from './locks.ts';

test('no two acts wait for each other because their locks have the same number', () => {
  const numbers = Object.values(locks);
  assert.equal(new Set(numbers).size, numbers.length);
});
