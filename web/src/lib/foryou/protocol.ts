import * as z from 'zod/mini';
import type { Clip } from '../../../../contract/clips.ts';
import { handle, id } from '../../../../contract/common.ts';
import type { Trait as ContentTrait } from '../../../../ranker/content.ts';
import type { Failure } from '../messages/en.ts';

// What the page and the worker say to each other. The page asks under a number of its own and the worker answers under
// it; what the worker tells unasked has none.

const clip = id;
/** What clips can have in common, as the ranker names it. */
const trait = z.templateLiteral([z.enum(['author', 'tag']), ':', z.string().check(z.maxLength(100))]);

/** One thing that somebody changes of their feed. */
export const change = z.discriminatedUnion('what', [
  /** From -1 (as little as possible) to 1 (much more); 0 lets it come as it comes. */
  z.object({ what: z.literal('wish'), trait, amount: z.number().check(z.minimum(-1), z.maximum(1)) }),
  z.object({ what: z.literal('author'), handle, hidden: z.boolean() }),
  z.object({
    what: z.literal('word'),
    word: z.string().check(z.trim(), z.minLength(1)),
    hidden: z.boolean(),
  }),
  z.object({ what: z.literal('language'), language: z.nullable(z.string()) }),
  z.object({ what: z.literal('samples'), on: z.boolean() }),
]);
export type Change = z.infer<typeof change>;

export const ask = z.discriminatedUnion('kind', [
  /** Who sits here: whether they can draw tokens, what their age allows, and whom they blocked. */
  z.object({
    kind: z.literal('viewer'),
    signedIn: z.boolean(),
    age: z.number(),
    blocked: z.array(z.string()),
  }),
  /** The next clips after those that the feed holds already; `again` from those that were seen as well. */
  z.object({ kind: z.literal('next'), held: z.array(id), again: z.boolean() }),
  z.object({
    kind: z.literal('watched'),
    clip,
    seconds: z.number().check(z.minimum(0)),
    loops: z.int().check(z.minimum(0)),
  }),
  z.object({
    kind: z.literal('did'),
    clip,
    act: z.enum(['like', 'comment', 'share', 'follow', 'notInterested', 'interested']),
  }),
  /** Answers with how much of it was wished for before, so that it can be taken back. */
  z.object({ kind: z.literal('lessOf'), trait }),
  z.object({ kind: z.literal('change'), change }),
  z.object({ kind: z.literal('why'), clip }),
  /** Look whether there are newer packs: at opening, when the page is seen again, and each minute while it is. */
  z.object({ kind: z.literal('look') }),
  z.object({ kind: z.literal('settings') }),
  z.object({ kind: z.literal('export') }),
  z.object({ kind: z.literal('import'), text: z.string() }),
  z.object({ kind: z.literal('reset') }),
]);
export type Ask = z.infer<typeof ask>;

export const request = z.object({ number: z.int(), ask });
export type Request = z.infer<typeof request>;

/** A few cards; `more` is false when there is nothing after them. */
export interface Batch {
  readonly clips: Clip[];
  readonly more: boolean;
  /** How many there are to choose from, seen or not. */
  readonly of: number;
}

export type Trait = z.infer<typeof trait>;

export interface Wish {
  readonly trait: Trait;
  readonly amount: number;
}

/** What the settings show of what is kept on the device. */
export interface Settings {
  /** What is often enjoyed, and whatever was wished more or less of. */
  readonly wishes: readonly Wish[];
  readonly hiddenAuthors: readonly string[];
  readonly hiddenWords: readonly string[];
  /** Null: every language. */
  readonly language: string | null;
  readonly languages: readonly string[];
  readonly samples: boolean;
  readonly seen: number;
  readonly enjoyed: number;
}

/** One term of a clip’s score as it was when the clip was chosen: what it added, or took away. */
export type Reason = { readonly value: number } &
  /** Somebody’s clip that was enjoyed (or left) speaks for (or against) this one. */
  (
    | { readonly kind: 'history'; readonly author: string | null }
    | { readonly kind: 'content' | 'wish'; readonly trait: ContentTrait }
    | { readonly kind: 'popularity' | 'completion' | 'likes' | 'freshness' | 'exploration' }
  );

/** What is answered; every other question is answered by having been heard. */
interface Answers {
  next: Batch;
  /** How much of it was asked for before. */
  lessOf: number;
  why: readonly Reason[];
  settings: Settings;
  export: string;
  /** False where the text was no profile, and nothing changed. */
  import: boolean;
}
export type Answer<K extends Ask['kind']> = K extends keyof Answers ? Promise<Answers[K]> : Promise<void>;

export type Told =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly failure: Failure }
  /** Clips that nobody may see any more, and those that have left the packs: they may have been taken back since. */
  | { readonly tells: 'gone'; readonly clips: readonly string[]; readonly left: readonly string[] }
  /** There are clips that were not there before. */
  | { readonly tells: 'fresh' }
  /** The packs are newer than this app: it has to be loaded again. */
  | { readonly tells: 'outdated' };
