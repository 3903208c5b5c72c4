import { EventEmitter } from 'node:events';
import { availableParallelism } from 'node:os';
import { Logger, run, type Runner, type Task, type WorkerEvents } from 'graphile-worker';
import { endHopelessJobs } from '../core/clips/processing.ts';
import { expireUploads, recoverUploads } from '../core/clips/uploads.ts';
import { turnDay } from '../core/feed/day-keys.ts';
import { sweepBlobs } from '../core/store/blobs.ts';
import type { Ctx } from '../core/store/context.ts';
import { addMoreRenditions, processClip, type Attempt } from './clip-jobs.ts';
import { claimQueue, releaseDeadWorkers } from './queue-locks.ts';

const crontab = `
* * * * * rescue_jobs ?max=1
7 * * * * expire_uploads ?max=1
0 0 * * * turn_day ?max=1
`;

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
  const { runner, release } = await claimQueue(ctx, (sayName) => {
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => sayName(workerPool.id));
    return startRunner(ctx, databaseUrl, events, stopping.signal, interrupted);
  });
  await endHopelessJobs(ctx);
  return {
    stop: async () => {
      stopping.abort(new Error('The server is stopping.'));
      await runner.stop();
      await release();
      for (const job of interrupted) await putBack(ctx, job);
    },
  };
}

function startRunner(
  ctx: Ctx,
  connectionString: string,
  events: WorkerEvents,
  signal: AbortSignal,
  interrupted: Interrupted[],
): Promise<Runner> {
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
  // A job takes all the cores it gets; two at once keep a first rung from waiting behind somebody's third.
  const concurrency = Math.min(2, availableParallelism());
  return run({
    connectionString,
    concurrency,
    maxPoolSize: concurrency + 2,
    noHandleSignals: true,
    events,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' && !signal.aborted) console.error(message);
    }),
    crontab,
    taskList: {
      process_clip: clipTask(processClip),
      add_renditions: clipTask(addMoreRenditions),
      expire_uploads: () => expireUploads(ctx),
      turn_day: () => turnDay(ctx, Date.now()),
      rescue_jobs: async () => {
        await releaseDeadWorkers(ctx);
        await endHopelessJobs(ctx);
      },
    },
  });
}

async function putBack(ctx: Ctx, { id, attempts }: Interrupted): Promise<void> {
  await ctx.db`select graphile_worker.reschedule_jobs(array[${id}::bigint], run_at => now(),
    attempts => ${attempts - 1})`;
}
