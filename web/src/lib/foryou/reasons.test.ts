import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from './en.ts';
import type { Reason } from './protocol.ts';
import { partsOf } from './reasons.ts';

const value = fc.double({ min: -3, max: 3, noNaN: true });
const reason: fc.Arbitrary<Reason> = fc.oneof(
  fc.record({ kind: fc.constant('history' as const), author: fc.constantFrom('ann', 'bob', null), value }),
  fc.record({
    kind: fc.constantFrom('content' as const, 'wish' as const),
    trait: fc.constantFrom(
      'tag:tea' as const,
      'author:ann' as const,
      'word:51966' as const,
      'language:en' as const,
    ),
    value,
  }),
  fc.record({
    kind: fc.constantFrom(...(['completion', 'likes', 'freshness', 'exploration'] as const)),
    value,
  }),
);

test('what is shown adds up to the score, whatever its terms are', () => {
  fc.assert(
    fc.property(fc.array(reason), (reasons) => {
      const parts = partsOf(reasons, en.why);
      const sum = (values: readonly { value: number }[]) => values.reduce((all, each) => all + each.value, 0);
      assert.ok(Math.abs(sum(parts) - sum(reasons)) < 0.006);
      assert.ok(parts.length <= 7);
      assert.equal(new Set(parts.map(({ words }) => words)).size, parts.length);
    }),
  );
});

test('terms that read alike are one, the strongest comes first, and what reads as nothing is added up', () => {
  const parts = partsOf(
    [
      { kind: 'history', author: 'ann', value: 0.2 },
      { kind: 'freshness', value: 0.25 },
      { kind: 'history', author: 'ann', value: 0.3 },
      { kind: 'content', trait: 'tag:tea', value: -0.1 },
      { kind: 'likes', value: 0.004 },
      { kind: 'completion', value: 0.003 },
    ],
    en.why,
  );
  assert.deepEqual(
    parts.map(({ words, value: each }) => [words, Math.round(each * 1000) / 1000]),
    [
      ['Because you enjoyed a clip by @ann', 0.5],
      ['It is new', 0.25],
      ['You enjoy #tea less than most', -0.1],
      ['Everything else together', 0.007],
    ],
  );
});
