import * as z from 'zod/mini';
import { clip } from './clips.ts';
import { id, instant } from './common.ts';

// Packs are static files, the same bytes for everybody, fetched without a credential: `head.json` names the current ones
// and is asked again; what it names is immutable and named by its hash.

/** Where the head is; everything else is `packAddress` of a hash in it. */
export const headAddress = '/packs/head.json';

/** SHA-256 of the file, base64url. */
export const packHash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** A segment's ranking data (`ranker/pack.ts` has the format). */
export function segmentAddress(hash: string): string {
  return `/packs/${hash}.pack`;
}

/** The cards of a segment's clips: JSON, `cardBlock`. */
export function cardsAddress(hash: string): string {
  return `/packs/${hash}.json`;
}

/** Clips that leave the feed for good reason are gone from it this many seconds later. */
export const tombstoneSeconds = 60;

export const segmentKinds = ['fresh', 'popular', 'tail', 'exploration'] as const;
export type SegmentKind = (typeof segmentKinds)[number];

export const packHead = z.object({
  /** Of this file; a device that does not know it says that the app has to be reloaded. */
  format: z.literal(1),
  publishedAt: instant,
  /**
   * The segments of each language in the order in which devices fetch them: `all`, and every primary language (BCP 47)
   * with enough clips for a feed of its own.
   */
  languages: z.record(
    z.string(),
    z.array(
      z.object({
        kind: z.enum(segmentKinds),
        /** How many clips it holds. */
        clips: z.number(),
        segment: packHash,
        cards: packHash,
      }),
    ),
  ),
  /** Clips in these segments that may not be shown any more: hidden, removed, deleted, no longer for everyone. */
  tombstones: z.array(id),
});
export type PackHead = z.infer<typeof packHead>;

/** Everything the feed needs to show a segment's clips, in the segment's order. Counts are as of its making. */
export const cardBlock = z.object({ clips: z.array(clip) });
export type CardBlock = z.infer<typeof cardBlock>;
