/**
 * The advisory locks of the database, all in one place, because two that shared a number would wait for each other. The
 * numbers mean nothing, but processes of different versions have to agree on them.
 */
export const locks = {
  migration: 7_044_311,
  /** With a second number: which worker of the queue is alive (`server/queue-locks.ts`). */
  worker: 7_044_312,
  publish: 7_044_313,
  turnDay: 7_044_314,
  training: 7_044_317,
} as const;
