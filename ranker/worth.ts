import type { TraitKind } from './content.ts';

// What counts how much in the ranking, and why. Every number of it that is a matter of judgement is here.

/**
 * What each term of the score is worth. What was enjoyed before, by this person and by all, speaks in octaves of a clip's
 * chance, which are many: so each counts little, or the same few clips would be shown, enjoyed, and shown again, and a clip
 * of this week would have no say (tried in a closed loop, docs/for-you.md: five times as much was clearly worse). Content has less to go by, and is all there is for a clip of this minute. Quality (completion, likes) orders what
 * taste leaves open, and alone it orders the feed of a new device. A fresh clip is ahead for a day or two, one that few have
 * seen a little until it has had its chance. A wish outweighs whatever else there is.
 */
export const worth = {
  chance: 0.05,
  /** Of what clips speak for that enjoyed clips speak for, against what these speak for themselves. */
  echo: 4,
  content: 1.5,
  wish: 2,
  completion: 0.5,
  likes: 0.13,
  freshness: 0.2,
  exploration: 0.1,
} as const;

/**
 * How much each kind of trait says. Makers and topics carry most of what people return for; a sound or a challenge says
 * something of the form; words are hashed and noisy; a language matters, but packs are mostly of one.
 */
export const gainOf: Readonly<Record<TraitKind, number>> = {
  author: 0.8,
  sound: 0.4,
  challenge: 0.4,
  tag: 0.8,
  word: 0.3,
  language: 0.4,
};

/**
 * Usual clips that every trait is thought to have been met in: one pleasant clip makes no taste. The less a trait tells in
 * truth, the more of them: words that many clips have by chance would drown the rest.
 */
export const priorMeetings: Readonly<Record<TraitKind, number>> = {
  author: 6,
  sound: 8,
  challenge: 8,
  tag: 8,
  word: 25,
  language: 30,
};

/** Neutral clips that every history is thought to begin with, before what is usual for its owner is known. */
export const priorHistory = 10;

/** Tastes fade: what was enjoyed so many hours ago counts half. */
export const tasteHalfLife = 60 * 24;
/** A clip's freshness halves in so many hours. */
export const freshHalfLife = 36;
/** Views (and likes in proportion) that every clip is thought to have had already, all of them average. */
export const priorViews = 40;
/** With fewer views than this, and fewer than three quarters of the catalogue have, a clip is unproven. */
export const fewViews = 200;
/** Views after which what exploration adds has fallen to 71 %; to half after three times as many. */
export const explorationViews = 20;

/** Clips in a row of this length share a trait at most so often: 40 % of one topic, three of a sound, two of a maker. */
export const row = 10;
export const mostInRow: Readonly<Partial<Record<TraitKind, number>>> = { tag: 4, sound: 3, author: 2 };
/** What so great a share of a catalogue carries is no topic of it. */
export const commonplace = 0.6;
/** One slot in so many goes to a clip that few have seen: else a new maker would have to be known to be found. */
export const slotsPerExploration = 6;
/** How much chance outweighs taste in such a slot: a standard Gumbel times this is added to the score. */
export const chance = 0.4;
