import assert from 'node:assert/strict';
import { readFileSync, globSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** Who may import whom: the house of ARCHITECTURE.md, held against the real imports. */
const mayImport: Record<string, string[]> = {
  contract: [],
  tlog: [],
  ranker: [],
  media: ['contract'],
  web: ['contract', 'ranker', 'tlog'],
  watch: ['contract', 'ranker', 'tlog'],
  keyholder: ['tlog'],
  core: ['contract', 'media', 'ranker', 'tlog'],
  federation: ['core', 'contract'],
  server: ['federation', 'core', 'media', 'ranker', 'tlog', 'contract'],
};

/** Inside core/, a capability imports only from those before it. */
const capabilities = ['store', 'ledger', 'people', 'clips', 'feed', 'safety', 'rights'];

/** Floor 1 has no dependencies but these, each with its reason in docs/adr/. */
const packagesOf: Record<string, RegExp> = {
  contract: /^zod\/mini$/,
  tlog: /^$/,
  ranker: /^$/,
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const scripts = file.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')
    : [text];
  return scripts
    .flatMap((script) => ts.preProcessFile(script, true, true).importedFiles)
    .map(({ fileName }) => ({ from: file, to: fileName }));
}

function roomOf(path: string): string {
  return path.split(sep)[0] ?? '';
}

function allowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  if (!to.startsWith('.')) return packagesOf[room]?.test(to) ?? true;
  const target = relative(root, join(root, dirname(from), to));
  if (roomOf(target) === room) return room !== 'core' || inOrder(from, target);
  return mayImport[room]?.includes(roomOf(target)) ?? false;
}

function inOrder(from: string, target: string): boolean {
  const [own, other] = [from, target].map((path) => capabilities.indexOf(path.split(sep)[1] ?? ''));
  return own !== undefined && other !== undefined && other >= 0 && other <= own;
}

const sources = Object.keys(mayImport)
  .flatMap((room) => globSync(`${room}/**/*.{ts,svelte}`, { cwd: root }))
  .filter((file) => !/node_modules|\.svelte-kit|[\\/]build[\\/]|\.test\.ts$/.test(file));

test('every room imports only from the floors below it', () => {
  assert.ok(sources.length > 10, 'no sources were found: the test looks in the wrong place');
  const wrong = sources.flatMap(importsOf).filter((each) => !allowed(each));
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

test('the table itself says no where it must', () => {
  assert.equal(allowed({ from: 'core/store/db.ts', to: '../people/may.ts' }), false);
  assert.equal(allowed({ from: 'web/src/lib/api.ts', to: '../../../core/store/db.ts' }), false);
  assert.equal(allowed({ from: 'contract/clips.ts', to: 'hono' }), false);
  assert.equal(allowed({ from: 'core/clips/clips.ts', to: '../people/may.ts' }), true);
});
