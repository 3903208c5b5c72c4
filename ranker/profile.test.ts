import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { madeUpClips } from '../test/support/made-up-clips.ts';
import { enjoyedFrom } from './enjoyment.ts';
import { exportProfile, importProfile, ProfileError } from './profile-file.ts';
import {
  bounds,
  emptyProfile,
  forgive,
  hideAuthor,
  hideWord,
  recordView,
  refuse,
  topicsOf,
  wantLess,
  wish,
  type Profile,
} from './profile.ts';

const clips = madeUpClips({ clips: 1500, neighbours: 0 });
const view = { duration: 20, watched: 20, liked: false, shared: false, followed: false, commented: false };

function busyProfile(): Profile {
  const profile = emptyProfile();
  for (const [at, clip] of clips.entries()) {
    recordView(profile, clip, { ...view, watched: at % 2 === 0 ? 20 : 1, liked: at % 4 === 0 }, 500_000 + at);
  }
  for (const clip of clips.slice(0, 3)) refuse(profile, clip, 510_000);
  wish(profile, 'tag:sourdough', 0.7);
  wantLess(profile, 'sound:abc');
  hideAuthor(profile, 'ida');
  hideWord(profile, ' #Spinnen');
  return profile;
}

test('what was enjoyed is kept longest, and nothing grows without bound', () => {
  const { history, seen, shown } = busyProfile();
  const enjoyed = [...history.values()].filter(({ strength }) => strength >= enjoyedFrom);
  assert.equal(enjoyed.length, bounds.enjoyed);
  assert.equal(history.size - enjoyed.length, bounds.left);
  assert.equal(seen.size, clips.length);
  assert.equal(shown, clips.length);
});

test('the best view of a clip counts, and a refusal above all', () => {
  const [profile, clip] = [emptyProfile(), clips[0]];
  assert.ok(clip);
  const liked = recordView(profile, clip, { ...view, liked: true }, 1);
  assert.equal(recordView(profile, clip, { ...view, watched: 1 }, 2), liked);
  refuse(profile, clip, 3);
  assert.equal(recordView(profile, clip, view, 4), -1);
  assert.equal(profile.shown, 1);
  forgive(profile, clip.number);
  assert.equal(profile.history.size, 0);
});

test('«Less» goes a step further each time, and 0 takes a wish back', () => {
  const profile = emptyProfile();
  for (const expected of [-0.5, -1, -1]) {
    wantLess(profile, 'author:ida');
    assert.equal(profile.wishes.get('author:ida'), expected);
  }
  wish(profile, 'author:ida', 0);
  assert.equal(profile.wishes.size, 0);
});

test('topics are the tags of what was enjoyed, the strongest first', () => {
  const profile = emptyProfile();
  const [one, two] = clips;
  assert.ok(one && two);
  for (const number of [1, 2, 3]) recordView(profile, { ...one, number, tags: ['cats'] }, view, 1);
  recordView(profile, { ...two, tags: ['bread'] }, view, 1);
  recordView(profile, { ...two, number: 9, tags: ['cars'] }, { ...view, watched: 1 }, 1);
  assert.deepEqual(topicsOf(profile, 5), ['cats', 'bread']);
});

test('a profile comes back from its file as it was', () => {
  const profile = busyProfile();
  assert.deepEqual(importProfile(exportProfile(profile)), profile);
  assert.deepEqual(importProfile(exportProfile(emptyProfile())), emptyProfile());
});

test('a file that is not a profile is refused, and nothing else comes of it', () => {
  const good = exportProfile(busyProfile());
  const refusedAs = (text: string) => {
    try {
      importProfile(text);
      return 'profile';
    } catch (error) {
      if (error instanceof ProfileError) return error.code;
      throw error;
    }
  };
  assert.equal(refusedAs(good), 'profile');
  assert.equal(refusedAs(good.replace('"overtProfile":1', '"overtProfile":2')), 'newer');
  assert.equal(refusedAs(good.slice(0, -1)), 'corrupt');
  assert.equal(refusedAs(good.replace('"sound:abc"', '"sound:"')), 'corrupt');
  assert.equal(refusedAs(good.replace('"sound:abc"', '"smell:abc"')), 'corrupt');
  assert.equal(refusedAs(good.replace('"pace":', '"pace":9')), 'corrupt');
  assert.equal(refusedAs(`"${'x'.repeat(5_000_000)}"`), 'corrupt');
  assert.equal(refusedAs(good.replace(/"seen":\[/, `"seen":[${'1,'.repeat(bounds.seen)}`)), 'corrupt');
  fc.assert(fc.property(fc.json(), (text) => void refusedAs(text)));
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
      refusedAs(good.slice(0, at) + text + good.slice(at + 1));
    }),
    { numRuns: 50 },
  );
});
