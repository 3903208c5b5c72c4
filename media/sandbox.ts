// Longer than 100 lines: how a child is started, watched and stopped, which is one thought.
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import process from 'node:process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Job, Task } from './jobs.ts';
import { childLimits, refusal, type ChildLimits } from './limits.ts';
import { hear } from './words.ts';

export interface ChildUser {
  uid: number;
  gid: number;
}

/**
 * Whom the child becomes where the server is root; elsewhere it stays the user that the server is. A number without a
 * name, and not `nobody`: other programs run as that, PostgreSQL among them, and a child that was taken over could read,
 * stop and speak for whatever is of its own user.
 */
export const unprivileged: ChildUser | null = process.getuid?.() === 0 ? { uid: 65533, gid: 65533 } : null;

export interface ChildOptions {
  entry: 'clip' | 'avatar';
  job: Job;
  /** Path of the stranger's file; the child gets it as an open descriptor and never learns its name. */
  input: string;
  /** The child's working folder, the only place where it writes. It has to belong to `user`. */
  folder: string;
  user: ChildUser | null;
  /** By default `childLimits`. */
  limits?: ChildLimits;
  onProgress?: ((percent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs one job in a child of its own and resolves with what it answers, which the caller has to parse. A crash becomes
 * `unreadable`, a breach of `childLimits` becomes `too_demanding`; either costs this one job. A child that somebody else
 * killed says nothing about the file: that rejects with a plain error, for another try. An abort kills the child and
 * rejects with the signal's reason.
 */
export async function runChild(options: ChildOptions): Promise<unknown> {
  options.signal?.throwIfAborted();
  const file = await open(options.input, 'r');
  try {
    const child = start(options, file.fd);
    return await watch(child, options);
  } finally {
    await file.close();
  }
}

function start({ entry, job, folder, user, limits = childLimits }: ChildOptions, fd: number): ChildProcess {
  const task: Task = { user, job };
  const command = [
    ...resourceLimits(limits),
    ...noNetwork(),
    process.execPath,
    '--max-old-space-size=256',
    fileURLToPath(new URL(`./child/${entry}.ts`, import.meta.url)),
    JSON.stringify(task),
  ];
  return spawn(command[0] ?? process.execPath, command.slice(1), {
    cwd: folder,
    // Nothing of the server's environment is the child's business.
    env: {},
    // By the end of its input it knows that the server is gone; by 4 it speaks.
    stdio: ['pipe', 'ignore', 'pipe', fd, 'pipe'],
  });
}

/** The kernel's limits, where util-linux is there to set them. Everything they stop is also watched from outside. */
function resourceLimits(limits: ChildLimits): string[] {
  const prlimit = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path));
  if (prlimit === undefined) return [];
  return [
    prlimit,
    `--data=${limits.maxDataBytes}`,
    `--fsize=${limits.maxOutputBytes}`,
    `--nofile=${limits.maxOpenFiles}`,
    `--cpu=${limits.maxCpuSeconds}`,
    '--core=0',
    '--',
  ];
}

let withoutNetwork: string[] | undefined;

/** A network of its own with nothing in it, not even this machine, where the kernel lets us make one. */
function noNetwork(): string[] {
  if (process.platform !== 'linux') return [];
  const command = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user']), '--net', '--'];
  const [program = '', ...parameters] = command;
  withoutNetwork ??= spawnSync(program, [...parameters, 'true']).status === 0 ? command : [];
  return withoutNetwork;
}

function watch(
  child: ChildProcess,
  { onProgress, signal, limits = childLimits }: ChildOptions,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const stop = (reason: unknown) => {
    reject(reason);
    child.kill('SIGKILL');
  };
  const onAbort = () => {
    stop(signal?.reason);
  };
  const started = Date.now();
  let lastSign = started;
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - started > limits.maxSeconds * 1000 || now - lastSign > limits.maxSilentSeconds * 1000) {
      stop(refusal('too_demanding', 'time'));
    }
    void residentBytes(child.pid).then((bytes) => {
      if (bytes > limits.maxResidentBytes) stop(refusal('too_demanding', `${bytes} bytes`));
    });
  }, 250);
  signal?.addEventListener('abort', onAbort, { once: true });

  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const words = child.stdio[4];
  if (!(words instanceof Readable)) throw new Error('The media child has nothing to speak by.');
  hear(
    words,
    (said) => {
      lastSign = Date.now();
      if ('percent' in said) onProgress?.(said.percent);
      else if ('refused' in said) reject(refusal(said.refused, said.cause));
      else if ('failed' in said) reject(new Error(`The media child failed: ${said.failed}`));
      else resolve(said.result);
    },
    () => stop(refusal('unreadable', 'the child spoke nonsense')),
  );
  child.on('error', reject);
  // What it answered came before this; what comes after an answer is no news.
  child.on('close', (code, killedBy) => {
    const how = `${killedBy ?? code} ${stderr}`;
    // Not by us, or it would be over by now: by a machine that is short of memory, say. The file may be innocent.
    if (killedBy === 'SIGKILL') reject(new Error(`The media child was killed: ${how}`));
    else if (killedBy === 'SIGXCPU' || killedBy === 'SIGXFSZ') reject(refusal('too_demanding', how));
    else reject(refusal('unreadable', how));
  });
  // A job is over when its child is: what is killed still dies for a while, in a folder that the caller gives away.
  const over = child.pid === undefined ? Promise.resolve() : once(child, 'close');
  return promise.finally(async () => {
    clearInterval(timer);
    signal?.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
    await over;
  });
}

const run = promisify(execFile);

/** Resident memory of a process in bytes; 0 where the machine does not tell. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  try {
    if (process.platform === 'linux') {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }
    const { stdout } = await run('/bin/ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
