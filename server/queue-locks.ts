import type { Ctx } from '../core/store/context.ts';
import type { Sql } from '../core/store/db.ts';
import { locks } from '../core/store/locks.ts';

// A worker that dies in the middle of a job leaves the job locked, and the queue would wait four hours before giving it
// to another. So every worker holds an advisory lock (two numbers: ours, and the hash of the worker's name), which the
// database drops with the worker's connection, whatever ended it. A job whose worker holds no such lock is free again.

/** Held while a worker is being born: it may have taken a job already, and its lock not yet. */
const BIRTH = 0;

/**
 * Frees the jobs of dead workers, starts a worker by `start`, and holds its lock until `release`. `start` says the name
 * by which the queue knows the worker.
 */
export async function claimQueue<Runner>(
  ctx: Ctx,
  start: (sayName: (name: string) => void) => Promise<Runner>,
): Promise<{ runner: Runner; release: () => Promise<void> }> {
  const connection = await ctx.db.reserve();
  await connection`select pg_advisory_lock(${locks.worker}, ${BIRTH})`;
  await freeJobs(connection);
  const names: string[] = [];
  const runner = await start((name) => names.push(name));
  for (const name of names) await connection`select pg_advisory_lock(${locks.worker}, hashtext(${name}))`;
  await connection`select pg_advisory_unlock(${locks.worker}, ${BIRTH})`;
  return {
    runner,
    // The queue stops without waiting for the word that its last job has failed.
    release: async () => {
      await connection`select graphile_worker.force_unlock_workers(${names})`;
      await connection`select pg_advisory_unlock_all()`;
      connection.release();
    },
  };
}

/** Frees the jobs of workers that died since, for workers that live on. */
export async function releaseDeadWorkers(ctx: Ctx): Promise<void> {
  await ctx.db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.worker}, ${BIRTH})`;
    await freeJobs(tx);
  });
}

async function freeJobs(sql: Sql): Promise<void> {
  const rows = await sql<{ worker: string; dead: boolean }[]>`
    select worker, pg_try_advisory_xact_lock(${locks.worker}, hashtext(worker)) as dead
    from (select distinct locked_by as worker from graphile_worker.jobs where locked_by is not null) workers`;
  const dead = rows.filter((row) => row.dead).map((row) => row.worker);
  if (dead.length > 0) await sql`select graphile_worker.force_unlock_workers(${dead})`;
}
