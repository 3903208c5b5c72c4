import type { Tx } from '../store/db.ts';

/** Those of `numbers` that clips have; held, so that none of these clips goes before the transaction ends. */
export async function knownNumbers(tx: Tx, numbers: readonly number[]): Promise<Set<number>> {
  const rows = await tx<{ number: number }[]>`
    select number from feed_numbers where number = any(${[...new Set(numbers)]}::bigint[])
    order by number for key share`;
  return new Set(rows.map((row) => row.number));
}
