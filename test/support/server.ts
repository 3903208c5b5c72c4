import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

export interface RunningServer {
  readonly origin: string;
  readonly process: ChildProcess;
  readonly dataFolder: string;
  /** Everything the server has printed so far. */
  readonly output: () => string;
  /** Ctrl-C, and waits for the end; resolves with the exit code. */
  readonly stop: () => Promise<number | null>;
  /** `kill -9`, and waits for the end. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts the real server as its own process, on an embedded PostgreSQL and a data folder of its own (or one that an
 * earlier run left, to test what survives), and waits until it says that it is ready.
 */
export async function startServer(
  options: { dataFolder?: string; port?: number; settings?: Record<string, string> } = {},
): Promise<RunningServer> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      OVERT_DATA: dataFolder,
      OVERT_DEMO: '0',
      NODE_TEST_CONTEXT: undefined,
      ...options.settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = once(child, 'exit');
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (line.includes('is ready')) resolve();
      });
    }
  });
  const failed = ended.then(() => {
    throw new Error(`The server ended before it was ready:\n${lines.join('\n')}`);
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  return {
    origin: `http://localhost:${port}`,
    process: child,
    dataFolder,
    output: () => lines.join('\n'),
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A folder for one test; remove it with `removeFolder`. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'overt-data-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
