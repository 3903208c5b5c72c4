import { language } from '../messages/language.svelte.ts';
import { de } from './de.ts';
import { en, type ForYouWords } from './en.ts';

const catalogues: Record<ReturnType<typeof language>, ForYouWords> = { en, de };

/** The sentences of For You, in the language in use. */
export function f(): ForYouWords {
  return catalogues[language()];
}
