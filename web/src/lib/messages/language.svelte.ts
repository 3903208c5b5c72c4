import { de } from './de.ts';
import { en, type Messages } from './en.ts';

const catalogues = { en, de } satisfies Record<string, Messages>;
export type Language = keyof typeof catalogues;

const key = 'language';

function isLanguage(tag: string | null): tag is Language {
  return tag !== null && tag in catalogues;
}

/** What was chosen on this device, else the first language of the browser that we speak, else English. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(key);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

const first = firstLanguage();
let current = $state(first);
document.documentElement.lang = first;

export function language(): Language {
  return current;
}

/** The sentences of the language in use. */
export function m(): Messages {
  return catalogues[current];
}

export function otherLanguage(): Language {
  return current === 'en' ? 'de' : 'en';
}

export function chooseLanguage(language: Language): void {
  current = language;
  localStorage.setItem(key, language);
  document.documentElement.lang = language;
}
