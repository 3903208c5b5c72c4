import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const web = join(import.meta.dirname, '..');
const inputs = [
  'src',
  'static',
  'tools',
  'vite.config.ts',
  '../contract',
  '../ranker',
  '../package-lock.json',
];

function* filesIn(path: string): Generator<string> {
  if (statSync(join(web, path)).isFile()) yield path;
  else for (const name of readdirSync(join(web, path)).sort()) yield* filesIn(`${path}/${name}`);
}

/** Twelve hex digits over everything that the build reads; the same in every folder and at every time of day. */
export function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => [...filesIn(input)])) {
    hash.update(`${file}\0`).update(readFileSync(join(web, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
