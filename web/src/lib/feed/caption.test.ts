import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { captionParts } from './caption.ts';
import { fills } from './fit.ts';

test('hashtags are marked in any script, and a lone # is not one', () => {
  const tags = (caption: string) => captionParts(caption).flatMap(({ text, tag }) => (tag ? [text] : []));
  assert.deepEqual(tags('Rain on the tram #Köln #雨_の日, ok'), ['#Köln', '#雨_の日']);
  assert.deepEqual(tags('# 1 is not a tag'), []);
});

test('nothing of a caption is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (caption) => {
      assert.equal(
        captionParts(caption)
          .map(({ text }) => text)
          .join(''),
        caption,
      );
    }),
  );
});

test('a clip fills its place only while little is cut off', () => {
  const phone = { width: 390, height: 788 };
  assert.ok(fills({ width: 720, height: 1280 }, phone));
  assert.ok(!fills({ width: 720, height: 720 }, phone));
  assert.ok(!fills({ width: 1280, height: 720 }, phone));
});
