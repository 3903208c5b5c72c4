import { AppError } from '../../contract/errors.ts';

/** Where a page of a list ended: the time of its last row in microseconds since 1970, and its id to break ties. */
export interface Place {
  readonly micros: number;
  readonly id: string;
  /** What goes before the time in a list that is sorted by a count; else 0. */
  readonly count?: number;
}

export function writeCursor({ micros, id, count = 0 }: Place): string {
  return Buffer.from(`${micros}:${id}:${count}`).toString('base64url');
}

/** The place in a cursor of ours; throws `bad_request` for anything else. */
export function readCursor(cursor: string): Required<Place> {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, micros, id, count] = /^(\d{1,16}):([A-Za-z0-9_-]{3,24}):(\d{1,9})$/.exec(text) ?? [];
  if (micros === undefined || id === undefined || count === undefined) {
    throw new AppError('bad_request', 'cursor: hand it back as you received it, or leave it out.');
  }
  return { micros: Number(micros), id, count: Number(count) };
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
