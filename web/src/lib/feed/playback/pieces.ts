import type { Piece } from './fragments.ts';

/** Pieces to load in one go, by their numbers: from the first up to the one that is needed. */
export interface Missing {
  readonly first: number;
  readonly upTo: number;
}

/**
 * What to load next, or null where nothing is needed: the first piece that is missing from the playhead on, as long as it
 * begins within `seconds`. A piece can follow only the one that was loaded just before it (`last`); otherwise decoding
 * has to begin at a key picture, and the pieces between come along once more.
 */
export function nextPiece(
  pieces: readonly Piece[],
  loaded: readonly boolean[],
  at: number,
  seconds: number,
  last: number | null,
): Missing | null {
  const here = Math.max(
    0,
    pieces.findLastIndex(({ start }) => start <= at),
  );
  const upTo = pieces.findIndex((_, i) => i >= here && loaded[i] !== true);
  const piece = pieces[upTo];
  if (piece === undefined || piece.start > at + seconds) return null;
  if (last === upTo - 1) return { first: upTo, upTo };
  return {
    first: Math.max(
      0,
      pieces.findLastIndex(({ key }, i) => key && i <= upTo),
    ),
    upTo,
  };
}

/** The last piece of a request that begins with `first`: as far as `until`, in seconds, and nothing of it is there. */
export function reach(
  pieces: readonly Piece[],
  loaded: readonly boolean[],
  first: number,
  until: number,
): number {
  const stop = pieces.findIndex(({ start }, i) => i > first && (start > until || loaded[i] === true));
  return (stop === -1 ? pieces.length : stop) - 1;
}
