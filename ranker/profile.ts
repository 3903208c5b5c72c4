import {
  kindOf,
  plain,
  tagsPerClip,
  traitsOf,
  valueOf,
  wordsPerClip,
  type Content,
  type Trait,
} from './content.ts';
import { enjoyedFrom, enjoymentOf, paceAfter, refused, type View } from './enjoyment.ts';

// What a device knows of its owner's taste. It lives on that device only (`profile-file.ts` writes it into a file for its
// owner). Plain data that IndexedDB keeps as it is; the functions here change it in place.

/** A clip that was enjoyed, left or refused, and all that is needed of it when it is in no pack any more. */
export interface Watched {
  readonly number: number;
  /** `enjoymentOf`, or `refused`. */
  readonly strength: number;
  /** Hours since 1970, whole. */
  readonly hour: number;
  readonly traits: readonly Trait[];
}

export interface Profile {
  /** Moves with every clip; every device begins with the same, so that empty profiles rank alike. */
  seed: number;
  /** How many clips were shown. */
  shown: number;
  /** `paceAfter` the last view. */
  pace: number;
  /** Numbers of the clips shown, the oldest first: they are not shown again. */
  readonly seen: Set<number>;
  /** By number, the longest unchanged first. */
  readonly history: Map<number, Watched>;
  /** What its owner asked for: from -1 (as little as possible) to 1 (more). Topics are `tag:…`. */
  readonly wishes: Map<Trait, number>;
  /** Handles whose clips are not shown. */
  readonly hiddenAuthors: Set<string>;
  /** Clips with one of these among their tags, or among the words that a pack has of them, are not shown. Lower case. */
  readonly hiddenWords: Set<string>;
  /** BCP 47, primary: which packs to fetch; null for all. */
  language: string | null;
}

/** An old entry makes room for a new one. */
export const bounds = {
  seen: 20_000,
  /** Clips that were enjoyed, and clips that were left or refused. */
  enjoyed: 500,
  left: 250,
  wishes: 500,
  hidden: 1000,
  traits: tagsPerClip + wordsPerClip + 4,
  /** UTF-16 units of a trait or word: a tag can be as long as a caption. */
  trait: 100,
} as const;

const firstSeed = 0x2545f491;

export function emptyProfile(): Profile {
  return {
    seed: firstSeed,
    shown: 0,
    pace: 0,
    seen: new Set(),
    history: new Map(),
    wishes: new Map(),
    hiddenAuthors: new Set(),
    hiddenWords: new Set(),
    language: null,
  };
}

/**
 * A clip left the screen, or more happened to it (a like from its page): then the best of the views counts. Gives
 * back its strength, `enjoyedFrom` or more if it was enjoyed.
 */
export function recordView(
  profile: Profile,
  clip: Content & { readonly number: number },
  view: View,
  hour: number,
): number {
  const before = profile.history.get(clip.number)?.strength ?? -Infinity;
  const strength = before === refused ? refused : Math.max(before, enjoymentOf(view, profile.pace));
  if (!profile.seen.has(clip.number)) {
    profile.pace = paceAfter(profile.pace, view);
    profile.shown += 1;
  }
  remember(profile, clip, strength, hour);
  return strength;
}

/** «Not interested»: the clip, and a little of what it has in common with others. */
export function refuse(profile: Profile, clip: Content & { readonly number: number }, hour: number): void {
  remember(profile, clip, refused, hour);
}

/** Takes a refusal back: as if the clip had not been watched, but it is not shown again. */
export function forgive(profile: Profile, number: number): void {
  profile.history.delete(number);
}

/** «Less from this author, sound or topic», each time a step further down. */
export function wantLess(profile: Profile, trait: Trait): void {
  wish(profile, trait, (profile.wishes.get(trait) ?? 0) - 0.5);
}

/** A slider of the settings; 0 takes the wish back. */
export function wish(profile: Profile, trait: Trait, value: number): void {
  profile.wishes.delete(trait);
  if (value !== 0) profile.wishes.set(trait, Math.min(1, Math.max(-1, value)));
  keepNewest(profile.wishes, bounds.wishes);
}

export function hideAuthor(profile: Profile, handle: string): void {
  profile.hiddenAuthors.add(handle);
  keepNewest(profile.hiddenAuthors, bounds.hidden);
}

/** A word or a tag, with or without its `#`. */
export function hideWord(profile: Profile, word: string): void {
  profile.hiddenWords.add(plain(word.trim().replace(/^#/, '')).slice(0, bounds.trait));
  keepNewest(profile.hiddenWords, bounds.hidden);
}

/** The tags among what was enjoyed lately, the strongest first: what the settings offer a slider for. */
export function topicsOf(profile: Profile, count: number): string[] {
  const strengths = new Map<string, number>();
  for (const { strength, traits } of profile.history.values()) {
    for (const trait of traits.filter((each) => kindOf(each) === 'tag')) {
      strengths.set(valueOf(trait), (strengths.get(valueOf(trait)) ?? 0) + strength);
    }
  }
  return [...strengths]
    .filter(([, strength]) => strength > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([topic]) => topic);
}

function remember(
  profile: Profile,
  clip: Content & { readonly number: number },
  strength: number,
  hour: number,
) {
  const { number } = clip;
  const traits = traitsOf(clip).filter((trait) => trait.length <= bounds.trait);
  profile.history.delete(number);
  profile.history.set(number, { number, strength, hour, traits });
  const isEnjoyed = (each: Watched) => each.strength >= enjoyedFrom;
  const ofItsKind = [...profile.history.values()].filter(
    (each) => isEnjoyed(each) === strength >= enjoyedFrom,
  );
  const most = strength >= enjoyedFrom ? bounds.enjoyed : bounds.left;
  for (const each of ofItsKind.slice(0, -most)) profile.history.delete(each.number);
  profile.seen.delete(number);
  profile.seen.add(number);
  keepNewest(profile.seen, bounds.seen);
  profile.seed = mixed(profile.seed, number);
}

function keepNewest<K>(entries: Set<K> | Map<K, unknown>, most: number): void {
  for (const key of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(key);
  }
}

/** 32 bits in which every bit of both has a part (the end of MurmurHash3). */
export function mixed(seed: number, value: number): number {
  let hash = seed ^ Math.imul(value, 0xcc9e2d51);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
