import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { CardBlock } from '../../contract/packs.ts';
import { tagsOf, wordsOf } from '../../ranker/content.ts';
import { encodeSegment, type PackClip } from '../../ranker/pack.ts';
import { isPublic, selectClips, showClips, type ClipRow } from '../clips/show.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';

const brotli = promisify(brotliCompress);
/** Views that a clip is credited with, half watched. */
const priorViews = 8;

/** A file as it is published: its name is the hash of its bytes, and it is kept and mostly sent as brotli. */
export interface PackFile {
  readonly hash: string;
  readonly brotli: Uint8Array;
}

/** What becomes of a segment's clips: two files, and the ids that are in both, in their order. */
export interface SegmentFiles {
  readonly segment: PackFile;
  readonly cards: PackFile;
  readonly clips: readonly string[];
}

/** Writes the two files of a segment, without what has ceased to be public meanwhile; null where nothing is left. */
export async function writeSegment(ctx: Ctx, tx: Tx, clips: readonly string[]): Promise<SegmentFiles | null> {
  const rows = await readClips(tx, clips);
  if (rows.length === 0) return null;
  const cards: CardBlock = { clips: await showClips(ctx, null, rows) };
  return {
    segment: await toFile('segment', encodeSegment(rows.map(toPackClip))),
    cards: await toFile('cards', Buffer.from(JSON.stringify(cards))),
    clips: rows.map((row) => row.id),
  };
}

/** What only the feed knows of a clip. */
interface Figures {
  readonly number: number;
  readonly shown: number;
  /** Clips shown, by how many quarters of them were watched: 0 to 4. */
  readonly quarters: readonly number[];
  /** What training has learned, or nothing yet. */
  readonly popularity: number;
  readonly neighbours: readonly number[];
  readonly weights: readonly number[];
}
type FeedRow = ClipRow & Figures;

/** By number, which is the order in a segment. */
async function readClips(tx: Tx, clips: readonly string[]): Promise<FeedRow[]> {
  const rows = await tx<ClipRow[]>`${selectClips(tx)} where c.id = any(${clips}) and ${isPublic(tx)}`;
  const figures = await tx<(Figures & { clipId: string })[]>`
    select clip_id, number, coalesce(shown, 0) as shown, coalesce(quarters, '{}') as quarters,
      coalesce(popularity, 0) as popularity, coalesce(neighbours, '{}') as neighbours,
      coalesce(weights, '{}') as weights
    from feed_numbers left join public_figures using (number) left join feed_neighbours using (number)
    where clip_id = any(${clips})`;
  const figuresOf = new Map(figures.map((row) => [row.clipId, row]));
  return rows
    .flatMap((row) => {
      const known = figuresOf.get(row.id);
      return known === undefined ? [] : [{ ...row, ...known }];
    })
    .sort((a, b) => a.number - b.number);
}

/** The mean share that was watched; one viewer alone does not settle it. */
function completionOf({ quarters }: Figures): number {
  const watched = quarters.reduce((sum, count, quarter) => sum + (count * quarter) / 4, 0);
  const shown = quarters.reduce((sum, count) => sum + count, 0);
  return (watched + priorViews / 2) / (shown + priorViews);
}

function toPackClip(row: FeedRow): PackClip {
  return {
    number: row.number,
    id: row.id,
    author: row.handle,
    sound: null,
    challenge: null,
    tags: tagsOf(row.caption),
    words: wordsOf(row.caption),
    language: row.language,
    ageRating: 0,
    publishedAt: Math.floor(row.publishedAt.getTime() / 3_600_000),
    duration: row.duration,
    views: row.shown,
    likes: row.likeCount,
    completion: completionOf(row),
    popularity: row.popularity,
    neighbours: row.neighbours.map((number, at) => ({ number, weight: row.weights[at] ?? 0 })),
  };
}

/** Of cards the last twentieth is not worth ten times the time. */
const quality = { segment: 11, cards: 9 };

async function toFile(content: keyof typeof quality, bytes: Uint8Array): Promise<PackFile> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality[content],
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return { hash: hash('sha256', bytes, 'base64url'), brotli: await brotli(bytes, { params }) };
}
