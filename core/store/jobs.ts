import type { Tx } from './db.ts';

/** Every kind of background job and its payload. `server/jobs.ts` runs them; `core/` only enqueues. */
export interface Jobs {
  process_clip: { clip: string };
  add_renditions: { clip: string };
}

/**
 * Enqueues a job in the caller's transaction: it runs if and only if the transaction commits. Jobs with the same `key`
 * that have not started yet are one job.
 */
export async function enqueue<Name extends keyof Jobs>(
  tx: Tx,
  name: Name,
  payload: Jobs[Name],
  options: { key?: string; maxAttempts?: number } = {},
): Promise<void> {
  await tx`select graphile_worker.add_job(${name}, payload => ${tx.json({ ...payload })}::json,
    job_key => ${options.key ?? null}, max_attempts => ${options.maxAttempts ?? 5})`;
}
