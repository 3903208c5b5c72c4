import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';

// The real scripts/setup.js in a checkout of its own, in whose way npm is replaced by a script that keeps a diary.
const folder = mkdtempSync(join(tmpdir(), 'overt setup äöü %20-'));
const at = (...parts: string[]) => join(folder, ...parts);
const diary = () => readFileSync(at('diary'), 'utf8').trim().split('\n');
after(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(at('node_modules/.bin'), { recursive: true });
  mkdirSync(at('web'));
  cpSync(join(import.meta.dirname, '../scripts/setup.js'), at('scripts/setup.js'));
  writeFileSync(at('package.json'), '{"type":"module"}');
  writeFileSync(at('package-lock.json'), '{}');
  writeFileSync(at('diary'), '');
  const npm = '#!/bin/sh\necho "$1" >> diary\n[ -e fails ] && exit 1\nmkdir -p node_modules web/build\n';
  writeFileSync(at('node_modules/.bin/npm'), npm, { mode: 0o755 });
});

function setUp() {
  const run = spawnSync(process.execPath, [at('scripts/setup.js')], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(existsSync(at('.setup-lock')), false, 'the lock is given back');
  return run;
}

const options = { skip: process.platform === 'win32' };

test('sets up once, also in a folder with blanks and umlauts, and then touches nothing', options, () => {
  assert.equal(setUp().status, 0);
  assert.deepEqual(diary(), ['ci', 'run']);
  const again = setUp();
  assert.equal(again.status, 0);
  assert.equal(again.stdout, '');
  assert.deepEqual(diary(), ['ci', 'run']);
});

test('what failed is tried again at the next start', options, () => {
  writeFileSync(at('fails'), '');
  assert.equal(setUp().status, 1);
  rmSync(at('fails'));
  assert.equal(setUp().status, 0);
  assert.deepEqual(diary(), ['ci', 'ci', 'run']);
});

test('a lock whose owner is gone is taken over', options, () => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  writeFileSync(at('.setup-lock'), String(gone));
  assert.equal(setUp().status, 0);
});

test(
  'so is one whose number has gone to a stranger, and one that was never written',
  {
    skip: process.platform !== 'linux',
  },
  () => {
    writeFileSync(at('.setup-lock'), String(process.pid));
    assert.equal(setUp().status, 0);
    rmSync(at('web/build'), { recursive: true });
    writeFileSync(at('.setup-lock'), '');
    utimesSync(at('.setup-lock'), 0, 0);
    assert.equal(setUp().status, 0);
    assert.deepEqual(diary(), ['ci', 'run', 'run']);
  },
);
