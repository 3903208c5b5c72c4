import { listenForChanges } from '../../core/store/changes.ts';
import type { Ctx } from '../../core/store/context.ts';

/** What this process remembers of what everybody may see. */
export interface PublicMemory {
  /**
   * Remembers up to `capacity` answers of `load` for `seconds`, or until something public changes. Whoever asks while an
   * answer is being loaded waits for that one; who asks after a change never gets an answer from before it.
   */
  readonly remember: <V>(
    options: { capacity: number; seconds: number },
    load: (key: string) => Promise<V>,
  ) => (key: string) => Promise<V>;
  /** For the process that made the change: the announcement would reach it only milliseconds later. */
  readonly forget: () => void;
}

/** Listens for changes from the first question on, and until the database pool is closed. */
export function createPublicMemory(ctx: Ctx): PublicMemory {
  const shelves: Map<string, unknown>[] = [];
  const forget = (): void => {
    for (const shelf of shelves) shelf.clear();
  };
  let listening: Promise<unknown> | undefined;
  // Whoever comes next asks the database again: it may have been away for a moment only.
  const tryAgain = (error: unknown): never => {
    listening = undefined;
    throw error;
  };

  return {
    forget,
    remember: <V>(
      { capacity, seconds }: { capacity: number; seconds: number },
      load: (key: string) => Promise<V>,
    ) => {
      const shelf = new Map<string, { readonly answer: Promise<V>; readonly until: number }>();
      shelves.push(shelf);
      return async (key) => {
        await (listening ??= listenForChanges(ctx, forget).catch(tryAgain));
        const known = shelf.get(key);
        if (known !== undefined && known.until > performance.now()) return known.answer;
        const answer = load(key);
        // Deleting first moves the key to the end of the map's order.
        shelf.delete(key);
        shelf.set(key, { answer, until: performance.now() + seconds * 1000 });
        answer.catch(() => shelf.delete(key));
        const oldest = shelf.size > capacity ? shelf.keys().next().value : undefined;
        if (oldest !== undefined) shelf.delete(oldest);
        return answer;
      };
    },
  };
}
