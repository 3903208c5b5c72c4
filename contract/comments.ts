import * as z from 'zod/mini';
import { cursor, id, idParams, instant, pageQuery, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { maker } from './people.ts';

export const comment = z.object({
  id,
  maker,
  text: z.string(),
  createdAt: instant,
  /** The comment that this one answers; answers to answers hang from the same first comment. */
  parent: z.nullable(id),
  replies: z.number(),
});
export type Comment = z.infer<typeof comment>;
const commentsPage = z.object({ comments: z.array(comment), next: z.nullable(cursor) });

export const listComments = endpoint('GET', '/api/clips/:id/comments', {
  summary: 'First comments of a clip, newest first',
  params: idParams,
  query: pageQuery,
  reply: commentsPage,
  errors: ['not_found'],
});
export const listReplies = endpoint('GET', '/api/comments/:id/replies', {
  summary: 'Answers to a comment, oldest first',
  params: idParams,
  query: pageQuery,
  reply: commentsPage,
  errors: ['not_found'],
});
export const writeComment = endpoint('POST', '/api/clips/:id/comments', {
  summary: 'Comment on a clip, or answer a comment on it',
  params: idParams,
  body: z.object({ text: text(500), parent: z.optional(id) }),
  reply: comment,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const deleteComment = endpoint('DELETE', '/api/comments/:id', {
  summary: 'Delete a comment (its writer, the clip’s maker, moderators)',
  params: idParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
