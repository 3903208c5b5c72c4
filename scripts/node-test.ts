import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';

// `npm run test:unit` and `npm run test:e2e`, with `-- FILE…` for some files only. Both have a PostgreSQL of their own.
const { positionals } = parseArgs({ allowPositionals: true });
const [kind, ...chosen] = positionals;
const endToEnd = (file: string) => file.startsWith('test/e2e/');
const all = globSync(
  '{tlog,contract,core,media,ranker,server,web/src,web/tools,test,bench}/**/*.test.ts',
).sort();
const files = chosen.length > 0 ? chosen : all.filter((file) => endToEnd(file) === (kind === 'e2e'));

if (files.length === 0) {
  console.error(`There are no ${kind ?? ''} tests.`);
  process.exit(1);
}
const child = spawn(
  process.execPath,
  ['--test', '--test-global-setup=test/support/cluster.ts', '--test-concurrency=2', ...files],
  { stdio: 'inherit' },
);
child.on('close', (code) => process.exit(code ?? 1));
