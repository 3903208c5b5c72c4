/** Bytes below which a reply says more about the distance than about the speed. */
const telling = 32_000;
/** How much a new measurement counts. */
const weight = 0.3;

let bitsPerSecond: number | null = null;

/** What the connection carried lately, in bits per second; null before anything was measured. */
export function measuredSpeed(): number | null {
  return bitsPerSecond;
}

/** Counts a reply of so many bytes, which took so many milliseconds from its first byte to its last. */
export function measureSpeed(bytes: number, milliseconds: number): void {
  if (bytes < telling || milliseconds < 1) return;
  const now = (bytes * 8000) / milliseconds;
  bitsPerSecond = bitsPerSecond === null ? now : bitsPerSecond * (1 - weight) + now * weight;
}
