import { parseArgs } from 'node:util';
import { closeEdition } from './edition.ts';
import type { Bench, Figure } from './figure.ts';

// `npm run bench`, `npm run bench feed`, `npm run bench -- --json`. A bench never fails on its figures: these machines
// are noisy, and a figure is for people to read beside its goal.
const benches: Record<string, () => Promise<{ measure: Bench }>> = {
  script: () => import('./script.bench.ts'),
  memory: () => import('./memory.bench.ts'),
  feed: () => import('./feed.bench.ts'),
  packs: () => import('./packs.bench.ts'),
  upload: () => import('./upload.bench.ts'),
  cold: () => import('./cold.bench.ts'),
  swipe: () => import('./swipe.bench.ts'),
  ranker: () => import('./ranker.bench.ts'),
  training: () => import('./training.bench.ts'),
  rank: () => import('./rank.bench.ts'),
  'feed-sim': () => import('./feed-sim/feed-sim.bench.ts'),
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, data: { type: 'string' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}
try {
  for (const [name, load] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const { measure } = await load();
    for (const figure of await measure({ data: values.data })) print(figure);
  }
} finally {
  await closeEdition();
}

function print(figure: Figure): void {
  if (values.json === true) console.log(JSON.stringify(figure));
  else {
    const value = `${figure.value} ${figure.unit}`.trim();
    console.log(
      `${figure.figure.padEnd(58)} ${value.padStart(16)}   goal ${figure.goal.padEnd(18)} ${figure.against}`,
    );
  }
}
