import type { Audience, Clip, ClipStatus } from '../../contract/clips.ts';
import { makerOf } from '../people/accounts.ts';
import type { Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql } from '../store/db.ts';
import { publicAddress, signedAddresses, type AddressOf } from './addresses.ts';

/** A clip that has been published, as the database has it, with its maker and its renditions. */
export interface ClipRow {
  readonly id: string;
  readonly status: ClipStatus;
  readonly audience: Audience;
  readonly caption: string;
  readonly language: string | null;
  readonly publishedAt: Date;
  /** `publishedAt` in microseconds since 1970, for cursors: a Date would round it. */
  readonly publishedMicros: number;
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  readonly hasSound: boolean;
  readonly poster: string;
  readonly thumbhash: string;
  readonly likeCount: number;
  readonly commentCount: number;
  readonly handle: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly isPublic: boolean;
  readonly renditions: readonly {
    readonly blob: string;
    readonly width: number;
    readonly height: number;
    readonly codec: string;
    readonly bitrate: number;
  }[];
}

/** `select …` for `ClipRow`s, to be followed by a `where`; clips are `c`, their makers `a`. */
export function selectClips(sql: Sql) {
  return sql`
    select c.id, c.status, c.audience, c.caption, c.language, c.published_at, ${micros(sql)} as published_micros,
      c.duration, c.width, c.height, c.has_sound, c.poster, c.thumbhash, c.like_count, c.comment_count,
      a.handle, a.name, a.avatar, ${isPublic(sql)} as is_public,
      (select coalesce(json_agg(json_build_object('blob', r.blob, 'width', r.width, 'height', r.height,
          'codec', r.codec, 'bitrate', r.bitrate) order by r.height), '[]')
        from renditions r where r.clip_id = c.id) as renditions
    from clips c join accounts a on a.id = c.author_id`;
}

/** What a visitor may see, in SQL: the same as `may(null, 'see_clip', …)`, which a test holds it against. */
export function isPublic(sql: Sql) {
  return sql`(c.status = 'published' and c.audience = 'everyone' and not a.closed and a.suspended_at is null)`;
}

function micros(sql: Sql) {
  return sql`(extract(epoch from c.published_at) * 1000000)::bigint`;
}

/** Clips as this reader gets them: what is not public comes with addresses made for the reader. */
export async function showClips(ctx: Ctx, viewer: Person | null, rows: readonly ClipRow[]): Promise<Clip[]> {
  const needsSigning = viewer !== null && rows.some((row) => !row.isPublic);
  const signed = needsSigning ? await signedAddresses(ctx, viewer.handle) : publicAddress;
  return rows.map((row) => showClip(ctx, row, row.isPublic ? publicAddress : signed));
}

function showClip(ctx: Ctx, row: ClipRow, addressOf: AddressOf): Clip {
  return {
    id: row.id,
    url: `${ctx.edition.origin}/clip/${row.id}`,
    shareUrl: `${ctx.edition.origin}/s/${row.id}`,
    maker: makerOf(row),
    caption: row.caption,
    language: row.language,
    audience: row.audience,
    hidden: row.status === 'hidden',
    publishedAt: row.publishedAt.toISOString(),
    duration: row.duration,
    width: row.width,
    height: row.height,
    hasSound: row.hasSound,
    poster: addressOf(row.poster),
    thumbhash: row.thumbhash,
    renditions: row.renditions.map(({ blob, ...rest }) => ({ url: addressOf(blob), ...rest })),
    likes: row.likeCount,
    comments: row.commentCount,
  };
}
