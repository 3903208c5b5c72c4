import { chanceTerm, type Catalogue } from './catalogue.ts';
import { hashWord, traitKinds, type Trait } from './content.ts';
import { enjoyedFrom, refused } from './enjoyment.ts';
import type { Profile, Watched } from './profile.ts';
import { freshHalfLife, priorHistory, priorMeetings, tasteHalfLife, worth } from './worth.ts';

// score = popularity + history + content + wish + completion + likes + freshness + exploration, each a column of its own, so that «Why this clip?»
// shows the numbers that ranked it. It depends on the profile, the packs and the hour, and on nothing else.

/** What is not in the profile and not in the packs, but decides what may be shown. */
export interface Circumstances {
  /** Hours since 1970, whole. */
  readonly hour: number;
  /** Highest age rating that may be shown here. */
  readonly age: number;
  /** Ids of clips that are not to be shown: the tombstones of the head. */
  readonly withheld: ReadonlySet<string>;
  /** Handles of blocked accounts. */
  readonly blocked: ReadonlySet<string>;
  /** Clips that were seen may come again: for when nothing else is left. */
  readonly again?: boolean;
}

/** Columns by the clip's place in the catalogue. */
export interface Scores {
  readonly popularity: Float64Array;
  readonly history: Float64Array;
  readonly content: Float64Array;
  readonly wish: Float64Array;
  readonly completion: Float64Array;
  readonly likes: Float64Array;
  readonly freshness: Float64Array;
  readonly exploration: Float64Array;
  readonly total: Float64Array;
  /** 1 where a clip may be shown: not seen, hidden, blocked, withheld or above the age. */
  readonly open: Uint8Array;
}

export function score(catalogue: Catalogue, profile: Profile, circumstances: Circumstances): Scores {
  const { clips, standing } = catalogue;
  const { hour } = circumstances;
  const freshly = freshnessLeft(catalogue, hour);
  const scores: Scores = {
    popularity: standing.popularity,
    history: historyOf(catalogue, profile, hour),
    content: contentOf(catalogue, tastesOf(catalogue, profile, hour)),
    wish: wishOf(catalogue, wishesOf(catalogue, profile)),
    completion: standing.completion,
    likes: standing.likes,
    freshness: standing.freshness.map((value) => value * freshly),
    exploration: standing.exploration,
    total: new Float64Array(clips.length),
    open: openPlaces(catalogue, profile, circumstances),
  };
  for (let place = 0; place < clips.length; place += 1) {
    scores.total[place] =
      (scores.popularity[place] ?? 0) +
      (scores.history[place] ?? 0) +
      (scores.content[place] ?? 0) +
      (scores.wish[place] ?? 0) +
      (scores.completion[place] ?? 0) +
      (scores.likes[place] ?? 0) +
      (scores.freshness[place] ?? 0) +
      (scores.exploration[place] ?? 0);
  }
  return scores;
}

/** What an entry of the history says for or against its neighbours; 0 for what was neither enjoyed nor refused. */
function voiceOf({ strength, hour: then }: Watched, hour: number): number {
  const speaks = strength >= enjoyedFrom || strength === refused;
  return speaks ? strength * fade(hour - then) : 0;
}

/** What the history adds to a clip's term of popularity: the octaves by which it changes the clip's chance. */
export function historyOf(catalogue: Catalogue, profile: Profile, hour: number): Float64Array {
  const { popularity, meanPopularity, standing } = catalogue;
  return hear(catalogue, profile.history.values(), hour).map(
    (heard, place) =>
      chanceTerm((popularity[place] ?? 0) + heard, meanPopularity) - (standing.popularity[place] ?? 0),
  );
}

/**
 * By place: what these entries of a history change in the chance that a clip is enjoyed next. Each speaks for its
 * neighbours, and what they speak for speaks once more (`echo`). It is a sum over the entries, so that of each can be said
 * what it did.
 */
export function hear(catalogue: Catalogue, history: Iterable<Watched>, hour: number): Float64Array {
  const { voices, echo, numbers } = catalogue;
  const first = new Float64Array(numbers.length);
  for (const watched of history) {
    const voice = voices.indexOf.get(watched.number);
    if (voice !== undefined) speak(voices, voice, voiceOf(watched, hour), first);
  }
  const both = first.slice();
  for (let place = 0; place < first.length; place += 1) {
    const voice = voices.ofPlace[place] ?? -1;
    if (voice >= 0) speak(voices, voice, echo * (first[place] ?? 0), both);
  }
  return both;
}

/** The same for one place and one entry at a time: what `hear` adds up there. */
export function hearAt(
  { voices, echo, numbers }: Catalogue,
  target: number,
  hour: number,
): (watched: Watched) => number {
  const { starts, places, weights } = voices;
  // By place: what the clip there says of the target when it is heard.
  const passedOn = new Float64Array(numbers.length);
  for (let place = 0; place < numbers.length; place += 1) {
    const voice = voices.ofPlace[place] ?? -1;
    for (let at = starts[voice] ?? 0; voice >= 0 && at < (starts[voice + 1] ?? 0); at += 1) {
      if (places[at] === target) passedOn[place] = weights[at] ?? 0;
    }
  }
  return (watched) => {
    const voice = voices.indexOf.get(watched.number);
    if (voice === undefined) return 0;
    let heard = 0;
    for (let at = starts[voice] ?? 0; at < (starts[voice + 1] ?? 0); at += 1) {
      const place = places[at] ?? 0;
      heard += (weights[at] ?? 0) * ((place === target ? 1 : 0) + echo * (passedOn[place] ?? 0));
    }
    return voiceOf(watched, hour) * heard;
  };
}

