import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { AppError, type ErrorCode } from '../contract/errors.ts';
import { generate, twoSeconds } from '../test/support/generate.ts';
import { childLimits } from './limits.ts';
import { prepareClip, type ClipOptions } from './transcode.ts';

const isLinux = process.platform === 'linux';
let folder = '';
let input = '';
before(async () => {
  // Only its owner may look into it: the child gets the open file, not the way to it.
  folder = await mkdtemp(join(tmpdir(), 'overt-media-'));
  const source = twoSeconds.replace('320x240', '1280x720').replace('duration=2', 'duration=4');
  const options = { preset: 'ultrafast' };
  const picture = { codec: 'libx264', options, source };
  input = await generate(join(folder, 'film.mp4'), { format: 'mp4', picture });
});
after(() => rm(folder, { recursive: true }));

/** Not every container lets us. */
function mayMakeNetworks(): boolean {
  const rights = process.getuid?.() === 0 ? [] : ['--user'];
  return spawnSync('unshare', [...rights, '--net', 'true']).status === 0;
}

async function prepare(options: Partial<ClipOptions>) {
  const outputFolder = await mkdtemp(join(folder, 'out-'));
  const outcome = await prepareClip({ input, outputFolder, threads: 1, ...options }).then(
    () => null,
    (error: unknown) => error,
  );
  return { outcome, left: (await readdir(outputFolder)).sort(), outputFolder };
}

function assertCode(outcome: unknown, code: ErrorCode): void {
  assert.ok(outcome instanceof AppError, String(outcome));
  assert.equal(outcome.code, code);
}

/** The processes of this test that run the child's code. */
function children(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return (
          parent === String(process.pid) &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child/clip')
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

test(
  'the child works as a user without rights where the server is root, and knows nothing',
  { skip: !isLinux },
  async () => {
    let status = '';
    let environment = '';
    let open: string[] = [];
    let network = '';
    const { outcome, left, outputFolder } = await prepare({
      onProgress() {
        const [pid] = children();
        if (pid === undefined || status !== '') return;
        status = readFileSync(`/proc/${pid}/status`, 'utf8');
        environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
        open = readdirSync(`/proc/${pid}/fd`);
        network = readFileSync(`/proc/${pid}/net/dev`, 'utf8');
      },
    });
    assert.equal(outcome, null);
    const own = process.getuid?.() ?? 0;
    const expected = own === 0 ? 65533 : own;
    assert.match(
      status,
      new RegExp(`^Uid:\\s+${expected}\\s+${expected}\\s+${expected}\\s+${expected}$`, 'm'),
    );
    if (own === 0) assert.match(status, /^CapEff:\s+0+$/m);
    assert.ok(open.length > 0);
    if (mayMakeNetworks()) assert.doesNotMatch(network, /: *[1-9]/, 'nobody else is in its network');
    assert.doesNotMatch(environment, /PATH=|HOME=|OVERT/);
    assert.deepEqual(left, ['720p.mp4', 'poster.jpg'], 'the work folder is gone');
    for (const file of left) assert.equal((await stat(join(outputFolder, file))).uid, own);
  },
);

test('a crash of the decoder costs one job', { skip: !isLinux }, async () => {
  let killed = false;
  const { outcome, left } = await prepare({
    onProgress() {
      const [pid] = children();
      if (pid === undefined || killed) return;
      killed = true;
      process.kill(pid, 'SIGSEGV');
    },
  });
  assert.ok(killed);
  assertCode(outcome, 'unreadable');
  assert.deepEqual(left, []);
});

test('a child that the machine killed is no verdict on the file', { skip: !isLinux }, async () => {
  const { outcome, left } = await prepare({
    onProgress() {
      for (const pid of children()) process.kill(pid, 'SIGKILL');
    },
  });
  assert.ok(outcome instanceof Error && !(outcome instanceof AppError), String(outcome));
  assert.deepEqual(left, []);
});

test('too much memory costs one job', { skip: process.platform === 'win32' }, async () => {
  const limits = { ...childLimits, maxResidentBytes: 20_000_000 };
  const { outcome, left } = await prepare({ limits });
  assertCode(outcome, 'too_demanding');
  assert.deepEqual(left, []);
});

test('too much time costs one job', async () => {
  const { outcome } = await prepare({ limits: { ...childLimits, maxSeconds: 0.2 } });
  assertCode(outcome, 'too_demanding');
});

test('the kernel stops a file that grows too large', { skip: !isLinux }, async () => {
  const { outcome, left } = await prepare({ limits: { ...childLimits, maxOutputBytes: 100_000 } });
  assertCode(outcome, 'too_demanding');
  assert.deepEqual(left, []);
});

test('an abort ends the child and leaves nothing', async () => {
  const aborter = new AbortController();
  const reason = new Error('enough');
  const { outcome, left } = await prepare({
    signal: aborter.signal,
    onProgress: () => {
      aborter.abort(reason);
    },
  });
  assert.equal(outcome, reason);
  assert.deepEqual(left, []);
  if (isLinux) assert.deepEqual(children(), []);
});
