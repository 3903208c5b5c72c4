import { spawn } from 'node:child_process';

// Everything that must hold before a change lands, in the order in which it fails soonest. Every stage runs even after
// one failed, so that one run tells all.
const stages: [name: string, script: string][] = [
  ['types', 'types'],
  ['lint', 'lint'],
  ['format', 'format:check'],
  ['unit and integration', 'test:unit'],
  ['end to end', 'test:e2e'],
];

const began = Date.now();
const failed: string[] = [];
for (const [name, script] of stages) {
  const stageBegan = Date.now();
  const ok = await run(script);
  console.log(`${ok ? '✔' : '✘'} ${name} (${seconds(stageBegan)} s)\n`);
  if (!ok) failed.push(name);
}
console.log(failed.length === 0 ? `All green in ${seconds(began)} s.` : `Failed: ${failed.join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);

function run(script: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}
