import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as z from 'zod/mini';
import { removeFolder, startServer, type RunningServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'overt-import-'));
const strange = `deep/a "b" [c]'s &?=+#%41 ü.mp4`;
let server: RunningServer;

before(async () => {
  server = await startServer();
  mkdirSync(join(folder, 'deep'));
  mkdirSync(join(folder, '.hidden'));
  writeFileSync(join(folder, strange), await makeVideo(2, '320x240'));
  writeFileSync(join(folder, 'empty.mp4'), '');
  writeFileSync(join(folder, 'notes.mov'), 'no video');
  writeFileSync(join(folder, '.DS_Store'), 'x');
  writeFileSync(join(folder, '.hidden', 'a.mp4'), 'x');
  symlinkSync('/etc/passwd', join(folder, 'link.mp4'));
  symlinkSync('/etc', join(folder, 'linked'));
});
after(async () => {
  await server.stop();
  removeFolder(server.dataFolder);
  rmSync(folder, { recursive: true });
});

/** Runs the command as people do; npx finds it without installing anything. */
async function overt(...parameters: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn('npx', ['overt', ...parameters], {
    cwd: root,
    env: { ...process.env, OVERT_DATA: server.dataFolder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...text };
}

const line = z.object({
  file: z.string(),
  status: z.enum(['published', 'rejected']),
  code: z.nullable(z.string()),
  clip: z.nullable(z.string()),
  seconds: z.number(),
});

test('a folder is imported: one line for each file, hidden files and links left alone', async () => {
  const { code, out, err } = await overt('import', folder, '--as', 'newcomer', '--json');
  assert.equal(code, 0, err);
  const lines = out
    .trim()
    .split('\n')
    .map((each) => line.parse(JSON.parse(each)));
  assert.deepEqual(
    lines.map((each) => [each.file.slice(folder.length + 1), each.status, each.code]).sort(),
    [
      [strange, 'published', null],
      ['empty.mp4', 'rejected', 'unreadable'],
      ['notes.mov', 'rejected', 'unreadable'],
    ].sort(),
  );
  const published = lines.find((each) => each.status === 'published');
  const reply = await fetch(`${server.origin}/api/clips/${published?.clip ?? ''}`);
  assert.equal(reply.status, 200);
  assert.match(await reply.text(), /"handle":"newcomer"/);
});

test('what cannot be found is said, and makes the command fail; the rest is imported all the same', async () => {
  const { code, out, err } = await overt(
    'import',
    join(folder, 'nowhere.mp4'),
    join(folder, 'empty.mp4'),
    '--as',
    'newcomer',
  );
  assert.equal(code, 1);
  assert.match(err, /nowhere\.mp4: .*no such file/);
  assert.match(out, /empty\.mp4: rejected: unreadable/);
});

test('a command that makes no sense is explained', async () => {
  assert.match((await overt('--help')).out, /overt COMMAND/);
  for (const parameters of [
    ['import', folder],
    ['import', '--as', 'x y', folder],
    ['import', '--as', 'newcomer'],
    ['explode'],
  ]) {
    const { code, err } = await overt(...parameters);
    assert.equal(code, 1);
    assert.ok(
      err.includes('--as HANDLE') || err.includes('file or folder') || err.includes('There is no command'),
      err,
    );
  }
});

test('fsck is content with a sound folder, and names what is missing, orphaned or changed', async () => {
  assert.match((await overt('fsck')).out, /1 clips, \d blobs \(.*\), 0 unfinished uploads, 0 findings/);
  const blobs = join(server.dataFolder, 'blobs');
  const files = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('.'),
  );
  const [video = ''] = files.filter((name) => name.endsWith('.mp4'));
  const [poster = ''] = files.filter((name) => name.endsWith('.jpg'));
  const name = (path: string) => path.split('/').at(-1) ?? '';
  rmSync(join(blobs, video));
  writeFileSync(join(blobs, poster), 'changed');
  const orphan = `${'A'.repeat(22)}.mp4`;
  mkdirSync(join(blobs, 'AA'), { recursive: true });
  writeFileSync(join(blobs, 'AA', orphan), '');
  writeFileSync(join(blobs, 'uploads', 'BBBBBBBBBBBBBBBB'), '');
  const { code, out } = await overt('fsck');
  assert.equal(code, 1);
  assert.ok(out.includes(`missing blob: ${name(video)} has a row and no file`), out);
  assert.ok(out.includes(`wrong size: ${name(poster)} has 7 bytes`), out);
  assert.ok(out.includes(`orphan file: ${orphan} has no row`), out);
  assert.ok(out.includes('orphan upload: BBBBBBBBBBBBBBBB has no row'), out);
  assert.match(out, /4 findings/);
});

test('without a server fsck works still, and import says what to do', async () => {
  await server.stop();
  const { code, out } = await overt('fsck');
  assert.equal(code, 1);
  assert.match(out, /4 findings/);
  const { code: refused, err } = await overt('import', folder, '--as', 'newcomer');
  assert.equal(refused, 1);
  assert.match(err, /npm start/);
  server = await startServer({ dataFolder: server.dataFolder });
  // The next start sweeps what nobody claims; what is lost or changed stays a finding.
  const after = await overt('fsck');
  assert.match(after.out, /2 findings/);
});
