import { readdir, readFile } from 'node:fs/promises';
import { runMigrations } from 'graphile-worker';
import type { Db, Tx } from './db.ts';
import { locks } from './locks.ts';

const folder = new URL('./migrations/', import.meta.url);

/**
 * Brings the schema (ours and the job queue's) to this version. Every file runs once, in the order of its name, all of
 * them in one transaction: after a crash the schema is the old one or the new one. Refuses a database from a newer
 * version of Overt.
 */
export async function migrate(db: Db, databaseUrl: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  await db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.migration})`;
    await refuseForeign(tx);
    await tx`create table if not exists migrations (name text primary key, ran_at timestamptz not null default now())`;
    await runMissing(tx, names);
  });
  await runMigrations({ connectionString: databaseUrl });
}

/** A database of another program may have tables of the same names. */
async function refuseForeign(tx: Tx): Promise<void> {
  const rows = await tx<{ name: string; ours: boolean }[]>`
    select table_name as name, exists (select from information_schema.columns c
      where c.table_schema = current_schema() and c.table_name = 'migrations' and c.column_name = 'ran_at') as ours
    from information_schema.tables
    where table_schema = current_schema() and table_name in ('migrations', 'accounts', 'sessions', 'clips')`;
  const foreign = rows.filter((row) => !row.ours).map((row) => row.name);
  if (foreign.length === 0) return;
  throw new Error(
    `This database belongs to another program: it has tables named ${foreign.join(', ')} that are not Overt’s. Point DATABASE_URL to an empty database.`,
  );
}

async function runMissing(tx: Tx, names: string[]): Promise<void> {
  const rows = await tx<{ name: string }[]>`select name from migrations`;
  const done = new Set(rows.map((row) => row.name));
  const unknown = [...done].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was migrated by a newer Overt (${unknown.join(', ')}). Start that version, or restore a backup.`,
    );
  }
  for (const name of names.filter((each) => !done.has(each))) {
    await tx.unsafe(await readFile(new URL(name, folder), 'utf8'));
    await tx`insert into migrations (name) values (${name})`;
  }
}
