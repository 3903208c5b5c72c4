import { Worker } from 'node:worker_threads';

/** Runs one of our own modules with `task` as its data, and resolves with the one message that it posts; then it is gone. */
export function runInThread<Answer>(module: URL, task: unknown, signal?: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const worker = new Worker(module, { workerData: task });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('A thread ended without an answer.')));
  return promise.finally(() => signal?.removeEventListener('abort', stop));
}
