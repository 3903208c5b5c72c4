import { spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DemoClip } from './clips.ts';

/** The codec library was seen to crash once in a while on a busy machine; that costs a few seconds, not the demo. */
const ATTEMPTS = 3;
const painter = fileURLToPath(new URL('./painter.ts', import.meta.url));

/**
 * Draws a demo clip and its sound into an MP4 of 720×1280 at `outFile`. A child process does it, at low priority and
 * with an empty environment. The file appears whole or not at all: after a crash there is at most a `.part` beside it,
 * which the next try overwrites.
 */
export async function renderDemoClip(clip: DemoClip, outFile: string, signal?: AbortSignal): Promise<void> {
  const part = `${outFile}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await runPainter(clip.name, part, signal);
      await rename(part, outFile);
      return;
    } catch (error) {
      await rm(part, { force: true });
      if (attempt === ATTEMPTS || signal?.aborted) throw error;
    }
  }
}

function runPainter(name: string, part: string, signal: AbortSignal | undefined): Promise<void> {
  // The frames are freed and allocated again 30 times a second: keeping the memory saves two thirds of the time.
  const env = { MIMALLOC_PURGE_DELAY: '-1' };
  const child = spawn(process.execPath, [painter, name, part], {
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`The demo clip ${name} could not be drawn (${signal ?? `exit ${code}`}): ${complaint}`),
        );
    });
  });
}
