import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import * as z from 'zod/mini';
import { clipProgress, uploadsPath } from '../contract/clips.ts';
import { removeFolder, startServer, type RunningServer } from '../test/support/server.ts';
import { percentile, rounded, type Bench } from './figure.ts';
import { benchSource } from './source.ts';

const PAIRS = 3;
const handle = 'bench';

/**
 * From the first byte of an upload to the first rung playable, against FFmpeg alone that makes the same rung of the same
 * file with the same settings; in turn, because the machine's speed drifts.
 */
export const measure: Bench = async () => {
  const server = await startServer();
  const source = await benchSource(server.dataFolder);
  const headers = await operatorHeaders(server);
  const pairs: { ours: number; alone: number }[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const ours = await secondsToPlayable(server, source, headers);
    pairs.push({ ours, alone: secondsAlone(source, server.dataFolder) });
  }
  await server.stop();
  removeFolder(server.dataFolder);
  const over = pairs.map(({ ours, alone }) => ours - 1.15 * alone);
  const ours = percentile(
    pairs.map((pair) => pair.ours),
    0.5,
  );
  const alone = percentile(
    pairs.map((pair) => pair.alone),
    0.5,
  );
  return [
    {
      figure: 'upload → first rung playable, beyond 1.15 × FFmpeg alone',
      value: rounded(percentile(over, 0.5), 2),
      unit: 's',
      goal: '≤ 1 s',
      against: `${rounded(ours, 2)} s against ${rounded(alone, 2)} s, median of ${PAIRS} pairs`,
    },
  ];
};

async function operatorHeaders(server: RunningServer): Promise<Record<string, string>> {
  const token = readFileSync(join(server.dataFolder, 'operator.token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}`, 'overt-as': handle };
  const answer = await fetch(`${server.origin}/api/operator/accounts/${handle}`, {
    method: 'PUT',
    headers: { authorization: headers.authorization, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw new Error(await answer.text());
  return headers;
}

async function secondsToPlayable(
  server: RunningServer,
  file: string,
  headers: Record<string, string>,
): Promise<number> {
  const began = performance.now();
  const id = await upload(server.origin, file, headers);
  for (;;) {
    const answer = await fetch(`${server.origin}/api/clips/${id}/progress`, { headers });
    const { status, message } = clipProgress.parse(await answer.json());
    if (status === 'published') break;
    if (status === 'rejected') throw new Error(message ?? 'rejected');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - began) / 1000;
  await untilIdle(server, id, headers);
  return seconds;
}

function upload(origin: string, file: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(createReadStream(file), {
      endpoint: origin + uploadsPath,
      headers,
      uploadSize: statSync(file).size,
      chunkSize: 32 << 20,
      onError: reject,
      onSuccess: () => resolve(sending.url?.split('/').at(-1) ?? ''),
    });
    sending.start();
  });
}

/** The other rungs are made after the first; they must not run into the peer's turn. */
async function untilIdle(server: RunningServer, id: string, headers: Record<string, string>): Promise<void> {
  const rungs = z.object({ renditions: z.array(z.unknown()) });
  for (;;) {
    const answer = await fetch(`${server.origin}/api/clips/${id}`, { headers });
    const { renditions } = rungs.parse(await answer.json());
    if (renditions.length > 1) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function secondsAlone(source: string, folder: string): number {
  const script = join(import.meta.dirname, 'ffmpeg-alone.ts');
  return Number(
    execFileSync(process.execPath, [script, source, join(folder, 'alone.mp4')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}
