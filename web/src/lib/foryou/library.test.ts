import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clip } from '../../../../contract/clips.ts';
import type { PackHead } from '../../../../contract/packs.ts';
import type { PackClip } from '../../../../ranker/pack.ts';
import { emptyLibrary, entriesOf, follow, missing, type Entry } from './library.ts';

const hash = (letter: string) => letter.repeat(43);
const segment = (letter: string) =>
  ({ kind: 'fresh', clips: 1, segment: hash(letter), cards: hash(letter.toLowerCase()) }) as const;

function headOf(languages: PackHead['languages'], tombstones: string[] = []): PackHead {
  return { format: 1, publishedAt: '2026-11-23T12:00:00Z', languages, tombstones };
}

function entry(id: string): Entry {
  const clip: PackClip = {
    number: 1,
    id,
    author: 'ann',
    sound: null,
    challenge: null,
    tags: [],
    words: [],
    language: null,
    ageRating: 0,
    publishedAt: 0,
    duration: 1,
    views: 0,
    likes: 0,
    completion: 0,
    popularity: 0,
    neighbours: [],
  };
  const card: Clip = {
    id,
    url: '',
    shareUrl: '',
    maker: { handle: 'ann', name: 'Ann', avatar: null },
    caption: '',
    language: null,
    audience: 'everyone',
    hidden: false,
    publishedAt: '2026-11-23T12:00:00Z',
    duration: 1,
    width: 9,
    height: 16,
    hasSound: false,
    poster: '',
    thumbhash: '',
    renditions: [],
    likes: 0,
    comments: 0,
  };
  return { clip, card };
}

const withSegment = (head: PackHead, letter: string, ...ids: string[]) => ({
  ...follow(emptyLibrary, head, 'all'),
  segments: new Map([[hash(letter), ids.map(entry)]]),
});

test('what is missing is fetched in the order of the head, whatever is liked', () => {
  const head = headOf({ all: [segment('C'), segment('A'), segment('B')] });
  const wanted = (library: typeof emptyLibrary) => missing(library).map(({ segment: name }) => name[0]);
  assert.deepEqual(wanted(follow(emptyLibrary, head, 'all')), ['C', 'A', 'B']);
  assert.deepEqual(wanted(withSegment(head, 'A', 'one')), ['C', 'B']);
});

test('of a segment that the head does not name any more nothing is shown', () => {
  const before = withSegment(headOf({ all: [segment('A')] }), 'A', 'one');
  assert.deepEqual([...entriesOf(before).keys()], ['one']);
  const after = follow(before, headOf({ all: [segment('B')] }), 'all');
  assert.deepEqual([...entriesOf(after).keys()], []);
});

test('tombstones take clips out, and a clip in two segments is there once', () => {
  const head = headOf({ all: [segment('A'), segment('B')] }, ['two']);
  const library = {
    ...follow(emptyLibrary, head, 'all'),
    segments: new Map([
      [hash('A'), [entry('one'), entry('two')]],
      [hash('B'), [entry('one'), entry('three')]],
    ]),
  };
  assert.deepEqual([...entriesOf(library).keys()], ['one', 'three']);
});

test('a language without a feed of its own has everybody’s', () => {
  const head = headOf({ all: [segment('A')], de: [segment('B')] });
  assert.equal(follow(emptyLibrary, head, 'de').language, 'de');
  assert.equal(missing(follow(emptyLibrary, head, 'de'))[0]?.segment, hash('B'));
  assert.equal(follow(emptyLibrary, head, 'fr').language, 'all');
});
