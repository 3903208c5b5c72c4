import { availableParallelism } from 'node:os';
import type { Gram } from '../../ranker/gram.ts';
import { runInThread } from './thread.ts';
import { rowAt, rowsOf, type Row, type Rows, type TrainOptions } from '../../ranker/train.ts';

/** What a thread is asked for; the matrix is shared with it, not copied. */
export interface FitTask {
  readonly gram: Gram;
  readonly takesPart: Uint8Array;
  readonly targets: Uint32Array;
  readonly options: TrainOptions;
}

/** `fitRows` on all cores, but never more than four, so that a server goes on answering. Rejects when a thread fails. */
export async function fitInThreads(task: FitTask): Promise<Rows> {
  const { targets } = task;
  const threads = Math.max(1, Math.min(4, availableParallelism(), Math.ceil(targets.length / 200)));
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      fitInThread({ ...task, targets: targets.filter((__, at) => at % threads === thread) }),
    ),
  );
  const none: Row = { items: new Uint32Array(), weights: new Float32Array() };
  return rowsOf(
    targets,
    Array.from(targets, (_, at) => {
      const part = parts[at % threads];
      return part === undefined ? none : rowAt(part, Math.floor(at / threads));
    }),
  );
}

function fitInThread(task: FitTask): Promise<Rows> {
  return runInThread<Rows>(new URL('./fit-worker.ts', import.meta.url), task);
}
