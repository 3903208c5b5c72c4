import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { madeUpClips } from '../test/support/made-up-clips.ts';
import { buildCatalogue } from './catalogue.ts';
import { diversify } from './diversify.ts';
import { explain } from './explain.ts';
import { decodeSegment, encodeSegment, type PackClip } from './pack.ts';
import {
  emptyProfile,
  hideAuthor,
  hideWord,
  recordView,
  refuse,
  wantLess,
  wish,
  type Profile,
} from './profile.ts';
import { score, type Circumstances } from './score.ts';
import { worth } from './worth.ts';

const packs = [encodeSegment(madeUpClips({ clips: 1000, neighbours: 20 }))];
const catalogue = buildCatalogue(packs.map(decodeSegment));
const now: Circumstances = { hour: 480_130, age: 18, withheld: new Set(), blocked: new Set() };
const noDeeds = { liked: false, shared: false, followed: false, commented: false };

function watch(profile: Profile, clip: PackClip, share: number): void {
  recordView(
    profile,
    clip,
    { ...noDeeds, duration: clip.duration, watched: share * clip.duration },
    now.hour,
  );
}

/** Swipes on, staying with what `likes` says; gives back the clips in the order in which they were shown. */
function swipe(profile: Profile, swipes: number, likes: (clip: PackClip) => boolean): PackClip[] {
  return Array.from({ length: swipes }, () => {
    const [place] = diversify(catalogue, score(catalogue, profile, now), profile, [], 1);
    const clip = catalogue.clips[place ?? -1];
    assert.ok(clip);
    watch(profile, clip, likes(clip) ? 1.2 : 0.1);
    return clip;
  });
}

function topicOf(clip: PackClip): number {
  return Number(clip.tags[0]?.replace('topic', ''));
}

function nextTen(profile: Profile): (string | undefined)[] {
  const scores = score(catalogue, profile, now);
  return diversify(catalogue, scores, profile, [], 10).map((place) => catalogue.clips[place]?.id);
}

test('two tastes part within 30 swipes of the same packs, and an empty profile is the same everywhere', () => {
  const before = nextTen(emptyProfile());
  const [even, odd] = [emptyProfile(), emptyProfile()];
  swipe(even, 30, (clip) => topicOf(clip) % 2 === 0);
  swipe(odd, 30, (clip) => topicOf(clip) % 2 === 1);
  const later = [even, odd].map((profile, parity) =>
    swipe(profile, 20, (clip) => topicOf(clip) % 2 === parity),
  );
  const hits = later.map((clips, parity) => clips.filter((clip) => topicOf(clip) % 2 === parity).length);
  assert.ok(
    hits.every((count) => count >= 14),
    `${hits.join(' and ')} of 20`,
  );
  const [one, other] = later.map((clips) => new Set(clips.map(({ id }) => id)));
  assert.ok(one && other && one.intersection(other).size <= 6);
  assert.deepEqual(nextTen(emptyProfile()), before);
});

test('a clip of this minute, without neighbours or views, is lifted by what its maker made before', () => {
  const [known] = catalogue.clips;
  assert.ok(known);
  const fresh = {
    ...known,
    number: 900_001,
    id: 'freshfreshfresh0',
    views: 0,
    likes: 0,
    publishedAt: now.hour,
  };
  const withFresh = buildCatalogue([catalogue.clips, [fresh]]);
  const place = withFresh.placeOf.get(fresh.number) ?? -1;
  const scored = (profile: Profile) => score(withFresh, profile, now);
  const profile = emptyProfile();
  watch(profile, known, 1.5);
  watch(profile, { ...known, number: 900_002 }, 1.5);
  assert.equal(scored(profile).history[place], 0);
  assert.ok((scored(profile).content[place] ?? 0) > 0.3);
  assert.ok((scored(profile).total[place] ?? 0) > (scored(emptyProfile()).total[place] ?? 0) + 0.3);
  refuse(profile, known, now.hour);
  refuse(profile, { ...known, number: 900_002 }, now.hour);
  assert.ok((scored(profile).content[place] ?? 0) < 0);
});

test('enjoying a clip lifts those that it speaks for, wherever it is now', () => {
  const voice = 7_000_000;
  const [first, ...others] = madeUpClips({ clips: 10, neighbours: 0 });
  assert.ok(first);
  const small = buildCatalogue([[{ ...first, neighbours: [{ number: voice, weight: 0.5 }] }, ...others]]);
  const profile = emptyProfile();
  watch(profile, { ...first, author: 'gone', tags: [], words: [], sound: null, number: voice }, 1.5);
  const { history } = score(small, profile, now);
  assert.ok((history[0] ?? 0) > worth.chance);
  assert.deepEqual([...history.slice(1)], Array(9).fill(0));
});

test('hidden, blocked, withheld, seen and too old are not open; a wish moves a topic', () => {
  const [clip] = catalogue.clips;
  assert.ok(clip);
  const openOf = (profile: Profile, circumstances: Partial<Circumstances> = {}) =>
    score(catalogue, profile, { ...now, ...circumstances }).open[0];
  assert.equal(openOf(emptyProfile()), 1);
  const changed = (change: (profile: Profile) => void) => {
    const profile = emptyProfile();
    change(profile);
    return profile;
  };
  assert.equal(openOf(changed((profile) => hideAuthor(profile, clip.author))), 0);
  assert.equal(openOf(changed((profile) => hideWord(profile, clip.tags[0] ?? ''))), 0);
  const seen = changed((profile) => watch(profile, clip, 0.1));
  assert.deepEqual([openOf(seen), openOf(seen, { again: true })], [0, 1]);
  assert.equal(openOf(emptyProfile(), { blocked: new Set([clip.author]) }), 0);
  assert.equal(openOf(emptyProfile(), { withheld: new Set([clip.id]) }), 0);
  const rated = buildCatalogue([[{ ...clip, ageRating: 16 }]]);
  assert.equal(score(rated, emptyProfile(), { ...now, age: 13 }).open[0], 0);
  const wishes = (profile: Profile) => score(catalogue, profile, now).wish[0] ?? 0;
  assert.ok(wishes(changed((profile) => wish(profile, `tag:${clip.tags[0] ?? ''}`, 1))) > 1);
  assert.ok(wishes(changed((profile) => wantLess(profile, `author:${clip.author}`))) <= -1);
});

test('the reasons of any clip are all of its score, the strongest first', () => {
  const profile = emptyProfile();
  swipe(profile, 40, (clip) => topicOf(clip) < 10);
  wish(profile, 'tag:topic3', 0.4);
  const { total } = score(catalogue, profile, now);
  const places = fc.nat(catalogue.clips.length - 1);
  fc.assert(
    fc.property(places, (place) => {
      const reasons = explain(catalogue, profile, place, now.hour);
      const sum = reasons.reduce((all, { value }) => all + value, 0);
      assert.ok(Math.abs(sum - (total[place] ?? 0)) < 1e-9);
      const sizes = reasons.map(({ value }) => Math.abs(value));
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => b - a),
      );
    }),
  );
});
