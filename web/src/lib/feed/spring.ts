/** A place and its speed, in clips and clips per second. */
export interface Motion {
  readonly at: number;
  readonly speed: number;
}

/** How fast the feed comes to rest, per second: 99 % of the way in about 0.3 s. */
const stiffness = 21;
const still = 0.0005;

/**
 * Where a critically damped spring is `seconds` later. The exact solution, so it does not matter how long a frame took:
 * x(t) = target + (d + (v + ωd)t)·e^(−ωt).
 */
export function springStep({ at, speed }: Motion, target: number, seconds: number): Motion {
  const distance = at - target;
  const push = speed + stiffness * distance;
  const decay = Math.exp(-stiffness * seconds);
  return {
    at: target + (distance + push * seconds) * decay,
    speed: (push - stiffness * (distance + push * seconds)) * decay,
  };
}

export function atRest({ at, speed }: Motion, target: number): boolean {
  return Math.abs(at - target) < still && Math.abs(speed) < still * stiffness;
}
