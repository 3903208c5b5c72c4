import { kindOf, valueOf, type Trait } from './content.ts';
import { bounds, emptyProfile, type Profile, type Watched } from './profile.ts';

// A profile as a file, for its owner to keep or to take to another device. Whatever is read is checked value by value: a
// file can come from anywhere.

const format = 1;
/** UTF-16 units; a full profile has about a million. */
const longestFile = 4_000_000;

/** `newer`: written by a later version. `corrupt`: not a profile, or not a whole one. */
export class ProfileError extends Error {
  readonly code: 'newer' | 'corrupt';

  constructor(code: ProfileError['code'], options?: ErrorOptions) {
    super(
      code === 'newer'
        ? 'This profile was written by a newer version of the app: reload the page, then import it again.'
        : 'This file is not a profile of Overt, or not a whole one: choose another.',
      options,
    );
    this.name = 'ProfileError';
    this.code = code;
  }
}

/** JSON. */
export function exportProfile(profile: Profile): string {
  return JSON.stringify({
    overtProfile: format,
    seed: profile.seed,
    shown: profile.shown,
    pace: profile.pace,
    language: profile.language,
    seen: [...profile.seen],
    history: [...profile.history.values()],
    wishes: [...profile.wishes],
    hiddenAuthors: [...profile.hiddenAuthors],
    hiddenWords: [...profile.hiddenWords],
  });
}

/** Throws ProfileError, whatever the text is, and nothing else. */
export function importProfile(text: string): Profile {
  if (text.length > longestFile) throw new ProfileError('corrupt');
  try {
    return profileFrom(JSON.parse(text));
  } catch (error) {
    throw error instanceof ProfileError ? error : new ProfileError('corrupt', { cause: error });
  }
}

function profileFrom(value: unknown): Profile {
  const file = record(value);
  const version = numberIn(file['overtProfile'], 1, Number.MAX_SAFE_INTEGER);
  if (version > format) throw new ProfileError('newer');
  const profile = emptyProfile();
  profile.seed = whole(file['seed'], 0xffffffff);
  profile.shown = whole(file['shown'], Number.MAX_SAFE_INTEGER);
  profile.pace = numberIn(file['pace'], -4, 2);
  profile.language = file['language'] === null ? null : matching(file['language'], /^[a-z]{2,3}$/);
  for (const number of list(file['seen'], bounds.seen)) profile.seen.add(whole(number, 0xffffffff));
  for (const entry of list(file['history'], bounds.enjoyed + bounds.left)) {
    const watched = watchedFrom(entry);
    profile.history.set(watched.number, watched);
  }
  for (const pair of list(file['wishes'], bounds.wishes)) {
    const [trait, wish] = list(pair, 2);
    profile.wishes.set(traitFrom(trait), numberIn(wish, -1, 1));
  }
  for (const each of list(file['hiddenAuthors'], bounds.hidden)) profile.hiddenAuthors.add(word(each));
  for (const each of list(file['hiddenWords'], bounds.hidden)) profile.hiddenWords.add(word(each));
  return profile;
}

function watchedFrom(value: unknown): Watched {
  const entry = record(value);
  return {
    number: whole(entry['number'], 0xffffffff),
    strength: numberIn(entry['strength'], -1, 2),
    hour: whole(entry['hour'], 0xffffffff),
    traits: list(entry['traits'], bounds.traits).map(traitFrom),
  };
}

function traitFrom(value: unknown): Trait {
  const text = word(value);
  const kind = kindOf(text);
  if (kind === null || valueOf(text) === '') throw new ProfileError('corrupt');
  return `${kind}:${valueOf(text)}`;
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new ProfileError('corrupt');
  return { ...value };
}

function list(value: unknown, longest: number): unknown[] {
  if (!Array.isArray(value) || value.length > longest) throw new ProfileError('corrupt');
  return value;
}

function word(value: unknown): string {
  return matching(value, new RegExp(`^[^]{1,${bounds.trait}}$`));
}

function matching(value: unknown, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new ProfileError('corrupt');
  return value;
}

function whole(value: unknown, most: number): number {
  const number = numberIn(value, 0, most);
  if (!Number.isInteger(number)) throw new ProfileError('corrupt');
  return number;
}

function numberIn(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) throw new ProfileError('corrupt');
  return value;
}
