import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDb } from '../core/store/db.ts';
import { unprivileged } from '../media/sandbox.ts';
import { POSTGRES_USER, startPostgres } from './postgres.ts';

const isRoot = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), 'overt-postgres-'));
chmodSync(folder, 0o711);

const data = join(folder, 'postgres');
const postgres = await startPostgres(data);
after(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

test('what people wrote stays out of the log, also where a statement fails at it', async () => {
  const db = openDb(postgres.url, { connections: 1 });
  await db`create table notes (words text check (words <> 'My secret'))`;
  await assert.rejects(db`insert into notes values ('My secret')`, /violates check/);
  await db.end();
  const log = readFileSync(join(data, 'log'), 'utf8');
  assert.match(log, /violates check/);
  assert.doesNotMatch(log, /My secret/);
});

test('a media child is nobody to the database', { skip: !isRoot }, () => {
  const [pid = ''] = readFileSync(join(data, 'cluster/postmaster.pid'), 'utf8').split('\n');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const users = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  assert.equal(users.length, 4);
  assert.ok(!users.includes(String(unprivileged?.uid)), users.join());
  for (const inner of ['.', 'cluster', 'socket']) {
    const { uid, mode } = lstatSync(join(data, inner));
    assert.notEqual(uid, unprivileged?.uid, inner);
    assert.equal(mode & 0o777, 0o700, inner);
  }
});

test(
  'a socket folder that somebody else laid out in the temporary folder is not used',
  { skip: !isRoot },
  async () => {
    const far = join(folder, 'a'.repeat(120));
    const name = createHash('sha256').update(far).digest('hex').slice(0, 16);
    const sockets = join(tmpdir(), `overt-${name}`);
    const refused = () => assert.rejects(startPostgres(far), /somebody else/);
    try {
      symlinkSync(folder, sockets);
      await refused();
      assert.equal(lstatSync(folder).uid, 0, 'nothing was handed over through the link');
      rmSync(sockets);
      mkdirSync(sockets, { mode: 0o700 });
      chownSync(sockets, POSTGRES_USER + 1, 0);
      await refused();
      chownSync(sockets, POSTGRES_USER, 0);
      chmodSync(sockets, 0o777);
      await refused();
    } finally {
      rmSync(sockets, { recursive: true, force: true });
    }
  },
);
