import { language } from '../messages/language.svelte.ts';
import { de } from './de.ts';
import { en, type PostWords } from './en.ts';

const catalogues: Record<ReturnType<typeof language>, PostWords> = { en, de };

/** The sentences of posting, in the language in use. */
export function w(): PostWords {
  return catalogues[language()];
}
