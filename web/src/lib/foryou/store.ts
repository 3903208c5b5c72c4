import { openDB, type DBSchema } from 'idb';
import type { Profile } from '../../../../ranker/profile.ts';

/** What this device remembers for For You, and nobody else. */
export interface Remembered {
  profile: Profile;
  /** Whether anonymous samples may be sent. */
  samples: boolean;
}

/** One record each, in a store of its own. */
interface Stores extends DBSchema {
  profile: { key: string; value: Remembered };
  /** The queue of anonymous samples; lib/signals knows its shape. */
  signals: { key: string; value: unknown };
}
type Value<N extends 'profile' | 'signals'> = Stores[N]['value'];

/** A record, changed in one transaction each time, so that two open pages never undo what the other did. */
export interface Kept<V> {
  read(): Promise<V | undefined>;
  /** Calls `change` with what is kept, keeps what it returns first and resolves with the second. */
  update<T>(change: (kept: V | undefined) => readonly [next: V, result: T]): Promise<T>;
}

const key = 'kept';

const opened = openDB<Stores>('overt', 1, {
  upgrade: (db) => {
    db.createObjectStore('profile');
    db.createObjectStore('signals');
  },
}).catch(() => null);

/** Where the browser keeps nothing (some private windows), a record lasts as long as the page. */
export function openKept<N extends 'profile' | 'signals'>(name: N): Kept<Value<N>> {
  let memory: Value<N> | undefined;
  return {
    async read() {
      const db = await opened;
      return db ? db.get(name, key) : memory;
    },
    async update(change) {
      const db = await opened;
      if (!db) {
        const [next, result] = change(memory);
        memory = next;
        return result;
      }
      const transaction = db.transaction(name, 'readwrite');
      const [next, result] = change(await transaction.store.get(key));
      await Promise.all([transaction.store.put(next, key), transaction.done]);
      return result;
    },
  };
}
