import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { openDb, type Db } from '../../core/store/db.ts';

export const TEMPLATE = 'overt_template';

export interface TestDatabase {
  readonly db: Db;
  readonly url: string;
  /** Closes the pool and drops the database. */
  readonly close: () => Promise<void>;
}

/** A new database with today's schema, on the cluster that `cluster.ts` started for this run. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `overt_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(
    (admin) => admin`create database ${admin(name)} template ${admin(TEMPLATE)} strategy file_copy`,
  );
  const db = openDb(urlOf(name));
  return {
    db,
    url: urlOf(name),
    close: async () => {
      await db.end();
      await asAdmin((admin) => admin`drop database ${admin(name)} with (force)`);
    },
  };
}

/** The address of database `name` on the cluster of this run. */
export function urlOf(name: string): string {
  const base = process.env['OVERT_TEST_DATABASE_URL'];
  if (base === undefined)
    throw new Error('Run tests with `npm run test:unit -- FILE`: it starts their PostgreSQL.');
  const address = new URL(base);
  address.pathname = `/${name}`;
  return address.href;
}

/** Every row of every table, as text: to search it for what must not be kept. */
export async function everythingIn(db: Db): Promise<string> {
  const tables = await db<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await db.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
    rows.push(`${name}:`, ...found.map((each) => each.row));
  }
  return rows.join('\n');
}

async function asAdmin(act: (admin: Db) => Promise<unknown>): Promise<void> {
  const admin = openDb(urlOf('postgres'), { connections: 1 });
  await act(admin);
  await admin.end();
}

/** Resolves when so many others wait for a lock on `table`. */
export async function untilWaiting(db: Db, table: string, count: number): Promise<void> {
  for (;;) {
    const waiting = await db`select from pg_locks where relation = ${table}::regclass and not granted`;
    if (waiting.length >= count) return;
    await setImmediate();
  }
}
