import { openDB } from 'idb';

const database = 'overt';
const stores = ['profile', 'signals'] as const;
export type StoreName = (typeof stores)[number];

/** One record on this device and nowhere else, changed in one transaction, so that two open pages never undo each other. */
export interface Kept {
  read(): Promise<unknown>;
  /** Calls `change` with what is kept (undefined at first) and keeps what it returns first; resolves with the second. */
  update<T>(change: (kept: unknown) => readonly [next: object, result: T]): Promise<T>;
  wipe(): Promise<void>;
}

const key = 'kept';

/** Opens a record. Where the browser keeps nothing (some private windows), it lasts as long as the page. */
export function openKept(store: StoreName): Kept {
  let memory: unknown;
  const opened = openDB(database, 1, {
    upgrade: (db) => {
      for (const name of stores) db.createObjectStore(name);
    },
  }).catch(() => null);
  return {
    async read() {
      const db = await opened;
      return db ? db.get(store, key) : memory;
    },
    async update(change) {
      const db = await opened;
      if (!db) {
        const [next, result] = change(memory);
        memory = next;
        return result;
      }
      const transaction = db.transaction(store, 'readwrite', { durability: 'relaxed' });
      const [next, result] = change(await transaction.store.get(key));
      await Promise.all([transaction.store.put(next, key), transaction.done]);
      return result;
    },
    async wipe() {
      memory = undefined;
      await (await opened)?.delete(store, key);
    },
  };
}
