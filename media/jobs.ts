import * as z from 'zod/mini';
import { mediaErrorCodes } from '../contract/errors.ts';
import { clipLimits } from './limits.ts';
import { rungNames } from './plan.ts';

const job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('probe') }),
  z.object({ kind: z.literal('clip'), threads: z.number() }),
  z.object({ kind: z.literal('renditions'), threads: z.number(), rungs: z.array(z.enum(rungNames)) }),
  z.object({ kind: z.literal('avatar') }),
]);
export type Job = z.infer<typeof job>;

/** The child's only argument: its one job, and the user that it becomes before it begins. The input is descriptor 3. */
export const task = z.object({ user: z.nullable(z.object({ uid: z.number(), gid: z.number() })), job });
export type Task = z.infer<typeof task>;

const ratio = z.object({ num: z.number(), den: z.number() });
const nullableText = z.nullable(z.string());

export const probe = z.object({
  container: z.string(),
  start: z.number(),
  duration: z.number(),
  picture: z.object({
    stream: z.number(),
    codec: z.string(),
    width: z.number(),
    height: z.number(),
    pixelShape: ratio,
    orientation: z.object({ transpose: z.boolean(), flipX: z.boolean(), flipY: z.boolean() }),
    color: z.object({
      matrix: nullableText,
      primaries: nullableText,
      transfer: nullableText,
      fullRange: z.boolean(),
    }),
    frameRate: ratio,
    pictures: z.number(),
  }),
  sound: z.nullable(
    z.object({
      stream: z.number(),
      codec: z.string(),
      channels: z.number(),
      loudness: z.nullable(z.object({ integrated: z.number(), truePeak: z.number() })),
    }),
  ),
});

/** Pixels; the database and every reader's page take these figures as they are. */
const pixels = z.int().check(z.gte(1), z.lte(clipLimits.maxSide));
const duration = z.number().check(z.gt(0), z.lte(clipLimits.maxSeconds * 2));
const fileName = z.string().check(z.regex(/^[a-z0-9]+\.[a-z0-9]+$/));
export const madeRendition = z.object({
  file: fileName,
  rung: z.enum(rungNames),
  width: pixels,
  height: pixels,
  codec: z.string().check(z.regex(/^[a-zA-Z0-9., ]{1,60}$/)),
});

export const results = {
  probe,
  clip: z.object({
    probe,
    duration,
    hasSound: z.boolean(),
    poster: fileName,
    thumbhash: z.string().check(z.regex(/^[A-Za-z0-9+/]{8,60}={0,2}$/)),
    renditions: z.array(madeRendition),
  }),
  renditions: z.object({ duration, renditions: z.array(madeRendition) }),
  avatar: z.object({ file: fileName }),
};

/** What a child says: its progress in percent, and at the end what came of it. A child is not trusted: all is parsed. */
export const message = z.union([
  z.object({ percent: z.number().check(z.gte(0), z.lte(100)) }),
  z.object({ refused: z.enum(mediaErrorCodes), cause: z.string() }),
  /** A fault of ours, not of the file. */
  z.object({ failed: z.string() }),
  z.object({ result: z.unknown() }),
]);
export type Message = z.infer<typeof message>;
