import type { Clip } from '../../../../contract/clips.ts';
import { buildCatalogue, type Catalogue } from '../../../../ranker/catalogue.ts';
import { kindOf, valueOf } from '../../../../ranker/content.ts';
import { diversify } from '../../../../ranker/diversify.ts';
import { explain, type Reason as Term } from '../../../../ranker/explain.ts';
import type { Profile } from '../../../../ranker/profile.ts';
import { score } from '../../../../ranker/score.ts';
import type { Entry } from './library.ts';
import type { Reason } from './protocol.ts';

/** What there is to choose from, laid out for ranking once, and the card of each. */
export interface Stock {
  readonly catalogue: Catalogue;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Wanted {
  readonly profile: Profile;
  /** Handles. */
  readonly blocked: ReadonlySet<string>;
  readonly age: number;
  /** Ids of the clips that the feed holds already, the nearest last. */
  readonly held: readonly string[];
  /** From what was seen as well. */
  readonly again: boolean;
  readonly count: number;
}

/** A clip that was chosen, and why. */
export interface Choice {
  readonly entry: Entry;
  readonly reasons: readonly Reason[];
}

const millisecondsInHour = 3_600_000;

export function hourOf(now: number): number {
  return Math.floor(now / millisecondsInHour);
}

export function stockOf(entries: ReadonlyMap<string, Entry>): Stock {
  return { catalogue: buildCatalogue([[...entries.values()].map(({ clip }) => clip)]), entries };
}

/** The next clips for this profile, the best that may stand there first. */
export function chooseNext({ catalogue, entries }: Stock, wanted: Wanted, now: number): Choice[] {
  const hour = hourOf(now);
  const { profile, age, blocked, again } = wanted;
  const withheld = new Set([...entries.values()].flatMap(hasHiddenWord(profile)));
  const scores = score(catalogue, profile, { hour, age, blocked, withheld, again });
  const waiting = wanted.held.flatMap((id) => entries.get(id)?.clip.number ?? []);
  const coming = waiting.filter((number) => again || !profile.seen.has(number));
  return diversify(catalogue, scores, profile, coming, wanted.count).flatMap((place) => {
    const entry = entries.get(catalogue.clips[place]?.id ?? '');
    return entry ? [{ entry, reasons: explain(catalogue, profile, place, hour).map(toReason) }] : [];
  });
}

/** A pack has only the rarer words of a caption; whoever hides a word means every caption that has it. */
function hasHiddenWord({ hiddenWords }: Profile): (entry: Entry) => string[] {
  if (hiddenWords.size === 0) return () => [];
  return ({ card }) => (holdsAny(card, hiddenWords) ? [card.id] : []);
}

function holdsAny({ caption }: Clip, words: ReadonlySet<string>): boolean {
  const text = caption.normalize('NFC').toLowerCase();
  return [...words].some((word) => text.includes(word));
}

function toReason(term: Term): Reason {
  if (term.kind !== 'history') return term;
  const author = term.watched.traits.find((trait) => kindOf(trait) === 'author');
  return { kind: 'history', value: term.value, author: author === undefined ? null : valueOf(author) };
}
