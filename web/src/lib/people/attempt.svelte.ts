import { failureOf } from '../api.ts';
import type { Failure } from '../messages/en.ts';

/** One thing that a form tries: whether it is on its way, and why it failed last. */
export class Attempt {
  busy = $state(false);
  failure = $state<Failure | null>(null);

  /** Does nothing while an earlier try is on its way, so that a double tap is one tap. */
  async run(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await act();
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.busy = false;
    }
  }
}
