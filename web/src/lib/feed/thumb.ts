import { thumbHashToDataURL } from 'thumbhash';

/** The clip's colours as a picture, from the 25 bytes that came with the feed; null where they make none. */
export function thumbOf(thumbhash: string): string | null {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}
