import { segmentKinds, type PackHead, type SegmentKind } from '../../contract/packs.ts';
import { isPublic } from '../clips/show.ts';
import type { Ctx } from '../store/context.ts';
import { everyLanguage } from './candidates.ts';

interface NamedSegment {
  readonly language: string;
  readonly kind: SegmentKind;
  readonly clips: number;
  readonly segment: string;
  readonly cards: string;
  readonly publishedAt: Date;
  /** Ids of its clips that may not be shown any more. */
  readonly gone: readonly string[];
}

/**
 * What everybody's feed consists of at this moment. The segments are as they were published last; what has ceased to be
 * public since, in whatever way, is looked up now, and in the same statement, so that both are of one moment.
 */
export async function readHead(ctx: Ctx): Promise<PackHead> {
  const { db } = ctx;
  const rows = await db<NamedSegment[]>`
    select language, kind, cardinality(clips) as clips, segment, cards,
      (select max(published_at) from packs where hash in (segment, cards)) as published_at,
      array(select named.id from unnest(clips) as named(id)
        where not exists (select from clips c join accounts a on a.id = c.author_id
          where c.id = named.id and ${isPublic(db)})) as gone
    from feed_segments order by language, array_position(${segmentKinds}, kind), id`;
  const languages: PackHead['languages'] = { [everyLanguage]: [] };
  for (const { language, kind, clips, segment, cards } of rows) {
    (languages[language] ??= []).push({ kind, clips, segment, cards });
  }
  return {
    format: 1,
    publishedAt: new Date(Math.max(0, ...rows.map((row) => row.publishedAt.getTime()))).toISOString(),
    languages,
    tombstones: [...new Set(rows.flatMap((row) => row.gone))].sort(),
  };
}
