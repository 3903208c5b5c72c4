import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../support/database.ts';
import { removeFolder, startServer, temporaryFolder } from '../support/server.ts';
import { commandLineOf } from '../../server/process.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dataFolder = temporaryFolder();
test.after(() => removeFolder(dataFolder));

test('Ctrl-C ends every process, and a second start finds the data folder as it was', async () => {
  const first = await startServer({ dataFolder });
  assert.deepEqual(await (await fetch(`${first.origin}/health`)).json(), { status: 'ok' });
  const postgres = postgresOf(dataFolder);
  assert.ok(commandLineOf(postgres)?.includes(dataFolder));
  assert.equal(await first.stop(), 0);
  assert.equal(commandLineOf(postgres), null);

  const second = await startServer({ dataFolder });
  await assert.rejects(startServer({ dataFolder }), /already runs on this data folder/);
  assert.equal((await fetch(`${second.origin}/health`)).status, 200);
  assert.equal(await second.stop(), 0);
});

test('after kill -9 the next start takes over, even if a stranger has got the number of the old PostgreSQL', async () => {
  const first = await startServer({ dataFolder });
  const locks = ['cluster/postmaster.pid', 'socket/.s.PGSQL.5432.lock'].map((lock) => {
    const file = join(dataFolder, 'postgres', lock);
    return { file, text: readFileSync(file, 'utf8') };
  });
  const postgres = postgresOf(dataFolder);
  await first.kill();
  while (commandLineOf(postgres) !== null) await new Promise(setImmediate);
  const stranger = spawn('sleep', ['60']);
  for (const { file, text } of locks) writeFileSync(file, text.replace(/^\d+/, String(stranger.pid)));
  const second = await startServer({ dataFolder });
  assert.equal((await fetch(`${second.origin}/health`)).status, 200);
  stranger.kill();
  assert.equal(await second.stop(), 0);
});

test('DATABASE_URL takes the place of the embedded PostgreSQL', async () => {
  const folder = temporaryFolder();
  const database = await testDatabase();
  const server = await startServer({ dataFolder: folder, settings: { DATABASE_URL: database.url } });
  assert.equal((await fetch(`${server.origin}/health`)).status, 200);
  assert.equal(existsSync(join(folder, 'postgres')), false);
  assert.equal(await server.stop(), 0);
  await database.close();
  removeFolder(folder);
});

test('bad settings are named all at once', async () => {
  const settings = { PORT: 'eighty', OVERT_URL: 'example' };
  await assert.rejects(startServer({ dataFolder, settings }), (error: Error) => {
    assert.match(error.message, /PORT: /);
    assert.match(error.message, /OVERT_URL: /);
    return true;
  });
});

test('the page carries its policy as a header and no request leaves without it', async () => {
  const server = await startServer({ dataFolder });
  for (const path of ['/', '/clip/AAAAAAAAAAAAAAAA', '/index.html', '/200.html', '/nowhere']) {
    const answer = await fetch(server.origin + path);
    assert.match(
      answer.headers.get('content-security-policy') ?? '',
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    assert.doesNotMatch(answer.headers.get('content-security-policy') ?? '', /unsafe-inline|unsafe-eval/);
    assert.doesNotMatch(await answer.text(), /http-equiv="content-security-policy"/i);
  }
  await server.stop();
});

function postgresOf(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);
}
