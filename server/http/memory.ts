import { listenForChanges } from '../../core/store/changes.ts';
import type { Ctx } from '../../core/store/context.ts';

interface Entry<V> {
  readonly answer: Promise<V>;
  readonly until: number;
  /** What `answer` came to. */
  value?: V;
}

interface Shelf<V> {
  readonly ask: (key: string) => Promise<V>;
  /** The answer where it is there already, else undefined. */
  readonly peek: (key: string) => V | undefined;
  readonly clear: () => void;
}

/**
 * Keeps the answers of `load` to the last `capacity` questions, each for `seconds`. Whoever asks while an answer is being
 * loaded waits for that one. What fails is not kept.
 */
export function createShelf<V>(
  { capacity, seconds }: { capacity: number; seconds: number },
  load: (key: string) => Promise<V>,
): Shelf<V> {
  const shelf = new Map<string, Entry<V>>();
  const find = (key: string) => {
    const known = shelf.get(key);
    return known !== undefined && known.until > performance.now() ? known : undefined;
  };
  const dropOldest = (): void => {
    const oldest = shelf.size > capacity ? shelf.keys().next().value : undefined;
    if (oldest !== undefined) shelf.delete(oldest);
  };
  return {
    clear: () => shelf.clear(),
    peek: (key) => find(key)?.value,
    ask: (key) => {
      const known = find(key);
      if (known !== undefined) return known.answer;
      const answer = load(key);
      const entry: Entry<V> = { answer, until: performance.now() + seconds * 1000 };
      // Deleting first moves the key to the end of the map's order.
      shelf.delete(key);
      shelf.set(key, entry);
      answer.then(
        (value) => {
          entry.value = value;
          // Only now, so that questions without an answer push out none that has one.
          dropOldest();
        },
        () => shelf.delete(key),
      );
      return answer;
    },
  };
}

/** What this process remembers of what everybody may see. */
export interface PublicMemory {
  /**
   * Remembers answers of `load` as `createShelf` does, but only until something public changes: who asks after a change
   * never gets an answer from before it.
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
  const clears: (() => void)[] = [];
  const forget = (): void => {
    for (const clear of clears) clear();
  };
  let listening: Promise<unknown> | undefined;
  // Whoever comes next asks the database again: it may have been away for a moment only.
  const tryAgain = (error: unknown): never => {
    listening = undefined;
    throw error;
  };

  return {
    forget,
    remember: (options, load) => {
      const { ask, clear } = createShelf(options, load);
      clears.push(clear);
      return async (key) => {
        await (listening ??= listenForChanges(ctx, forget).catch(tryAgain));
        return ask(key);
      };
    },
  };
}
