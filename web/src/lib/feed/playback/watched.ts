/** What was seen of a clip since it came onto the screen. */
export interface Watched {
  /** Seconds that played before somebody's eyes; pauses, stalls and leaps do not count. */
  readonly seconds: number;
  /** How often it reached its end and began anew. */
  readonly loops: number;
}

/** The same, on its way: where the playhead was seen last. */
export interface Watching extends Watched {
  readonly at: number;
}

export const unwatched: Watching = { seconds: 0, loops: 0, at: 0 };

/** A playhead that moves by more than this, in seconds, was moved; the browser shows a picture at least that often. */
const leap = 1;

/** Counts the way of the playhead to `at`, both in seconds of a clip that lasts `duration`. */
export function watchOn({ seconds, loops, at: from }: Watching, at: number, duration: number): Watching {
  const on = at - from;
  if (on >= 0) return { seconds: seconds + (on < leap ? on : 0), loops, at };
  const over = on + duration;
  const looped = over < leap;
  return { seconds: seconds + (looped ? Math.max(0, over) : 0), loops: loops + (looped ? 1 : 0), at };
}

/** Somebody moved the playhead: nothing was watched on the way. */
export function leapTo(watching: Watching, at: number): Watching {
  return { ...watching, at };
}
