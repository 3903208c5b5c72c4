import type { RungName } from '../../media/plan.ts';
import type { Tx } from './db.ts';

/** Every kind of background job and its payload. `server/jobs.ts` runs them; `core/` only enqueues. */
export interface Jobs {
  process_clip: { clip: string };
  add_renditions: { clip: string; rungs: readonly RungName[] };
}

/** How a kind of job is run. Lower numbers go first; jobs of one queue run one after another. */
const kinds: { readonly [Name in keyof Jobs]: { priority: number; queue: string | null; attempts: number } } =
  {
    process_clip: { priority: 0, queue: null, attempts: 5 },
    // One at a time, so that a person who waits for a first rung never waits for somebody else's third.
    add_renditions: { priority: 10, queue: 'renditions', attempts: 5 },
  };

/** What a job about one clip is known by while it is waiting or running. */
export function jobKey(name: keyof Jobs, clip: string): string {
  return `${name} ${clip}`;
}

/**
 * Enqueues a job in the caller's transaction: it runs if and only if the transaction commits. Two jobs of a kind for one
 * clip that have not started yet are one job.
 */
export async function enqueue<Name extends keyof Jobs>(
  tx: Tx,
  name: Name,
  payload: Jobs[Name],
): Promise<void> {
  const { priority, queue, attempts } = kinds[name];
  await tx`select graphile_worker.add_job(${name}, payload => ${tx.json({ ...payload })}::json,
    job_key => ${jobKey(name, payload.clip)}, priority => ${priority}, queue_name => ${queue},
    max_attempts => ${attempts})`;
}
