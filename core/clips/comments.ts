import type { Comment } from '../../contract/comments.ts';
import { AppError } from '../../contract/errors.ts';
import { makerOf } from '../people/accounts.ts';
import { may, type Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import { randomId, type Sql } from '../store/db.ts';
import { cutPage, readCursor } from '../store/pages.ts';
import { checkClip, clipThing } from './clips.ts';

const PAGE = 30;

interface CommentRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly body: string;
  readonly replyCount: number;
  readonly createdAt: Date;
  readonly createdMicros: number;
  readonly handle: string;
  readonly name: string;
  readonly avatar: string | null;
}

interface CommentsPage {
  comments: Comment[];
  next: string | null;
}

/** First comments of a clip, newest first. */
export async function listComments(
  ctx: Ctx,
  viewer: Person | null,
  clip: string,
  cursor: string | undefined,
): Promise<CommentsPage> {
  await checkClip(ctx.db, viewer, 'see_clip', clip);
  const place = placeOf(ctx.db, cursor);
  const older = place === null ? ctx.db`` : ctx.db`and (m.created_at, m.id) < ${place}`;
  return toPage(
    await ctx.db<CommentRow[]>`${selectComments(ctx.db, viewer)}
      and m.clip_id = ${clip} and m.parent_id is null ${older}
      order by m.created_at desc, m.id desc limit ${PAGE + 1}`,
  );
}

/** Answers to a comment, oldest first, as a conversation is read. */
export async function listReplies(
  ctx: Ctx,
  viewer: Person | null,
  comment: string,
  cursor: string | undefined,
): Promise<CommentsPage> {
  await checkComment(ctx.db, viewer, comment);
  const place = placeOf(ctx.db, cursor);
  const later = place === null ? ctx.db`` : ctx.db`and (m.created_at, m.id) > ${place}`;
  return toPage(
    await ctx.db<CommentRow[]>`${selectComments(ctx.db, viewer)} and m.parent_id = ${comment} ${later}
      order by m.created_at, m.id limit ${PAGE + 1}`,
  );
}

/** Comments on a clip, or answers a comment on it; an answer to an answer hangs from the same first comment. */
export async function writeComment(
  ctx: Ctx,
  person: Person,
  clip: string,
  input: { text: string; parent?: string | undefined },
): Promise<Comment> {
  await checkClip(ctx.db, person, 'comment_on_clip', clip);
  const first = input.parent === undefined ? null : await firstCommentOf(ctx.db, person, clip, input.parent);
  const id = randomId();
  await ctx.db.begin(async (tx) => {
    // Counting first locks the rows that the comment refers to: a deletion at the same time comes before or after.
    const counted = await tx`update clips set comment_count = comment_count + 1 where id = ${clip}`;
    if (first !== null) await tx`update comments set reply_count = reply_count + 1 where id = ${first}`;
    const written = await tx`insert into comments (id, clip_id, author_id, parent_id, body)
      select ${id}, ${clip}, ${person.id}, ${first}, ${input.text}
      where ${first}::text is null or exists (select from comments where id = ${first})`;
    if (counted.count === 0 || written.count === 0) throw noSuchComment();
  });
  const [row] = await ctx.db<CommentRow[]>`${selectComments(ctx.db, person)} and m.id = ${id}`;
  if (row === undefined) throw noSuchComment();
  return showComment(row);
}

/** Deletes a comment with its answers: its writer may, the clip's maker and moderators. */
export async function deleteComment(ctx: Ctx, person: Person, id: string): Promise<void> {
  const { clipId, writerId } = await findComment(ctx.db, person, id);
  const clip = await clipThing(ctx.db, person, clipId);
  if (clip === null || (!may(person, 'see_clip', clip) && person.id !== writerId)) throw noSuchComment();
  if (!may(person, 'delete_comment', { ...clip, writerId })) {
    throw new AppError(
      'not_allowed',
      'Only its writer, the clip’s maker and moderators can delete a comment.',
    );
  }
  await ctx.db.begin(async (tx) => {
    await tx`select from clips where id = ${clipId} for update`;
    const [gone] = await tx<{ parentId: string | null; replyCount: number }[]>`
      delete from comments where id = ${id} returning parent_id, reply_count`;
    if (gone === undefined) return;
    await tx`update clips set comment_count = comment_count - ${1 + gone.replyCount} where id = ${clipId}`;
    if (gone.parentId !== null) {
      await tx`update comments set reply_count = reply_count - 1 where id = ${gone.parentId}`;
    }
  });
}

async function firstCommentOf(sql: Sql, viewer: Person, clip: string, parent: string): Promise<string> {
  const found = await findComment(sql, viewer, parent);
  if (found.clipId !== clip) throw noSuchComment();
  return found.parentId ?? parent;
}

/** Throws `not_found` where this reader cannot see the comment, or its clip. */
export async function checkComment(sql: Sql, viewer: Person | null, id: string): Promise<void> {
  const { clipId } = await findComment(sql, viewer, id);
  await checkClip(sql, viewer, 'see_clip', clipId);
}

interface Found {
  readonly clipId: string;
  readonly writerId: number;
  readonly parentId: string | null;
}

async function findComment(sql: Sql, viewer: Person | null, id: string): Promise<Found> {
  const [row] = await sql<Found[]>`select m.clip_id, m.author_id as writer_id, m.parent_id
    from comments m where m.id = ${id} and ${isReadable(sql, viewer)}`;
  if (row === undefined) throw noSuchComment();
  return row;
}

/** Moderators and the writer read everything; others nothing by suspended writers, nor across a block. */
function isReadable(sql: Sql, viewer: Person | null) {
  if (viewer !== null && viewer.role !== 'member') return sql`true`;
  const id = viewer?.id ?? null;
  return sql`(exists (select from accounts w where w.id = m.author_id and w.suspended_at is null)
    and not exists (select from blocks b where (b.blocker_id = ${id} and b.blocked_id = m.author_id)
      or (b.blocker_id = m.author_id and b.blocked_id = ${id})))`;
}

function selectComments(sql: Sql, viewer: Person | null) {
  return sql`
    select m.id, m.parent_id, m.body, m.reply_count, m.created_at,
      (extract(epoch from m.created_at) * 1000000)::bigint as created_micros, a.handle, a.name, a.avatar
    from comments m join accounts a on a.id = m.author_id
    where ${isReadable(sql, viewer)}`;
}

function placeOf(sql: Sql, cursor: string | undefined) {
  if (cursor === undefined) return null;
  const place = readCursor(cursor);
  return sql`('epoch'::timestamptz + ${place.micros} * interval '1 microsecond', ${place.id})`;
}

function toPage(found: readonly CommentRow[]): CommentsPage {
  const page = cutPage(found, PAGE, (row) => ({ micros: row.createdMicros, id: row.id }));
  return { comments: page.rows.map(showComment), next: page.next };
}

function showComment(row: CommentRow): Comment {
  return {
    id: row.id,
    maker: makerOf(row),
    text: row.body,
    createdAt: row.createdAt.toISOString(),
    parent: row.parentId,
    replies: row.replyCount,
  };
}

function noSuchComment(): AppError {
  return new AppError('not_found', 'This comment is not here any more.');
}
