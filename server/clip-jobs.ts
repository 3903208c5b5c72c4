import { basename } from 'node:path';
import * as z from 'zod/mini';
import { id } from '../contract/common.ts';
import { AppError } from '../contract/errors.ts';
import * as processing from '../core/clips/processing.ts';
import { adoptFile, withWorkFolder } from '../core/store/blobs.ts';
import type { Ctx } from '../core/store/context.ts';
import { rungNames } from '../media/plan.ts';
import { addRenditions, prepareClip, type Rendition } from '../media/transcode.ts';
import { logFault } from './faults.ts';

const processPayload = z.object({ clip: id });
const renditionsPayload = z.object({ clip: id, rungs: z.array(z.enum(rungNames)) });

/** Which try of a job this is, in the queue's own words. */
export interface Attempt {
  readonly attempts: number;
  readonly max_attempts: number;
}

/** Milliseconds between two writes of a clip's progress. */
const PROGRESS_EVERY = 500;

/** Makes the first rung and publishes, or turns the clip down with a reason. */
export async function processClip(
  ctx: Ctx,
  payload: unknown,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<void> {
  const { clip } = processPayload.parse(payload);
  const input = await processing.findOriginal(ctx, 'process_clip', clip);
  if (input === null) return;
  try {
    await withWorkFolder(ctx, async (outputFolder) => {
      const onProgress = progressWriter(ctx, clip);
      const made = await prepareClip({ input, outputFolder, onProgress, signal });
      await processing.publishClip(ctx, clip, {
        ...made,
        poster: await adopt(ctx, made.poster),
        renditions: [await toRendition(ctx, made.rendition)],
      });
    });
  } catch (error) {
    const code = verdict(error, attempt, signal);
    if (code === null) throw error;
    await processing.rejectClip(ctx, clip, code);
  }
}

/** Makes the other rungs of a clip that plays already. */
export async function addMoreRenditions(
  ctx: Ctx,
  payload: unknown,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<void> {
  const { clip, rungs } = renditionsPayload.parse(payload);
  const input = await processing.findOriginal(ctx, 'add_renditions', clip);
  if (input === null) return;
  try {
    await withWorkFolder(ctx, async (outputFolder) => {
      const renditions: processing.Rendition[] = [];
      for (const made of await addRenditions({ input, outputFolder, rungs, signal })) {
        renditions.push(await toRendition(ctx, made));
      }
      await processing.addRenditions(ctx, clip, renditions);
    });
  } catch (error) {
    if (verdict(error, attempt, signal) === null) throw error;
    await processing.giveUpRenditions(ctx, clip);
  }
}

/**
 * What an error means for the clip: a refusal by media/ is final; a failure of ours becomes `internal` with the last
 * attempt; null: try again.
 */
function verdict(error: unknown, attempt: Attempt, signal: AbortSignal): processing.RejectionCode | null {
  if (signal.aborted) return null;
  if (error instanceof AppError && processing.isRejectionCode(error.code)) return error.code;
  if (attempt.attempts < attempt.max_attempts) return null;
  console.error('A clip could not be processed; its uploader has been told to try again.');
  logFault(error);
  return 'internal';
}

async function toRendition(
  ctx: Ctx,
  { path, width, height, codec, bitrate }: Rendition,
): Promise<processing.Rendition> {
  return { blob: await adopt(ctx, path), width, height, codec, bitrate };
}

function adopt(ctx: Ctx, path: string) {
  return adoptFile(ctx, path, basename(path).split('.').at(-1) ?? '');
}

/** Writes progress at most twice a second. A write that fails is not worth the job. */
function progressWriter(ctx: Ctx, clip: string): (percent: number) => void {
  let last = 0;
  return (percent) => {
    if (performance.now() - last < PROGRESS_EVERY) return;
    last = performance.now();
    processing.setPercent(ctx, clip, percent).catch(logFault);
  };
}
