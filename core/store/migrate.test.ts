import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { migrate } from './migrate.ts';

const { db, url, close } = await testDatabase();
after(close);

test('migrating twice changes nothing', async () => {
  const before = await db`select name, ran_at from migrations order by name`;
  await migrate(db, url);
  assert.deepEqual([...(await db`select name, ran_at from migrations order by name`)], [...before]);
});

test('a database from a newer version is refused, with the name of what is unknown', async () => {
  await db`insert into migrations (name) values ('9999_future.sql')`;
  await assert.rejects(migrate(db, url), /newer Overt \(9999_future\.sql\)/);
});

test('the database of another program is refused in words and left as it was', async () => {
  const tables = ['migrations (id integer, migration text)', 'accounts (id integer)'];
  for (const table of tables) {
    await db.unsafe(`drop schema public cascade; create schema public; create table ${table}`);
    await assert.rejects(migrate(db, url), /belongs to another program/);
    const left = await db`select from information_schema.tables where table_schema = 'public'`;
    assert.equal(left.length, 1);
  }
});
