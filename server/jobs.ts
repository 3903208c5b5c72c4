import { EventEmitter } from 'node:events';
import { availableParallelism } from 'node:os';
import { Logger, run, type Runner, type RunnerOptions, type Task, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import { endHopelessJobs } from '../core/clips/processing.ts';
import { expireUploads, recoverUploads } from '../core/clips/uploads.ts';
import { turnDay } from '../core/feed/day-keys.ts';
import { publishPacks } from '../core/feed/packs.ts';
import { train } from '../core/feed/training.ts';
import { sweepBlobs } from '../core/store/blobs.ts';
import type { Ctx } from '../core/store/context.ts';
import { addMoreRenditions, processClip, type Attempt } from './clip-jobs.ts';
import { claimQueue, releaseDeadWorkers } from './queue-locks.ts';

const crontab = `
* * * * * rescue_jobs ?max=1
* * * * * publish_packs ?max=3&jobKey=publish_packs&jobKeyMode=preserve_run_at&queue=packs
7 * * * * expire_uploads ?max=1
0 0 * * * turn_day ?max=1
`;

/** Two keep a first rung from waiting behind somebody's third. */
const clipsAtOnce = Math.min(2, availableParallelism());

/** A job that a stop cut short. */
interface Interrupted {
  readonly id: string;
  readonly attempts: number;
}

/**
 * Puts right what a crash left, then works on the queue until it is stopped. Stopping interrupts running jobs; they go
 * back into the queue as if they had not been tried. `databaseUrl` is for the queue's own small pool.
 */
export async function startJobs(
  ctx: Ctx,
  databaseUrl: string,
): Promise<{ readonly stop: () => Promise<void> }> {
  await sweepBlobs(ctx);
  await recoverUploads(ctx);
  await turnDay(ctx, Date.now());
  const stopping = new AbortController();
  const interrupted: Interrupted[] = [];
  const logger = new Logger(() => (level, message) => {
    if (level === 'error' && !stopping.signal.aborted) console.error(message);
  });
  const { pool, size } = openPool(databaseUrl);
  const { runner: runners, release } = await claimQueue(ctx, (sayName) => {
    const start = (options: RunnerOptions): Promise<Runner> => {
      const events: WorkerEvents = new EventEmitter();
      events.on('pool:create', ({ workerPool }) => sayName(workerPool.id));
      return run({ pgPool: pool, maxPoolSize: size, noHandleSignals: true, events, logger, ...options });
    };
    return Promise.all([start(clipJobs(ctx, stopping.signal, interrupted)), start(smallJobs(ctx))]);
  });
  await endHopelessJobs(ctx);
  return {
    stop: async () => {
      stopping.abort(new Error('The server is stopping.'));
      await Promise.all(runners.map((runner) => runner.stop()));
      await release();
      await pool.end();
      for (const job of interrupted) await putBack(ctx, job);
    },
  };
}

/**
 * The queue's connections: one for each job, and for each runner one that listens and one for its errands. One that breaks
 * while nobody uses it (PostgreSQL ends before it has read that we hang up) is nobody's error.
 */
function openPool(connectionString: string): { pool: Pool; size: number } {
  const size = clipsAtOnce + 1 + 4;
  const pool = new Pool({ connectionString, max: size });
  const ignore = (): void => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return { pool, size };
}

/** Jobs that take minutes and all the cores they get. */
function clipJobs(ctx: Ctx, signal: AbortSignal, interrupted: Interrupted[]): RunnerOptions {
  type ClipJob = (ctx: Ctx, payload: unknown, attempt: Attempt, signal: AbortSignal) => Promise<void>;
  const clipTask =
    (work: ClipJob): Task =>
    async (payload, helpers) => {
      try {
        await work(ctx, payload, helpers.job, signal);
      } catch (error) {
        if (signal.aborted) interrupted.push(helpers.job);
        throw error;
      }
    };
  return {
    concurrency: clipsAtOnce,
    crontab: '17 * * * * train ?max=1',
    taskList: {
      train: () => train(ctx, signal),
      process_clip: clipTask(processClip),
      add_renditions: clipTask(addMoreRenditions),
    },
  };
}

/** Jobs that take seconds, and wait for no clip. */
function smallJobs(ctx: Ctx): RunnerOptions {
  return {
    concurrency: 1,
    crontab,
    taskList: {
      publish_packs: () => publishPacks(ctx),
      expire_uploads: () => expireUploads(ctx),
      turn_day: () => turnDay(ctx, Date.now()),
      rescue_jobs: async () => {
        await releaseDeadWorkers(ctx);
        await endHopelessJobs(ctx);
      },
    },
  };
}

async function putBack(ctx: Ctx, { id, attempts }: Interrupted): Promise<void> {
  await ctx.db`select graphile_worker.reschedule_jobs(array[${id}::bigint], run_at => now(),
    attempts => ${attempts - 1})`;
}
