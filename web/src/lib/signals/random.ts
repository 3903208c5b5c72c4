/** A number from 0 up to, but not including, 1. */
export type Random = () => number;

/** Randomness that nobody can foretell: of what is drawn from a history, or when it is sent. */
export function secureRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}

/** `count` of `items` (all, where there are fewer), each as likely as another, in a random order. */
export function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  const rest = [...items];
  return Array.from({ length: Math.min(count, items.length) }, () =>
    rest.splice(Math.floor(random() * rest.length), 1),
  ).flat();
}
