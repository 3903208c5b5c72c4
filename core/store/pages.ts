import { AppError } from '../../contract/errors.ts';

/** Where a page of a list ended: the time of its last row in microseconds since 1970, and its id to break ties. */
export interface Place {
  readonly micros: number;
  readonly id: string;
}

export function writeCursor(place: Place): string {
  return Buffer.from(`${place.micros}:${place.id}`).toString('base64url');
}

/** The place in a cursor of ours; throws `bad_request` for anything else. */
export function readCursor(cursor: string): Place {
  const parts = /^(\d{1,16}):([A-Za-z0-9_-]{3,24})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new AppError('bad_request', 'cursor: hand it back as you received it, or leave it out.');
  }
  return { micros: Number(parts[1]), id: parts[2] };
}

/** Cuts the one row too many that tells whether there is a next page, and makes the cursor to it. */
export function cutPage<Row>(
  rows: readonly Row[],
  size: number,
  placeOf: (row: Row) => Place,
): { rows: readonly Row[]; next: string | null } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, next: rows.length > size && last !== undefined ? writeCursor(placeOf(last)) : null };
}
