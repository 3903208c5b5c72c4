import { writeSync } from 'node:fs';
import process from 'node:process';
import { inspect } from 'node:util';
import { AppError, mediaErrorCodes } from '../../contract/errors.ts';
import { task, type Job, type Message } from '../jobs.ts';

/** The descriptor of the stranger's file, opened by the parent. */
export const input = 3;

const parent = 4;

export function tell(message: Message): void {
  writeSync(parent, `${JSON.stringify(message)}\n`);
}

/**
 * Runs the one job of this process. All code is loaded by now, so the process gives up what it was started with: it
 * becomes a user without rights before it looks at the first byte, also where that user could not have read the code.
 */
export async function runJob(work: (job: Job) => Promise<unknown>): Promise<void> {
  // Without its parent nobody would watch its time and memory. A tidy exit would wait for the codecs' threads for ever.
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL')).resume();
  try {
    const { user, job } = task.parse(JSON.parse(process.argv[2] ?? ''));
    if (user !== null) {
      process.setgroups?.([]);
      process.setgid?.(user.gid);
      process.setuid?.(user.uid);
    }
    tell({ result: await work(job) });
  } catch (error) {
    tell(asMessage(error));
  }
  process.exit(0);
}

function asMessage(error: unknown): Message {
  const code = error instanceof AppError ? mediaErrorCodes.find((known) => known === error.code) : undefined;
  if (code !== undefined && error instanceof AppError) return { refused: code, cause: inspect(error.cause) };
  return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
