import type { Clip } from '../../../../contract/clips.ts';

type Rendition = Clip['renditions'][number];

/** Of the measured speed only this share is counted on. */
const caution = 0.6;

/**
 * The rendition to play: the smallest that fills the place it is shown in, or, where the connection does not carry that
 * one, the largest that it carries. `renditions` are smallest first; `pixels` is the shorter side of the place in device
 * pixels; `speed` is in bits per second, null before anything was measured.
 */
export function chooseRendition(
  renditions: readonly Rendition[],
  pixels: number,
  speed: number | null,
): Rendition | undefined {
  const fits = renditions.filter(({ bitrate }) => speed === null || bitrate <= speed * caution);
  const carried = fits.length > 0 ? fits : renditions.slice(0, 1);
  // A picture scaled up by a seventh cannot be told from a sharp one while it moves.
  return carried.find(({ width, height }) => Math.min(width, height) >= pixels * 0.85) ?? carried.at(-1);
}
