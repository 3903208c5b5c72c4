import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { madeUpClips } from '../test/support/made-up-clips.ts';
import { buildCatalogue } from './catalogue.ts';
import { diversify } from './diversify.ts';
import type { PackClip } from './pack.ts';
import { emptyProfile, recordView, wish } from './profile.ts';
import { score } from './score.ts';

const [model] = madeUpClips({ clips: 1, neighbours: 0 });
const now = { hour: 480_100, age: 18, withheld: new Set<string>(), blocked: new Set<string>() };
const view = { duration: 20, watched: 20, liked: true, shared: false, followed: false, commented: false };

/** Clips of few makers, sounds and topics, so that the rules are in each other's way. */
const catalogues = fc
  .array(
    fc.record({
      maker: fc.nat(6),
      sound: fc.option(fc.nat(3)),
      tags: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all) =>
    buildCatalogue([
      all.map(({ maker, sound, tags }, at): PackClip => {
        assert.ok(model);
        const id = `clip${at}`.padEnd(16, '-');
        const soundId = sound === null ? null : `s${sound}`;
        return { ...model, id, number: at + 1, author: `m${maker}`, sound: soundId, tags: tags.map((tag) => `t${tag}`), views: at * 7 }; // prettier-ignore
      }),
    ]),
  );

/** Everything that must not fill a row, with how often it may be in ten. */
function keysOf(clip: PackClip): [key: string, most: number][] {
  return [
    [`author:${clip.author}`, 2],
    ...(clip.sound === null ? [] : [[`sound:${clip.sound}`, 3] as [string, number]]),
    ...clip.tags.map((tag): [string, number] => [`tag:${tag}`, 4]),
  ];
}

/** Which rule the clip breaks that comes after these. */
function broken(
  all: readonly PackClip[],
  until: readonly PackClip[],
  clip: PackClip,
): 'nothing' | 'row' | 'repeat' {
  const last = until.at(-1);
  if (last?.author === clip.author || (clip.sound !== null && last?.sound === clip.sound)) return 'repeat';
  const has = (key: string) => (each: PackClip) => keysOf(each).some(([other]) => other === key);
  const fills = ([key, most]: [string, number]) =>
    all.filter(has(key)).length <= 0.6 * all.length && until.slice(-9).filter(has(key)).length >= most;
  return keysOf(clip).some(fills) ? 'row' : 'nothing';
}

test('no clip twice; no maker or sound twice in a row and no topic above 40 %, unless nothing else is left', () => {
  fc.assert(
    fc.property(catalogues, fc.nat(20), fc.nat(30), (catalogue, seen, count) => {
      const profile = emptyProfile();
      wish(profile, 'tag:t1', 1);
      for (const clip of catalogue.clips.slice(0, seen)) recordView(profile, clip, view, now.hour);
      const places = diversify(catalogue, score(catalogue, profile, now), profile, [], count);
      const left = Math.max(0, catalogue.clips.length - seen);
      assert.equal(places.length, Math.min(count, left));
      assert.equal(new Set(places).size, places.length);
      const order = places.map((place) => catalogue.clips[place] ?? assert.fail());
      for (const [at, clip] of order.entries()) {
        assert.ok(clip.number > seen, 'a clip was shown that had been seen');
        const until = [...catalogue.clips.slice(0, seen), ...order.slice(0, at)];
        const others = catalogue.clips.filter((each) => each.number > seen && !until.includes(each));
        const rules = others.map((each) => broken(catalogue.clips, until, each));
        const best = rules.includes('nothing') ? 'nothing' : rules.includes('row') ? 'row' : 'repeat';
        assert.equal(broken(catalogue.clips, until, clip), best);
      }
    }),
  );
});

test('every sixth slot goes to a clip that few have seen, another for another seed, with lists begun anywhere', () => {
  const catalogue = buildCatalogue([madeUpClips({ clips: 400, neighbours: 0 })]);
  const profile = emptyProfile();
  const scores = score(catalogue, profile, now);
  const places = diversify(catalogue, scores, profile, [], 60);
  const explored = places.filter((_, at) => at % 6 === 5);
  assert.ok(explored.every((place) => catalogue.unproven[place] === 1));
  assert.ok(places.filter((place) => catalogue.unproven[place] === 1).length < 35);
  const elsewhere = diversify(catalogue, scores, { ...profile, seed: 5 }, [], 60);
  assert.notDeepEqual(elsewhere, places);
  const numbers = places.map((place) => catalogue.clips[place]?.number ?? 0);
  assert.deepEqual(diversify(catalogue, scores, profile, numbers.slice(0, 7), 53), places.slice(7));
});
