export interface Part {
  readonly text: string;
  readonly tag: boolean;
}

/** A caption in the order it was written, with its hashtags marked. */
export function captionParts(caption: string): Part[] {
  return caption
    .split(/(#[\p{L}\p{N}\p{M}_]+)/u)
    .filter((text) => text !== '')
    .map((text) => ({ text, tag: /^#[\p{L}\p{N}\p{M}_]/u.test(text) }));
}
