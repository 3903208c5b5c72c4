// How much a clip was enjoyed, from what its watcher did: the strength with which it speaks in the ranking.

/** What happened to a clip while it was on the screen. */
export interface View {
  /** Of the clip, in seconds. */
  readonly duration: number;
  /** Seconds it was watched in all, every loop counted: seven seconds of it twice are fourteen. */
  readonly watched: number;
  readonly liked: boolean;
  readonly shared: boolean;
  readonly followed: boolean;
  readonly commented: boolean;
}

/** From this strength on a clip counts as enjoyed: a clip of 15 s watched to its end, or any that was liked. */
export const enjoyedFrom = 0.35;
/** Of a clip that somebody did not want to see. */
export const refused = -1;

/** Deeds are worth more than dwelling, and the more the rarer they are: of a thousand views some fifty like, five share. */
const deeds = { liked: 0.6, commented: 0.5, shared: 0.8, followed: 0.8 };
const strongest = 2;
const weakest = -0.5;

/**
 * -0.5 (left at once) to 2. What counts is how much longer than expected of its length a clip was watched, in octaves: the
 * whole of 5 s is 0.19, the whole of 60 s 0.7. Leaving counts half as much as staying: there are many reasons to leave.
 * `pace` is what this watcher does on average, so that neither a patient nor a hasty one enjoys everything or nothing.
 */
export function enjoymentOf(view: View, pace = 0): number {
  const gain = octavesOver(view) - pace;
  const dwelt = gain > 0 ? Math.min(1, gain / 2) : Math.max(weakest, gain / 4);
  const done = (Object.keys(deeds) as (keyof typeof deeds)[])
    .filter((deed) => view[deed])
    .reduce((sum, deed) => sum + deeds[deed], 0);
  // Whoever liked a clip and left soon had seen enough of it, and liked it.
  return done > 0 ? Math.min(strongest, Math.max(0, dwelt) + done) : dwelt;
}

/** The running average of `octavesOver` of about the last hundred views; begins at 0. */
export function paceAfter(pace: number, view: View): number {
  return pace + (octavesOver(view) - pace) / 100;
}

/**
 * The share of a clip that is watched on average, by its length: three quarters of 5 s, half of 26 s, a fifth of 3 min.
 * Without it the ranking would teach makers to be brief (duration bias: Zhan et al., KDD 2022, correct it by buckets of
 * length; this curve needs no figures of anybody).
 */
export function expectedShare(duration: number): number {
  return 1 / (1 + (duration / 26) ** 0.65);
}

/** Octaves by which a view was longer than expected, between -4 and 2. Half a second softens the shortest. */
function octavesOver({ duration, watched }: View): number {
  const ratio = (watched + 0.5) / (duration * expectedShare(duration) + 0.5);
  return Math.min(2, Math.max(-4, Math.log2(ratio)));
}