function speak(
  { starts, places, weights }: Catalogue['voices'],
  voice: number,
  loudness: number,
  into: Float64Array,
): void {
  if (loudness === 0) return;
  const end = starts[voice + 1] ?? 0;
  for (let at = starts[voice] ?? 0; at < end; at += 1) {
    const place = places[at] ?? 0;
    into[place] = (into[place] ?? 0) + loudness * (weights[at] ?? 0);
  }
}

function contentOf({ content }: Catalogue, tastes: Float64Array): Float64Array {
  const sums = new Float64Array(content.starts.length - 1);
  for (let place = 0; place < sums.length; place += 1) {
    let sum = 0;
    const end = content.starts[place + 1] ?? 0;
    for (let at = content.starts[place] ?? 0; at < end; at += 1) {
      sum += (content.gains[at] ?? 0) * (tastes[content.traits[at] ?? 0] ?? 0);
    }
    sums[place] = sum;
  }
  return sums;
}

/** Mostly nobody has asked for anything: then there is nothing to walk through. */
function wishOf({ content }: Catalogue, wishes: Float64Array | null): Float64Array {
  const sums = new Float64Array(content.starts.length - 1);
  if (wishes === null) return sums;
  for (let place = 0; place < sums.length; place += 1) {
    const end = content.starts[place + 1] ?? 0;
    for (let at = content.starts[place] ?? 0; at < end; at += 1) {
      sums[place] = (sums[place] ?? 0) + (wishes[content.traits[at] ?? 0] ?? 0);
    }
  }
  return sums;
}

/**
 * By trait: how much more than usual the clips that have it were enjoyed, pulled towards 0 while they are few (Bayesian
 * smoothing). Against what is usual for this profile: else whatever is shown much would be liked by the patient, and
 * disliked by the hasty. It needs no other person, so it holds for a clip of this minute.
 */
export function tastesOf({ traits }: Catalogue, profile: Profile, hour: number): Float64Array {
  const tastes = new Float64Array(traits.names.length);
  const meetings = new Float64Array(traits.names.length);
  let [sum, count] = [0, 0];
  for (const { strength, hour: then, traits: own } of profile.history.values()) {
    const faded = fade(hour - then);
    sum += faded * strength;
    count += faded;
    for (const trait of own) {
      const index = traits.indexOf.get(trait);
      if (index === undefined) continue;
      tastes[index] = (tastes[index] ?? 0) + faded * strength;
      meetings[index] = (meetings[index] ?? 0) + faded;
    }
  }
  const usual = sum / (count + priorHistory);
  for (const [index, kind] of traits.kinds.entries()) {
    const prior = priorMeetings[traitKinds[kind] ?? 'word'];
    const met = meetings[index] ?? 0;
    tastes[index] = (worth.content * ((tastes[index] ?? 0) - met * usual)) / (met + prior);
  }
  return tastes;
}

/** By trait: what was asked for; null for nothing. It is added, not multiplied: a topic that nobody has enjoyed yet can be asked for too. */
export function wishesOf({ traits }: Catalogue, profile: Profile): Float64Array | null {
  if (profile.wishes.size === 0) return null;
  const wishes = new Float64Array(traits.names.length);
  for (const [trait, wish] of profile.wishes) {
    const index = traits.indexOf.get(trait);
    if (index !== undefined) wishes[index] = worth.wish * wish;
  }
  return wishes;
}

function openPlaces(catalogue: Catalogue, profile: Profile, circumstances: Circumstances): Uint8Array {
  const { ageRatings, numbers } = catalogue;
  const open = new Uint8Array(numbers.length).fill(1);
  for (let place = 0; place < open.length; place += 1) {
    const isSeen = circumstances.again !== true && profile.seen.has(numbers[place] ?? 0);
    if (isSeen || (ageRatings[place] ?? 0) > circumstances.age) open[place] = 0;
  }
  closeTraits(open, catalogue, profile, circumstances);
  for (const id of circumstances.withheld) {
    const place = catalogue.placeOfId.get(id);
    if (place !== undefined) open[place] = 0;
  }
  return open;
}

function closeTraits(
  open: Uint8Array,
  catalogue: Catalogue,
  profile: Profile,
  { blocked }: Circumstances,
): void {
  const { content, traits } = catalogue;
  const words = [...profile.hiddenWords];
  const closed = new Set(
    [
      ...[...profile.hiddenAuthors, ...blocked].map((handle): Trait => `author:${handle}`),
      ...words.map((word): Trait => `tag:${word}`),
      ...words.map((word): Trait => `word:${hashWord(word)}`),
    ].map((trait) => traits.indexOf.get(trait) ?? -1),
  );
  if (closed.size === 0) return;
  for (let place = 0; place < open.length; place += 1) {
    const own = content.traits.subarray(content.starts[place], content.starts[place + 1]);
    if (own.some((trait) => closed.has(trait))) open[place] = 0;
  }
}

/** What share is left of the freshness that the catalogue's clips had when its newest came out. */
export function freshnessLeft({ newestHour }: Catalogue, hour: number): number {
  return 2 ** (-Math.max(0, hour - newestHour) / freshHalfLife);
}

function fade(hours: number): number {
  return 2 ** (-Math.max(0, hours) / tasteHalfLife);
}
