import { buildCatalogue } from '../ranker/catalogue.ts';
import { diversify } from '../ranker/diversify.ts';
import { decodeSegment, encodeSegment, type PackClip } from '../ranker/pack.ts';
import { bounds, emptyProfile, recordView, type Profile } from '../ranker/profile.ts';
import { score } from '../ranker/score.ts';
import { madeUpClips } from '../test/support/made-up-clips.ts';

// Runs in a web worker (rank.bench.ts), in which the ranking of the app runs too: swipes with a full profile through a full
// pack, and says how long each took until the next ten clips were known, in ms.

const SWIPES = 300;
const all = madeUpClips({ clips: 10_000, neighbours: 40 });
const segments = Array.from({ length: 20 }, (_, at) => encodeSegment(all.slice(at * 500, at * 500 + 500)));
const opened = performance.now();
const catalogue = buildCatalogue(segments.map(decodeSegment));
const opening = performance.now() - opened;
const now = { hour: 481_300, age: 18, withheld: new Set<string>(), blocked: new Set<string>() };
const profile = fullProfile();

const swipes = Array.from({ length: SWIPES }, (_, at) => {
  const began = performance.now();
  const [place] = diversify(catalogue, score(catalogue, profile, now), profile, [], 10);
  const ended = performance.now();
  const clip = catalogue.clips[place ?? -1];
  if (clip !== undefined) view(profile, clip, at % 2 === 0);
  return ended - began;
});
new BroadcastChannel('ranked').postMessage({ opening, swipes });

/** All that a profile has room for: half of it of clips in the packs, half of clips that have left them. */
function fullProfile(): Profile {
  const full = emptyProfile();
  for (let number = 1; number <= bounds.seen; number += 1) full.seen.add(1_000_000 + number);
  for (const [at, clip] of all.slice(0, 2 * bounds.enjoyed).entries()) {
    view(full, at % 4 < 2 ? clip : { ...clip, number: 2_000_000 + at }, at % 2 === 0);
  }
  return full;
}

function view(own: Profile, clip: PackClip, enjoyed: boolean): void {
  const watched = clip.duration * (enjoyed ? 2 : 0.1);
  const noDeeds = { liked: false, shared: false, followed: false, commented: false };
  recordView(own, clip, { ...noDeeds, duration: clip.duration, watched }, now.hour);
}
