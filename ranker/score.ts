import type { Catalogue } from './catalogue.ts';
import { hashWord, traitKinds, type Trait, type TraitKind } from './content.ts';
import { enjoyedFrom, refused } from './enjoyment.ts';
import type { Profile, Watched } from './profile.ts';

// score = history + content + wishes + quality + freshness + exploration, each a column of its own, so that «Why this clip?»
// shows the numbers that ranked it. It depends on the profile, the packs and the hour, and on nothing else.

/**
 * What each term is worth. An item-item weight says what is expected of a clip after one that was enjoyed, so the history
 * sets the scale: a clip that several enjoyed ones speak for gets about 1. Content speaks as loud where it is sure (a maker
 * of whom much was enjoyed) and is all there is for a clip of this minute. Quality moves a clip by half of that, so it
 * orders what taste leaves open, and alone it orders the feed of a new device. A fresh clip is ahead for a day or two, one
 * that few have seen a little until it has had its chance. A wish outweighs whatever else there is.
 */
export const worth = {
  history: 1.5,
  content: 1,
  wishes: 2,
  completion: 0.3,
  likes: 0.1,
  freshness: 0.25,
  exploration: 0.1,
} as const;

/** Tastes fade: what was enjoyed so many hours ago counts half. */
const halfLife = 60 * 24;
/** A clip's freshness halves in so many hours. */
const freshFor = 36;
/** Neutral clips that every trait is thought to have been met in: one pleasant clip makes no taste. */
const priorMeetings: Record<TraitKind, number> = {
  author: 2,
  sound: 3,
  challenge: 3,
  tag: 3,
  word: 4,
  language: 20,
};

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
}

/** Columns by the clip's place in the catalogue. */
export interface Scores {
  readonly history: Float64Array;
  readonly content: Float64Array;
  readonly wishes: Float64Array;
  readonly quality: Float64Array;
  readonly freshness: Float64Array;
  readonly exploration: Float64Array;
  readonly total: Float64Array;
  /** 1 where a clip may be shown: not seen, hidden, blocked, withheld or above the age. */
  readonly open: Uint8Array;
}

export function score(catalogue: Catalogue, profile: Profile, circumstances: Circumstances): Scores {
  const { clips, content: layout } = catalogue;
  const { hour } = circumstances;
  const column = (valueAt: (place: number) => number = () => 0) => Float64Array.from(clips.keys(), valueAt);
  const tastes = tastesOf(catalogue, profile, hour);
  const asked = wishesOf(catalogue, profile);
  const closed = closedTraits(catalogue, profile, circumstances);
  const history = historyOf(catalogue, profile, hour);
  const [content, wishes, total] = [column(), column(), column()];
  const quality = column((place) => completionAt(catalogue, place) + likesAt(catalogue, place));
  const freshness = column((place) => freshnessAt(catalogue, place, hour));
  const exploration = column((place) => explorationAt(catalogue, place));
  const open = new Uint8Array(clips.length);
  for (const [place, clip] of clips.entries()) {
    let [liking, wish, isClosed] = [0, 0, 0];
    for (let at = layout.starts[place] ?? 0; at < (layout.starts[place + 1] ?? 0); at += 1) {
      const trait = layout.traits[at] ?? 0;
      liking += (layout.gains[at] ?? 0) * (tastes[trait] ?? 0);
      wish += asked[trait] ?? 0;
      isClosed |= closed[trait] ?? 0;
    }
    content[place] = liking;
    wishes[place] = wish;
    total[place] =
      liking +
      wish +
      (history[place] ?? 0) +
      (quality[place] ?? 0) +
      (freshness[place] ?? 0) +
      (exploration[place] ?? 0);
    const isOpen = isClosed === 0 && clip.ageRating <= circumstances.age && !profile.seen.has(clip.number);
    open[place] = isOpen && !circumstances.withheld.has(clip.id) ? 1 : 0;
  }
  return { history, content, wishes, quality, freshness, exploration, total, open };
}

