import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashWord, tagsOf, wordsOf } from './content.ts';

test('tags are found in any script, each once, lower case, five at most', () => {
  assert.deepEqual(tagsOf('Rain on the tram #Köln #雨_の日, #KÖLN # 1'), ['köln', '雨_の日']);
  assert.deepEqual(tagsOf('#a #b #c #d #e #f'), ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(tagsOf('no tags'), []);
});

test('words are the long ones, without tags, numbers and the little words between them', () => {
  assert.deepEqual(wordsOf('how to sharpen a chisel in 2026 #woodwork'), ['sharpen', 'chisel'].map(hashWord));
  assert.deepEqual(wordsOf('包丁を研ぐ').length > 0, true);
  assert.equal(wordsOf('sharpening sharpened sharpener sharpness blunt blunter bluntest').length, 6);
});

test('a word has one hash, however it is written', () => {
  assert.equal(hashWord('Café'), hashWord('cafe\u0301'));
  assert.notEqual(hashWord('chisel'), hashWord('plane'));
});

test('any caption gives tags and words within bounds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (caption) => {
      const tags = tagsOf(caption);
      const words = wordsOf(caption);
      assert.ok(tags.length <= 5 && new Set(tags).size === tags.length);
      assert.ok(
        words.length <= 6 && words.every((word) => Number.isInteger(word) && word >= 0 && word < 65536),
      );
    }),
  );
});
