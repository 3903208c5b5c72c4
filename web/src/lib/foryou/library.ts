import * as z from 'zod/mini';
import type { Clip } from '../../../../contract/clips.ts';
import {
  cardBlock,
  cardsAddress,
  headAddress,
  packHead,
  segmentAddress,
  type PackHead,
} from '../../../../contract/packs.ts';
import { decodeSegment, PackError, type PackClip } from '../../../../ranker/pack.ts';

/** A clip that can be ranked and shown. */
export interface Entry {
  readonly clip: PackClip;
  readonly card: Clip;
}

type Segment = PackHead['languages'][string][number];

/** What the current packs hold, as far as it has arrived. */
export interface Library {
  readonly head: PackHead | null;
  /** One of the head’s. */
  readonly language: string;
  /** Decoded, by the hash of the segment; only what the head names is here. */
  readonly segments: ReadonlyMap<string, readonly Entry[]>;
}

export const emptyLibrary: Library = { head: null, language: 'all', segments: new Map() };

const patience = 15_000;

/** Where no credential goes along, and what is immutable comes from the browser's cache. */
async function get(address: string, cache: RequestCache): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address, {
    cache,
    credentials: 'omit',
    signal: AbortSignal.timeout(patience),
  });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The current head; without a connection the last one, and null where there never was one. */
export async function fetchHead(): Promise<PackHead | 'outdated' | null> {
  const bytes = await get(headAddress, 'no-cache').catch(() =>
    get(headAddress, 'force-cache').catch(() => null),
  );
  if (bytes === null) return null;
  const json: unknown = parseJson(bytes);
  const head = z.safeParse(packHead, json);
  if (head.success) return head.data;
  return z.safeParse(z.object({ format: z.number().check(z.gt(1)) }), json).success ? 'outdated' : null;
}

/** What of the library the head still names; a segment that it does not name any more may hold what was taken back. */
export function follow(library: Library, head: PackHead, language: string): Library {
  const named = new Set(segmentsOf(head, language).map(({ segment }) => segment));
  const segments = new Map([...library.segments].filter(([hash]) => named.has(hash)));
  return { ...library, head, language: language in head.languages ? language : 'all', segments };
}

/** The segments that are still to be fetched, in the order of the head: what is fetched must not tell what is liked. */
export function missing({ head, language, segments }: Library): Segment[] {
  return head === null ? [] : segmentsOf(head, language).filter(({ segment }) => !segments.has(segment));
}

function segmentsOf(head: PackHead, language: string): readonly Segment[] {
  return head.languages[language] ?? head.languages['all'] ?? [];
}

/** Fetches a segment and its cards. Null where they did not arrive whole: they are asked for again later. */
export async function fetchSegment({ segment, cards }: Segment): Promise<Entry[] | 'outdated' | null> {
  const [packed, block] = await Promise.all([
    fetchNamed(segmentAddress(segment), segment),
    fetchNamed(cardsAddress(cards), cards),
  ]);
  if (packed === null || block === null) return null;
  try {
    return join(decodeSegment(packed), z.parse(cardBlock, parseJson(block)).clips);
  } catch (error) {
    return error instanceof PackError && error.code === 'newer' ? 'outdated' : null;
  }
}

function join(clips: readonly PackClip[], cards: readonly Clip[]): Entry[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  return clips.flatMap((clip) => {
    const card = byId.get(clip.id);
    return card ? [{ clip, card }] : [];
  });
}

/** Bytes whose SHA-256 is `hash`; what is wrong in the cache is asked of the server once more. */
async function fetchNamed(address: string, hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
  for (const cache of ['default', 'reload'] as const) {
    const bytes = await get(address, cache).catch(() => null);
    if (bytes === null || (await isNamed(bytes, hash))) return bytes;
  }
  return null;
}

/** On a plain address the browser has no SHA-256 for us, and whoever could change a pack could change this line as well. */
async function isNamed(bytes: Uint8Array<ArrayBuffer>, hash: string): Promise<boolean> {
  if (!isSecureContext) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return toBase64url(digest) === hash;
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Everything that may be shown, in the order of the head; a clip that is in two segments counts once. */
export function entriesOf({ head, language, segments }: Library): Map<string, Entry> {
  if (head === null) return new Map();
  const gone = new Set(head.tombstones);
  const all = segmentsOf(head, language).flatMap(({ segment }) => segments.get(segment) ?? []);
  return new Map(all.filter(({ clip }) => !gone.has(clip.id)).map((entry) => [entry.clip.id, entry]));
}