/** What an entry of the history says for or against its neighbours; 0 for what was neither enjoyed nor refused. */
export function voiceOf({ strength, hour: then }: Watched, hour: number): number {
  const speaks = strength >= enjoyedFrom || strength === refused;
  return speaks ? worth.history * strength * fade(hour - then) : 0;
}

function historyOf({ clips, voices }: Catalogue, profile: Profile, hour: number): Float64Array {
  const history = new Float64Array(clips.length);
  for (const watched of profile.history.values()) {
    const voice = voices.indexOf.get(watched.number);
    if (voice === undefined) continue;
    const strength = voiceOf(watched, hour);
    const end = voices.starts[voice + 1] ?? 0;
    for (let at = voices.starts[voice] ?? 0; at < end; at += 1) {
      const place = voices.places[at] ?? 0;
      history[place] = (history[place] ?? 0) + strength * (voices.weights[at] ?? 0);
    }
  }
  return history;
}

/**
 * By trait: how the clips that have it were enjoyed on average, from -1 to 2, pulled towards 0 while they are few. It needs
 * no other person, so it holds for a clip of this minute.
 */
export function tastesOf({ traits }: Catalogue, profile: Profile, hour: number): Float64Array {
  const tastes = new Float64Array(traits.names.length);
  const meetings = new Float64Array(traits.names.length);
  for (const { strength, hour: then, traits: own } of profile.history.values()) {
    const faded = fade(hour - then);
    for (const trait of own) {
      const index = traits.indexOf.get(trait);
      if (index === undefined) continue;
      tastes[index] = (tastes[index] ?? 0) + faded * strength;
      meetings[index] = (meetings[index] ?? 0) + faded;
    }
  }
  for (const [index, kind] of traits.kinds.entries()) {
    const prior = priorMeetings[traitKinds[kind] ?? 'word'];
    tastes[index] = (worth.content * (tastes[index] ?? 0)) / ((meetings[index] ?? 0) + prior);
  }
  return tastes;
}

/** By trait: what was asked for. It is added, not multiplied: a topic that nobody has enjoyed yet can be asked for too. */
export function wishesOf({ traits }: Catalogue, profile: Profile): Float64Array {
  const wishes = new Float64Array(traits.names.length);
  for (const [trait, wish] of profile.wishes) {
    const index = traits.indexOf.get(trait);
    if (index !== undefined) wishes[index] = worth.wishes * wish;
  }
  return wishes;
}

function closedTraits({ traits }: Catalogue, profile: Profile, { blocked }: Circumstances): Uint8Array {
  const closed = new Uint8Array(traits.names.length);
  const close = (trait: Trait) => {
    const index = traits.indexOf.get(trait);
    if (index !== undefined) closed[index] = 1;
  };
  for (const handle of profile.hiddenAuthors) close(`author:${handle}`);
  for (const handle of blocked) close(`author:${handle}`);
  for (const word of profile.hiddenWords) {
    close(`tag:${word}`);
    close(`word:${hashWord(word)}`);
  }
  return closed;
}

export function completionAt(catalogue: Catalogue, place: number): number {
  return worth.completion * (catalogue.completion[place] ?? 0);
}

export function likesAt(catalogue: Catalogue, place: number): number {
  return worth.likes * (catalogue.likes[place] ?? 0);
}

export function freshnessAt({ clips }: Catalogue, place: number, hour: number): number {
  return worth.freshness * 2 ** (-Math.max(0, hour - (clips[place]?.publishedAt ?? 0)) / freshFor);
}

/** Falls with the root of the views, as what is not known of a clip does. */
export function explorationAt({ clips }: Catalogue, place: number): number {
  return worth.exploration / Math.sqrt(1 + (clips[place]?.views ?? 0) / 20);
}

function fade(hours: number): number {
  return 2 ** (-Math.max(0, hours) / halfLife);
}
