import { randomBytes } from 'node:crypto';
import type { Sql } from './db.ts';

/** The 32 random bytes kept under `name`; made when first asked for, the same for every process ever after. */
export async function loadSecret(sql: Sql, name: string): Promise<Uint8Array> {
  await sql`insert into secrets (name, value) values (${name}, ${randomBytes(32)}) on conflict do nothing`;
  const [row] = await sql<{ value: Uint8Array }[]>`select value from secrets where name = ${name}`;
  if (row === undefined) throw new Error(`The secret ${name} vanished while it was read.`);
  return row.value;
}
