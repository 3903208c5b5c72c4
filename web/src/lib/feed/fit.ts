interface Size {
  readonly width: number;
  readonly height: number;
}

/** How much of a picture may be cut off for it to fill its place. */
const mostCut = 0.2;

/** Whether a clip fills its place, or is shown whole with its own colours round it. */
export function fills(clip: Size, place: Size): boolean {
  const ratio = clip.width / clip.height / (place.width / place.height);
  return 1 - Math.min(ratio, 1 / ratio) < mostCut;
}
