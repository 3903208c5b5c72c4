import type { View } from '../../../../ranker/enjoyment.ts';
import type { PackClip } from '../../../../ranker/pack.ts';
import { emptyProfile } from '../../../../ranker/profile.ts';
import { CallError } from '../api.ts';
import type { Failure } from '../messages/en.ts';
import { secureRandom } from '../signals/random.ts';
import { openSignals, type Signals } from '../signals/signals.ts';
import { openPacks, type Packs } from './packs.ts';
import type { Ask, Batch, Reason, Told } from './protocol.ts';
import { chooseNext, stockOf, type Stock } from './ranking.ts';
import { openKept, type Kept, type Remembered } from './store.ts';

/** Clips that are chosen ahead of the one on the screen and the one after it. */
const ahead = 6;

export type Of<K extends Ask['kind']> = Extract<Ask, { kind: K }>;

/** A clip that was handed to the page on this visit, and what has happened to it since. */
export interface Handed {
  readonly clip: PackClip;
  readonly reasons: readonly Reason[];
  readonly view: View;
  /** It has left the screen once. */
  readonly left: boolean;
}

/** All that the worker has: what this device remembers, the packs, and who sits here. */
export interface Desk {
  readonly memory: Kept<Remembered>;
  readonly packs: Packs;
  readonly signals: Signals;
  readonly handed: Map<string, Handed>;
  readonly tell: (told: Told) => void;
  viewer: Omit<Of<'viewer'>, 'kind'>;
  stock: Stock;
}

export function openDesk(tell: Desk['tell']): Desk {
  const queue = openKept('signals');
  return {
    memory: openKept('profile'),
    packs: openPacks(tell),
    signals: openSignals({
      update: (change) => queue.update(change),
      now: () => Date.now(),
      random: secureRandom,
      fetch: (...request) => fetch(...request),
    }),
    handed: new Map(),
    tell,
    viewer: { signedIn: false, age: 0, blocked: [] },
    stock: stockOf(new Map()),
  };
}

export async function recall({ memory }: Desk): Promise<Remembered> {
  return (await memory.read()) ?? { profile: emptyProfile(), samples: true };
}

/** Changes what is remembered, in one transaction; resolves with what `act` gives back. */
export function remember<T>({ memory }: Desk, act: (remembered: Remembered) => T): Promise<T> {
  return memory.update((kept) => {
    const remembered = kept ?? { profile: emptyProfile(), samples: true };
    const result = act(remembered);
    return [remembered, result];
  });
}

export async function next(desk: Desk, { held, again }: Of<'next'>): Promise<Batch> {
  const { packs, viewer, handed } = desk;
  const { profile } = await recall(desk);
  packs.choose(profile.language);
  await packs.ready();
  const entries = packs.entries();
  const state = packs.state();
  if (entries.size === 0 && state !== 'whole') throw new CallError(failureFor(state));
  if (desk.stock.entries !== entries) desk.stock = stockOf(entries);
  const wanted = { profile, held, again, age: viewer.age, blocked: new Set(viewer.blocked), count: ahead };
  const chosen = chooseNext(desk.stock, wanted, Date.now());
  for (const { entry, reasons } of chosen) {
    const before = handed.get(entry.clip.id);
    const view = before?.view ?? untouched(entry.clip);
    handed.set(entry.clip.id, { clip: entry.clip, reasons, view, left: before?.left ?? false });
  }
  return {
    clips: chosen.map(({ entry }) => entry.card),
    more: chosen.length === ahead || state !== 'whole',
    of: entries.size,
  };
}

/** Packs that are named and did not arrive whole are our fault, unless the device knows of no connection. */
function failureFor(state: 'partial' | 'offline' | 'outdated'): Failure {
  return state === 'partial' ? (navigator.onLine ? 'internal' : 'offline') : state;
}

function untouched({ duration }: PackClip): View {
  return { duration, watched: 0, liked: false, shared: false, followed: false, commented: false };
}

export async function look({ packs, handed, tell }: Desk): Promise<void> {
  await packs.look();
  const entries = packs.entries();
  const left = [...handed.keys()].filter((id) => !entries.has(id));
  // What is still on its way is not gone.
  if (packs.state() === 'whole' && left.length > 0) tell({ tells: 'gone', clips: [], left });
}
