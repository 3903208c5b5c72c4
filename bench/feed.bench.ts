import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fullEdition } from './edition.ts';
import { percentile, rounded, type Bench } from './figure.ts';
import { firstAnswer, requestsPerSecond } from './load.ts';

const ROUNDS = 5;
const LOAD = { seconds: 4, connections: 32 };

/** Requests/s of the feed API against bare node:http that sends the same bytes, in turn, so that noise hits both. */
export const measure: Bench = async () => {
  const server = await fullEdition();
  const port = Number(new URL(server.origin).port);
  const recorded = join(server.dataFolder, 'answer');
  writeFileSync(
    recorded,
    await firstAnswer(port, Buffer.from('GET /api/feed HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  );
  const bare = await startBare(recorded);
  const ratios: number[] = [];
  const speeds: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await requestsPerSecond({ port, path: '/api/feed' }, LOAD);
    const theirs = await requestsPerSecond({ port: bare.port, path: '/' }, LOAD);
    // The first round warms both up.
    if (round > 0) ratios.push(ours / theirs);
    speeds.push(ours);
  }
  bare.process.kill();
  return [
    {
      figure: 'feed API requests/s on one core, against bare node:http',
      value: rounded(percentile(ratios, 0.5), 2),
      unit: '×',
      goal: '≥ 0.5 ×',
      against: `${rounded(percentile(speeds, 0.5), 0)}/s, same bytes, median of ${ROUNDS} pairs`,
    },
  ];
};

async function startBare(answer: string): Promise<{ process: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-http.ts'), answer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) => {
    createInterface(child.stdout).once('line', (line) => resolve(Number(line)));
  });
  return { process: child, port };
}
