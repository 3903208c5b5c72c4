/** One place of the finger: milliseconds, and clips above where it began. */
export interface Sample {
  readonly time: number;
  readonly at: number;
}

/** Only the last moments of a drag say how fast the finger left. */
const memory = 100;
/** How far ahead a flick is followed, in seconds, to see which clip it meant. */
const foresight = 0.3;
const give = 0.3;

/** Speed at the end of a drag, in clips per second. A finger that rested before it was lifted has none. */
export function leavingSpeed(samples: readonly Sample[], now: number): number {
  const recent = samples.filter(({ time }) => now - time <= memory);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined || last.time - first.time < 8) return 0;
  return ((last.at - first.at) / (last.time - first.time)) * 1000;
}

/** The clip on which a swipe comes to rest: the one it began on or a neighbour, within the feed. */
export function landing(begun: number, at: number, speed: number, count: number): number {
  const meant = Math.round(at + speed * foresight);
  return Math.max(0, Math.min(count - 1, begun - 1 < meant ? Math.min(meant, begun + 1) : begun - 1));
}

/** Beyond the first and last clip the feed gives way, less and less, and never more than a third of a clip. */
export function resisted(at: number, count: number): number {
  const last = Math.max(0, count - 1);
  if (at < 0) return -yielding(-at);
  return at > last ? last + yielding(at - last) : at;
}

function yielding(beyond: number): number {
  return give * (1 - Math.exp(-beyond / give));
}

/** What the wheel has turned so far and when it last moved. */
export interface Wheel {
  readonly turned: number;
  readonly last: number;
  /** The size of the last turn after a step: while a trackpad's inertia fades away, nothing else happens. */
  readonly fading: number | null;
}

export const wheelAtRest: Wheel = { turned: 0, last: -Infinity, fading: null };
const quiet = 160;
const enough = 40;

/** One gesture of a wheel or trackpad is one step, however long its inertia lasts. Pixels and milliseconds. */
export function turnWheel(wheel: Wheel, delta: number, now: number): { wheel: Wheel; step: -1 | 0 | 1 } {
  const rested = now - wheel.last > quiet;
  const fading = rested ? null : wheel.fading;
  if (fading !== null && Math.abs(delta) <= fading * 1.5) {
    return { wheel: { turned: 0, last: now, fading: Math.abs(delta) }, step: 0 };
  }
  const turned = (rested || fading !== null ? 0 : wheel.turned) + delta;
  if (Math.abs(turned) < enough) return { wheel: { turned, last: now, fading: null }, step: 0 };
  return { wheel: { turned: 0, last: now, fading: Math.abs(delta) }, step: turned > 0 ? 1 : -1 };
}
