import {
  emptyLibrary,
  entriesOf,
  fetchHead,
  fetchSegment,
  follow,
  missing,
  type Entry,
  type Library,
} from './library.ts';
import type { Told } from './protocol.ts';

/** The packs as this device has them, and what keeps them up to date. */
export interface Packs {
  /** Looks for a newer head, then fetches what it names and is not here yet. Never rejects. */
  look(): Promise<void>;
  /** Another language than before; null is every one. What is missing comes in the background. */
  choose(language: string | null): void;
  /** Resolves when there is something to choose from, or when it is certain that there is nothing now. */
  ready(): Promise<void>;
  /** Everything that may be shown, by id; another map when something of it has changed. */
  entries(): ReadonlyMap<string, Entry>;
  /** Languages that have packs of their own. */
  languages(): Promise<readonly string[]>;
  state(): 'whole' | 'partial' | 'offline' | 'outdated';
}

export function openPacks(tell: (told: Told) => void): Packs {
  let library: Library = emptyLibrary;
  let entries: ReadonlyMap<string, Entry> = new Map();
  let language = 'all';
  let outdated = false;
  let looking: Promise<unknown> | null = null;
  let arrived = Promise.withResolvers<null>();

  function take(next: Library) {
    library = next;
    entries = entriesOf(library);
  }

  function sayOutdated() {
    if (!outdated) tell({ tells: 'outdated' });
    outdated = true;
  }

  async function lookAtHead() {
    const head = await fetchHead();
    if (head === 'outdated') sayOutdated();
    if (head === 'outdated' || head === null || JSON.stringify(head) === JSON.stringify(library.head)) return;
    take(follow(library, head, language));
    if (head.tombstones.length > 0) tell({ tells: 'gone', clips: head.tombstones, left: [] });
  }

  async function lookOnce() {
    arrived = Promise.withResolvers<null>();
    await lookAtHead();
    let fresh = false;
    for (const segment of missing(library)) {
      const fetched = await fetchSegment(segment);
      if (fetched === 'outdated') sayOutdated();
      if (fetched === 'outdated' || fetched === null) continue;
      take({ ...library, segments: new Map(library.segments).set(segment.segment, fetched) });
      fresh = true;
      arrived.resolve(null);
    }
    if (fresh) tell({ tells: 'fresh' });
  }

  async function look() {
    looking ??= lookOnce().finally(() => (looking = null));
    await looking;
  }

  return {
    look,
    choose(wanted) {
      if ((wanted ?? 'all') === language) return;
      language = wanted ?? 'all';
      if (library.head === null) return;
      take(follow(library, library.head, language));
      void Promise.resolve(looking).then(look);
    },
    async ready() {
      if (entries.size > 0) return;
      const looked = look();
      await Promise.race([looked, arrived.promise]);
    },
    entries: () => entries,
    async languages() {
      if (library.head === null) await lookAtHead();
      return Object.keys(library.head?.languages ?? {}).filter((each) => each !== 'all');
    },
    state() {
      if (entries.size === 0 && outdated) return 'outdated';
      if (library.head === null) return 'offline';
      return missing(library).length === 0 ? 'whole' : 'partial';
    },
  };
}
