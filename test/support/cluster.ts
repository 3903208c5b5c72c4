import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../../core/store/db.ts';
import { migrate } from '../../core/store/migrate.ts';
import { startPostgres, type EmbeddedPostgres } from '../../server/postgres.ts';
import { TEMPLATE, urlOf } from './database.ts';

// node's `--test-global-setup`: one real PostgreSQL for the whole run; every test file gets a database of its own.
let folder: string;
let server: EmbeddedPostgres;

export async function globalSetup(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'overt-test-'));
  server = await startPostgres(folder);
  process.env['OVERT_TEST_DATABASE_URL'] = server.url;
  const admin = openDb(server.url);
  await admin`create database ${admin(TEMPLATE)}`;
  await admin.end();
  const template = openDb(urlOf(TEMPLATE));
  await migrate(template, urlOf(TEMPLATE));
  await template.end();
}

export async function globalTeardown(): Promise<void> {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
