import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rounded, type Bench } from './figure.ts';

const build = join(import.meta.dirname, '../web/build');

/** All the script that a cold start of the feed loads: what its page preloads, which is its whole static import tree. */
export const measure: Bench = () => {
  const page = readFileSync(join(build, 'index.html'), 'utf8');
  const files = [...page.matchAll(/href="\/?(\.?[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  const inline = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const scripts = [...new Set(files)].map((file) => readFileSync(join(build, file), 'utf8'));
  const bytes = [...scripts, ...inline].reduce(
    (sum, script) => sum + gzipSync(script, { level: 9 }).length,
    0,
  );
  return Promise.resolve([
    {
      figure: 'JavaScript of the feed route, gzipped',
      value: rounded(bytes / 1000, 1),
      unit: 'kB',
      goal: '≤ 100 kB',
      against: `${files.length} files`,
    },
  ]);
};
