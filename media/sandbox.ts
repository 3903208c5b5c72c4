// Longer than 100 lines: how a child is started, watched and stopped, which is one thought.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { message, type Job, type Task } from './jobs.ts';
import { childLimits, refusal, type ChildLimits } from './limits.ts';

export interface ChildUser {
  uid: number;
  gid: number;
}

/** `nobody`, wherever the server runs as root; elsewhere the child stays the user that the server is. */
export const unprivileged: ChildUser | null = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

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
 * `unreadable`, a breach of `childLimits` becomes `too_demanding`; either costs this one job. An abort kills the child
 * and rejects with the signal's reason.
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
    process.execPath,
    '--max-old-space-size=256',
    fileURLToPath(new URL(`./child/${entry}.ts`, import.meta.url)),
    JSON.stringify(task),
  ];
  return spawn(command[0] ?? process.execPath, command.slice(1), {
    cwd: folder,
    // Nothing of the server's environment is the child's business.
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', fd, 'ipc'],
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
  child.on('message', (raw) => {
    const parsed = message.safeParse(raw);
    if (!parsed.success) {
      stop(refusal('unreadable', 'the child spoke nonsense'));
      return;
    }
    lastSign = Date.now();
    const said = parsed.data;
    if ('percent' in said) onProgress?.(said.percent);
    else if ('refused' in said) reject(refusal(said.refused, said.cause));
    else if ('failed' in said) reject(new Error(`The media child failed: ${said.failed}`));
    else resolve(said.result);
  });
  child.on('error', reject);
  // What it answered came before this; what comes after an answer is no news.
  child.on('close', (code, killedBy) => {
    reject(
      refusal(
        killedBy === 'SIGXCPU' || killedBy === 'SIGXFSZ' ? 'too_demanding' : 'unreadable',
        `${killedBy ?? code} ${stderr}`,
      ),
    );
  });
  return promise.finally(() => {
    clearInterval(timer);
    signal?.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
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
