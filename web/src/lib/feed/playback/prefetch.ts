/** What is known of the clip on the screen when loading is decided anew. */
export interface Watching {
  /** Seconds this clip has been on the screen. */
  readonly watched: number;
  /** Seconds that can be played without loading more. */
  readonly ahead: number;
  /** True when nothing of it is left to load. */
  readonly complete: boolean;
}

/** Seconds to hold ready of the clip on the screen and of the next one. */
export interface Goals {
  readonly playing: number;
  readonly next: number;
}

/** Enough of the next clip to show its first picture and to start without a stall while more arrives. */
const opening = 1;
const longest = 20;

/**
 * Most clips are left early, and what was loaded of them ahead is wasted. So the longer somebody has watched, the further
 * ahead is loaded: two seconds at first, then as much again as was watched. The next clip is begun only when the one on
 * the screen has what it needs for the moment.
 */
export function prefetchGoals({ watched, ahead, complete }: Watching): Goals {
  const playing = Math.min(longest, 2 + watched * 0.75);
  return { playing, next: complete || ahead >= Math.min(playing, 1.5) ? opening : 0 };
}
