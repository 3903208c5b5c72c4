import { hash } from 'node:crypto';
import type { SegmentKind } from '../../contract/packs.ts';
import { isPublic } from '../clips/show.ts';
import type { Tx } from '../store/db.ts';
import { segmentSize } from './segments.ts';

// Which clips a feed is made of: all of them while they are few, and else the newest, the most liked, what comes after
// those, and a handful that changes every day, so that every clip gets its turn. Each list is read from an index.

/** What one feed holds, at most: 10,000 clips in all. */
const room = { fresh: segmentSize, popular: 2000, tail: 6500, exploration: 1000 };
/** Where the fresh ones would be more than a segment, so many newest are kept, and there is peace for a while. */
const freshAfterOverflow = 400;
/** Of the popular ones, so many by the likes of what was published in the last month. */
const popularOfMonth = 1000;
/** Public clips from which on a language has a feed of its own. */
const clipsForLanguage = 100;
const mostLanguages = 40;

/** The name of the feed of all languages. (It is also ISO 639-3 for Allar, which therefore gets no feed of its own.) */
export const everyLanguage = 'all';

/** The feeds that there are to be: all languages, and each primary language with enough clips. */
export async function listLanguages(tx: Tx): Promise<string[]> {
  const rows = await tx<{ language: string }[]>`
    select split_part(c.language, '-', 1) as language from clips c join accounts a on a.id = c.author_id
    where c.language is not null and ${isPublic(tx)}
    group by 1 having count(*) >= ${clipsForLanguage} and split_part(c.language, '-', 1) <> ${everyLanguage}
    order by count(*) desc, 1 limit ${mostLanguages}`;
  return [everyLanguage, ...rows.map((row) => row.language)];
}

/**
 * The clips that a language's feed is to hold, each with its kind; those of no language are in every feed. `fresh`: those
 * that are fresh so far.
 */
export async function chooseClips(
  tx: Tx,
  language: string,
  fresh: ReadonlySet<string>,
): Promise<Map<string, SegmentKind>> {
  const wanted = new Map<string, SegmentKind>();
  const take = (clips: readonly string[], kind: SegmentKind, most: number): void => {
    const others = new Set(clips).difference(wanted);
    for (const clip of [...others].slice(0, most)) wanted.set(clip, kind);
  };
  take(stillFresh(await newestClips(tx, language, room.fresh + 1), fresh), 'fresh', room.fresh);
  const liked = await mostLikedClips(tx, language, room.fresh + room.popular + room.tail);
  take([...(await mostLikedOfMonth(tx, language)), ...liked], 'popular', room.popular);
  take(liked, 'tail', room.tail);
  if (liked.length === room.fresh + room.popular + room.tail) {
    take(await clipsOfToday(tx, language, [...wanted.keys()]), 'exploration', room.exploration);
  }
  return wanted;
}

/**
 * Which of the `newest` (one more than there is room for) count as fresh: what is as new as the oldest that did so far. So
 * a new clip pushes out none, until there are too many; then only the newest stay.
 */
function stillFresh(newest: readonly string[], fresh: ReadonlySet<string>): readonly string[] {
  if (newest.length <= freshAfterOverflow) return newest;
  const oldest = newest.findLastIndex((clip) => fresh.has(clip));
  if (oldest === room.fresh) return newest.slice(0, freshAfterOverflow);
  return newest.slice(0, oldest < 0 ? room.fresh : oldest + 1);
}

/** `select …` of the ids of what everybody may see in a language's feed, to be followed by `and` or `order by`. */
function selectIds(tx: Tx, language: string) {
  const spoken =
    language === everyLanguage
      ? tx``
      : tx`and (c.language is null or split_part(c.language, '-', 1) = ${language})`;
  return tx`select c.id from clips c join accounts a on a.id = c.author_id
    where c.status = 'published' and c.audience = 'everyone' and ${isPublic(tx)} ${spoken}`;
}

async function newestClips(tx: Tx, language: string, most: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    ${selectIds(tx, language)} order by c.published_at desc, c.id desc limit ${most}`;
  return rows.map((row) => row.id);
}

async function mostLikedClips(tx: Tx, language: string, most: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    ${selectIds(tx, language)} order by c.like_count desc, c.published_at desc, c.id desc limit ${most}`;
  return rows.map((row) => row.id);
}

async function mostLikedOfMonth(tx: Tx, language: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    ${selectIds(tx, language)} and c.published_at > now() - interval '30 days'
    order by c.like_count desc, c.published_at desc, c.id desc limit ${popularOfMonth}`;
  return rows.map((row) => row.id);
}

/** Others, by chance: ids are random, so what follows a place among them is a sample, and each day has another place. */
async function clipsOfToday(tx: Tx, language: string, without: readonly string[]): Promise<string[]> {
  const place = hash('sha256', new Date().toISOString().slice(0, 10), 'base64url').slice(0, 16);
  const from = (where: ReturnType<Tx>) => tx<{ id: string }[]>`
    ${selectIds(tx, language)} and ${where} and c.id <> all(${without}) order by c.id limit ${room.exploration}`;
  const rows = [...(await from(tx`c.id >= ${place}`)), ...(await from(tx`c.id < ${place}`))];
  return rows.map((row) => row.id);
}
