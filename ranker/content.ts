// What a caption says of its clip without anybody having watched it: the start of every clip in the ranking.

/** Tags of one clip that count as its topics. */
export const tagsPerClip = 5;
/** Hashed words of one clip that a pack has room for. */
export const wordsPerClip = 6;

const tag = /#([\p{L}\p{N}\p{M}_]+)/gu;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
/** Scripts whose words are a character or two long and not set apart by spaces. */
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The hashtags of a caption in any script: lower case, NFC, without `#`, each once, the first five. */
export function tagsOf(caption: string): string[] {
  const found = [...caption.matchAll(tag)].map(([, name = '']) => plain(name));
  return [...new Set(found)].slice(0, tagsPerClip);
}

/**
 * Hashes (`hashWord`) of the six rarest words of a caption, its tags aside. A word is the rarer the longer it is (Zipf's
 * law of abbreviation), which needs no table of any language: short words are left out, the longest are taken first.
 */
export function wordsOf(caption: string): number[] {
  const found = [...segmenter.segment(plain(caption.replace(tag, ' ')))]
    .filter(({ isWordLike, segment }) => isWordLike === true && !isCommon(segment))
    .map(({ segment }) => segment);
  const longest = [...new Set(found)].sort((a, b) => b.length - a.length);
  return [...new Set(longest.map(hashWord))].slice(0, wordsPerClip);
}

/**
 * 16 bits of a word: FNV-1a over its code points, folded. Two words in 65,536 share a hash, which a score bears and a pack
 * is three times smaller for.
 */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (const unit of plain(word)) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

/** As words and tags are compared: NFC, lower case. */
export function plain(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function isCommon(word: string): boolean {
  return /^\p{N}+$/u.test(word) || word.length < (dense.test(word) ? 2 : 4);
}

/** What a clip can have in common with another, whoever watched it. */
export const traitKinds = ['author', 'sound', 'challenge', 'tag', 'word', 'language'] as const;
export type TraitKind = (typeof traitKinds)[number];
/** A kind and a value, for instance `author:ida` or `word:51966` (a hash). */
export type Trait = `${TraitKind}:${string}`;

export interface Content {
  readonly author: string;
  readonly sound: string | null;
  readonly challenge: string | null;
  readonly tags: readonly string[];
  readonly words: readonly number[];
  readonly language: string | null;
}

export function traitsOf({ author, sound, challenge, tags, words, language }: Content): Trait[] {
  const traits: Trait[] = [`author:${author}`];
  if (sound !== null) traits.push(`sound:${sound}`);
  if (challenge !== null) traits.push(`challenge:${challenge}`);
  for (const tag of tags) traits.push(`tag:${tag}`);
  for (const word of words) traits.push(`word:${word}`);
  if (language !== null) traits.push(`language:${language}`);
  return traits;
}

/** Null for a text that is not a trait. */
export function kindOf(trait: string): TraitKind | null {
  return traitKinds.find((kind) => trait.startsWith(`${kind}:`)) ?? null;
}

export function valueOf(trait: string): string {
  return trait.slice(trait.indexOf(':') + 1);
}
