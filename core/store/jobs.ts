import type { RungName } from '../../media/plan.ts';
import type { Tx } from './db.ts';

/** Every kind of background job and its payload. `server/jobs.ts` runs them; `core/` only enqueues. */
export interface Jobs {
  process_clip: { clip: string };
  add_renditions: { clip: string; rungs: readonly RungName[] };
  publish_packs: Record<string, never>;
}

/** The kinds that are about one clip. */
export type ClipJob = {
  [Name in keyof Jobs]: Jobs[Name] extends { clip: string } ? Name : never;
}[keyof Jobs];

interface Kind {
  /** Lower numbers go first. */
  readonly priority: number;
  /** Jobs of one queue run one after another. */
  readonly queue: string | null;
  readonly attempts: number;
  /** Seconds until it runs, for what more than one reason may call for meanwhile. */
  readonly delay: number;
}

/** How a kind of job is run. */
const kinds: { readonly [Name in keyof Jobs]: Kind } = {
  process_clip: { priority: 0, queue: null, attempts: 5, delay: 0 },
  // One at a time, so that a person who waits for a first rung never waits for somebody else's third.
  add_renditions: { priority: 10, queue: 'renditions', attempts: 5, delay: 0 },
  publish_packs: { priority: 0, queue: 'packs', attempts: 3, delay: 5 },
};

/** What a job about one clip is known by while it is waiting or running. */
export function jobKey(name: ClipJob, clip: string): string {
  return `${name} ${clip}`;
}

/**
 * Enqueues a job in the caller's transaction: it runs if and only if the transaction commits. Two jobs of a kind (for one
 * clip, where it is about a clip) that have not started yet are one job, and the second does not put off the first.
 */
export async function enqueue<Name extends keyof Jobs>(
  tx: Tx,
  name: Name,
  payload: Jobs[Name],
): Promise<void> {
  const { priority, queue, attempts, delay } = kinds[name];
  const key = 'clip' in payload ? `${name} ${payload.clip}` : name;
  await tx`select graphile_worker.add_job(${name}, payload => ${tx.json({ ...payload })}::json,
    job_key => ${key}, job_key_mode => 'preserve_run_at', run_at => now() + ${delay} * interval '1 second',
    priority => ${priority}, queue_name => ${queue}, max_attempts => ${attempts})`;
}
