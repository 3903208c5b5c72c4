import { language } from '../messages/language.svelte.ts';
import { de } from './de.ts';
import { en, type PeopleWords } from './en.ts';

const catalogues: Record<ReturnType<typeof language>, PeopleWords> = { en, de };

/** The sentences of the pages about people, in the language in use. */
export function p(): PeopleWords {
  return catalogues[language()];
}
