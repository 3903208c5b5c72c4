import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '../../../../contract/errors.ts';
import { reportReasons } from '../../../../contract/safety.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { de as forYouDe } from '../foryou/de.ts';
import { en as forYouEn } from '../foryou/en.ts';
import { formatters } from './format.ts';

/** Every sentence by its place; functions count by what they say of 2. */
function sentences(catalogue: object, place = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string') return [[`${place}${name}`, value]];
    return typeof value === 'object' && value !== null ? sentences(value, `${place}${name}.`) : [];
  });
}

test('both languages say the same things, and no sentence is empty', () => {
  for (const [one, other] of [
    [en, de],
    [forYouEn, forYouDe],
  ] as const) {
    const english = new Map(sentences(one));
    const german = new Map(sentences(other));
    assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
    for (const [place, sentence] of [...english, ...german]) assert.notEqual(sentence.trim(), '', place);
  }
});

test('every refusal and every reason to report has a sentence of its own', () => {
  for (const { failures, reasons } of [en, de]) {
    assert.deepEqual(Object.keys(failures).sort(), [...errorCodes, 'offline', 'outdated'].sort());
    assert.deepEqual(Object.keys(reasons), [...reportReasons]);
    assert.equal(new Set(Object.values(failures)).size, errorCodes.length + 2);
  }
});

test('numbers, plurals and times follow the language', () => {
  assert.equal(en.acts.likes(1), '1 like');
  assert.equal(en.acts.likes(12_345), '12.3K likes');
  assert.equal(de.acts.comments(2), '2 Kommentare');
  const now = Date.parse('2026-11-23T12:00:00Z');
  const { ago, clock } = formatters('en');
  assert.equal(ago('2026-11-23T11:59:30Z', now), 'now');
  assert.equal(ago('2026-11-23T11:15:00Z', now), '45 min. ago');
  assert.equal(ago('2026-11-22T11:00:00Z', now), 'yesterday');
  assert.equal(ago('2026-01-02T11:00:00Z', now), 'Jan 2, 2026');
  assert.equal(clock(75.9), '1:15');
});
