/** What is known of the clip on the screen when loading is decided anew. */
export interface Watching {
  /** Seconds this clip has been on the screen. */
  readonly watched: number;
  /** Seconds that can be played without loading more. */
  readonly ahead: number;
  /** True when nothing of it is left to load. */
  readonly complete: boolean;
  /** How many times faster than the clip plays the connection brings it; null before anything was measured. */
  readonly headroom: number | null;
}

/** Seconds to hold ready of the clip on the screen and of the next one. */
export interface Goals {
  readonly playing: number;
  readonly next: number;
}

const longest = 20;

/**
 * Most clips are left early, and what was loaded of them ahead is wasted. So no more is held than bridges the time until
 * more could be there, which is short on a line that is many times faster than the clip; and the longer somebody has
 * watched, the further ahead is loaded. Of the next clip there is enough to show its first picture and to start without a
 * stall; it is begun only when the one on the screen has what it needs for the moment.
 */
export function prefetchGoals({ watched, ahead, complete, headroom }: Watching): Goals {
  const cushion = headroom === null ? 2 : Math.min(3, Math.max(0.6, 3 / headroom));
  const playing = Math.min(longest, cushion * (1 + watched * 0.2));
  return { playing, next: complete || ahead >= cushion * 0.75 ? cushion / 2 : 0 };
}
