import { kindOf, valueOf } from '../../../../ranker/content.ts';
import type { Reason } from './protocol.ts';
import { nameOf } from './traits.ts';
import type { ForYouWords } from './en.ts';

/** A reason as a person reads it, and what it added to the score or took from it. */
export interface Part {
  readonly words: string;
  readonly value: number;
}

/** Parts that are shown each by itself; the others, and what would read as 0.00, are added up. */
const shown = 6;
const least = 0.005;

/** The terms of a score in words: those that read alike in one, the strongest first. Their sum is the score’s. */
export function partsOf(reasons: readonly Reason[], words: ForYouWords['why']): Part[] {
  const sums = new Map<string, number>();
  for (const reason of reasons) {
    const text = sentenceOf(reason, words);
    sums.set(text, (sums.get(text) ?? 0) + reason.value);
  }
  const parts = [...sums].map(([text, value]) => ({ words: text, value }));
  parts.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const large = parts.slice(0, shown).filter(({ value }) => Math.abs(value) >= least);
  const rest = parts.slice(large.length).reduce((sum, { value }) => sum + value, 0);
  return Math.abs(rest) < least ? large : [...large, { words: words.rest, value: rest }];
}

function sentenceOf(reason: Reason, words: ForYouWords['why']): string {
  const speaks = reason.value > 0;
  switch (reason.kind) {
    case 'history':
      if (reason.author === null) return speaks ? words.becauseUnknown : words.againstUnknown;
      return (speaks ? words.because : words.against)(reason.author);
    case 'content':
      return (speaks ? words.often : words.seldom)[kindOf(reason.trait) ?? 'word'](valueOf(reason.trait));
    case 'wish':
      return (speaks ? words.wished : words.unwished)(nameOf(reason.trait));
    case 'popularity':
      return words.popularity;
    case 'completion':
      return speaks ? words.completion : words.leaving;
    case 'likes':
      return speaks ? words.likes : words.unliked;
    case 'freshness':
      return words.freshness;
    case 'exploration':
      return words.exploration;
  }
}
