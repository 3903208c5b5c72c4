import type { SegmentKind } from '../../contract/packs.ts';
import { appendLeaf } from '../ledger/leaves.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { locks } from '../store/locks.ts';
import { chooseClips, listLanguages } from './candidates.ts';
import { writeSegment, type PackFile } from './files.ts';
import { planSegments, type PlannedSegment, type Segment } from './segments.ts';

/**
 * Publishes what has changed about the feed: files, their leaves and what the head names, in one transaction. A crash
 * leaves the last publish as it was; another process that publishes at the same time waits, and then finds little to do.
 */
export async function publishPacks(ctx: Ctx): Promise<void> {
  await ctx.db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.publish})`;
    const languages = await listLanguages(tx);
    await tx`delete from feed_segments where language <> all(${languages})`;
    for (const language of languages) await publishLanguage(ctx, tx, language);
    await forgetOldFiles(tx);
  });
}

/** The hashes of all files that can be had. */
export async function listPacks(ctx: Ctx): Promise<Set<string>> {
  const rows = await ctx.db<{ hash: string }[]>`select hash from packs`;
  return new Set(rows.map((row) => row.hash));
}

/** The brotli of a published file; null where there is none of that name, or not any more. */
export async function readPack(
  ctx: Ctx,
  hash: string,
  content: 'segment' | 'cards',
): Promise<Uint8Array | null> {
  const [row] = await ctx.db<{ brotli: Uint8Array }[]>`
    select brotli from packs where hash = ${hash} and content = ${content}`;
  return row?.brotli ?? null;
}

async function publishLanguage(ctx: Ctx, tx: Tx, language: string): Promise<void> {
  const segments = await tx<Segment[]>`
    select id, kind, clips, made_at from feed_segments where language = ${language} order by id`;
  const fresh = new Set(segments.filter(({ kind }) => kind === 'fresh').flatMap(({ clips }) => clips));
  const wanted = await chooseClips(tx, language, fresh);
  await giveNumbers(tx, wanted);
  for (const planned of planSegments(segments, wanted, new Date())) {
    await publishSegment(ctx, tx, language, planned);
  }
}

/** The oldest first, so that clips of one time have numbers near each other. */
async function giveNumbers(tx: Tx, wanted: ReadonlyMap<string, SegmentKind>): Promise<void> {
  await tx`insert into feed_numbers (clip_id)
    select id from clips where id = any(${[...wanted.keys()]})
      and not exists (select from feed_numbers where clip_id = clips.id)
    order by published_at, id`;
}

async function publishSegment(
  ctx: Ctx,
  tx: Tx,
  language: string,
  { id, kind, clips }: PlannedSegment,
): Promise<void> {
  const files = await writeSegment(ctx, tx, clips);
  if (files === null) {
    await tx`delete from feed_segments where id = ${id}`;
    return;
  }
  await publishFile(tx, language, 'segment', files.segment);
  await publishFile(tx, language, 'cards', files.cards);
  const { segment, cards } = files;
  if (id === null) {
    await tx`insert into feed_segments (language, kind, segment, cards, clips)
      values (${language}, ${kind}, ${segment.hash}, ${cards.hash}, ${files.clips})`;
  } else {
    await tx`update feed_segments set segment = ${segment.hash}, cards = ${cards.hash}, clips = ${files.clips},
      made_at = now() where id = ${id}`;
  }
}

/** Two languages may come to the same file; it is published once. */
async function publishFile(
  tx: Tx,
  language: string,
  content: 'segment' | 'cards',
  { hash, brotli }: PackFile,
): Promise<void> {
  const { count } = await tx`insert into packs (hash, content, brotli) values (${hash}, ${content}, ${brotli})
    on conflict (hash) do nothing`;
  if (count === 0) return;
  const day = new Date().toISOString().slice(0, 10);
  await appendLeaf(tx, { kind: 'pack', version: 1, day, content, language, hash });
}

/** A device may still be about to fetch what an older head named, so what the head no longer names stays for a day. */
async function forgetOldFiles(tx: Tx): Promise<void> {
  await tx`update packs set left_at = case when named then null else now() end
    from (select hash, exists (select from feed_segments where segment = hash or cards = hash) as named from packs) as now_named
    where packs.hash = now_named.hash and (packs.left_at is null) <> named`;
  await tx`delete from packs where left_at < now() - interval '1 day'`;
}
