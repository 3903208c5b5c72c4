import type { Catalogue } from './catalogue.ts';
import type { Trait } from './content.ts';
import type { Profile, Watched } from './profile.ts';
import { freshnessLeft, hearAt, historyOf, tastesOf, wishesOf } from './score.ts';

/** One reason for a clip's score, and what it added to it (or, below zero, took from it). */
export type Reason = { readonly value: number } & (
  | { readonly kind: 'history'; readonly watched: Watched }
  /** How clips with this trait were enjoyed; `wish`: what was asked for in the settings. */
  | { readonly kind: 'content' | 'wish'; readonly trait: Trait }
  | { readonly kind: 'popularity' | 'completion' | 'likes' | 'freshness' | 'exploration' }
);

/** Why the clip at this place has its score: all that it is the sum of, the strongest first. What added nothing is left out. */
export function explain(catalogue: Catalogue, profile: Profile, place: number, hour: number): Reason[] {
  const { content, standing, traits } = catalogue;
  const tastes = tastesOf(catalogue, profile, hour);
  const wishes = wishesOf(catalogue, profile);
  const reasons: Reason[] = [
    ...historyReasons(catalogue, profile, place, hour),
    { kind: 'popularity', value: standing.popularity[place] ?? 0 },
    { kind: 'completion', value: standing.completion[place] ?? 0 },
    { kind: 'likes', value: standing.likes[place] ?? 0 },
    { kind: 'freshness', value: (standing.freshness[place] ?? 0) * freshnessLeft(catalogue, hour) },
    { kind: 'exploration', value: standing.exploration[place] ?? 0 },
  ];
  for (let at = content.starts[place] ?? 0; at < (content.starts[place + 1] ?? 0); at += 1) {
    const index = content.traits[at] ?? 0;
    const trait = traits.names[index];
    if (trait === undefined) continue;
    reasons.push({ kind: 'content', trait, value: (content.gains[at] ?? 0) * (tastes[index] ?? 0) });
    reasons.push({ kind: 'wish', trait, value: wishes?.[index] ?? 0 });
  }
  return reasons.filter(({ value }) => value !== 0).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

/** The term of the history, shared out among the entries by what each of them changed in the clip's chance. */
function historyReasons(catalogue: Catalogue, profile: Profile, place: number, hour: number): Reason[] {
  const term = historyOf(catalogue, profile, hour)[place] ?? 0;
  const heardFrom = hearAt(catalogue, place, hour);
  const parts = [...profile.history.values()].map((watched) => ({ watched, heard: heardFrom(watched) }));
  const all = parts.reduce((sum, { heard }) => sum + heard, 0);
  if (all === 0) return [];
  return parts.map(({ watched, heard }) => ({ kind: 'history', watched, value: (term * heard) / all }));
}
