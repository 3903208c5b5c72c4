import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DemoClip } from './clips.ts';

/** Draws demo clips, one at a time. Whoever opened it closes it. */
export interface Painter extends Disposable {
  /** Writes the clip and its sound to `outFile`, an MP4 of 720×1280, which appears whole or not at all. */
  readonly paint: (clip: DemoClip, outFile: string) => Promise<void>;
}

const entry = fileURLToPath(new URL('./painter.ts', import.meta.url));

/**
 * Starts the child process that draws, at low priority and with an empty environment. One serves for all clips: starting
 * it costs as much as drawing a clip. It ends when its parent does, and `signal` kills it. A crash leaves a `.part` at
 * most and makes `paint` reject; the next start of the demo begins with a new painter.
 */
export function openPainter(signal?: AbortSignal): Painter {
  // Pictures of some megabytes come and go with every frame: glibc shall keep their memory, not fetch it anew.
  const env = { MALLOC_TOP_PAD_: String(64 * 2 ** 20) };
  const child = fork(entry, {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = once(child, 'close').then(([code, killedBy]: unknown[]) => {
    throw new Error(`The painter of the demo ended (${String(killedBy ?? code)}): ${complaint}`);
  });
  ended.catch(() => undefined);
  return {
    paint: async (clip, outFile) => {
      const part = `${outFile}.part`;
      const done = once(child, 'message');
      child.send({ name: clip.name, file: part });
      await Promise.race([done, ended]);
      await rename(part, outFile);
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
