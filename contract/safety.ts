import * as z from 'zod/mini';
import { handle, id, text } from './common.ts';
import { endpoint } from './endpoint.ts';

export const reportReasons = [
  'danger_to_a_child',
  'violence_or_threat',
  'hate',
  'harassment',
  'sexual_content',
  'self_harm',
  'privacy',
  'scam_or_spam',
  'intellectual_property',
  'something_else',
] as const;

export const reportTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clip'), id }),
  z.object({ kind: z.literal('comment'), id }),
  z.object({ kind: z.literal('account'), handle }),
]);

export const report = endpoint('POST', '/api/reports', {
  summary: 'Report a clip, a comment or an account; no account is needed',
  body: z.object({
    target: reportTarget,
    reason: z.enum(reportReasons),
    details: z.optional(text(2000)),
  }),
  reply: z.object({ id }),
  errors: ['not_found'],
});
