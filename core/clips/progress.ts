import type { ClipProgress, ClipStatus } from '../../contract/clips.ts';
import { errorCodes, mediaErrorCodes } from '../../contract/errors.ts';
import { refusal } from '../../media/limits.ts';
import type { Person } from '../people/may.ts';
import type { Ctx } from '../store/context.ts';
import { noSuchClip } from './clips.ts';

interface ProgressRow {
  readonly id: string;
  readonly status: ClipStatus;
  readonly percent: number;
  readonly rejectionCode: string | null;
  readonly caption: string;
  readonly createdAt: Date;
}

/** How far one's own clip is; throws `not_found` for anybody else's. */
export async function getProgress(ctx: Ctx, person: Person, id: string): Promise<ClipProgress> {
  const [row] = await ctx.db<ProgressRow[]>`select id, status, percent, rejection_code, caption, created_at
    from clips where id = ${id} and author_id = ${person.id}`;
  if (row === undefined) throw noSuchClip();
  return progressOf(row);
}

/** One's own clips that are on their way, and those turned down in the last week; newest first. */
export async function listUploads(
  ctx: Ctx,
  person: Person,
): Promise<(ClipProgress & { caption: string; createdAt: string })[]> {
  const rows = await ctx.db<ProgressRow[]>`select id, status, percent, rejection_code, caption, created_at
    from clips where author_id = ${person.id} and (status in ('uploading', 'processing')
      or (status = 'rejected' and created_at > now() - interval '7 days'))
    order by created_at desc, id limit 100`;
  return rows.map((row) => ({
    ...progressOf(row),
    caption: row.caption,
    createdAt: row.createdAt.toISOString(),
  }));
}

function progressOf({ id, status, percent, rejectionCode }: ProgressRow): ClipProgress {
  const code = errorCodes.find((each) => each === rejectionCode) ?? null;
  const ofFile = mediaErrorCodes.find((each) => each === rejectionCode);
  const message =
    ofFile !== undefined
      ? refusal(ofFile).message
      : code === null
        ? null
        : 'We failed to process this video several times. Please upload it again, or tell the operator.';
  return { id, status, percent, code, message };
}
