// Longer than 100 lines: the room's door for clips.
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type * as z from 'zod/mini';
import { results, type madeRendition } from './jobs.ts';
import { clipLimits, refusal } from './limits.ts';
import { furtherRungs, type Probe, type RungName } from './plan.ts';
import { runChild, unprivileged } from './sandbox.ts';
import { inWorkFolder, type Work, type WorkOptions } from './workfolder.ts';

export interface ClipOptions extends WorkOptions {
  /** 0 to 100, whole, never going back. */
  onProgress?: (percent: number) => void;
  /** For decoding and encoding; by default as many as the machine has cores. */
  threads?: number;
}

export interface Rendition {
  rung: RungName;
  path: string;
  bytes: number;
  width: number;
  height: number;
  /** RFC 6381, for instance `avc1.64001f, mp4a.40.2`. */
  codec: string;
  /** Bits per second over the whole file. */
  bitrate: number;
}

export interface PreparedClip {
  /** Seconds. */
  duration: number;
  /** Pixels of the first rung, upright. */
  width: number;
  height: number;
  hasSound: boolean;
  /** Path of a JPEG of the first picture. */
  poster: string;
  /** ThumbHash in base64. */
  thumbhash: string;
  rendition: Rendition;
  /** The rungs that `addRenditions` can still make of this file, the smaller first. */
  further: RungName[];
  probe: Probe;
}

/** What a file is, without making anything. Rejects with an `AppError` where it cannot become a clip. */
export async function probe(
  input: string,
  options: Pick<WorkOptions, 'signal' | 'user'> = {},
): Promise<Probe> {
  const { user = unprivileged, signal } = options;
  await refuseBytes(input);
  // This job writes nothing, so it needs no folder of its own.
  const job = { kind: 'probe' } as const;
  return results.probe.parse(await runChild({ entry: 'clip', job, input, folder: '/', user, signal }));
}

/**
 * Makes of an upload what a clip needs to be playable: the 720p rung (or the source's size where that is smaller) and a
 * poster. Rejects with an `AppError` (one of `mediaErrorCodes`) where the file cannot become a clip.
 */
export async function prepareClip(options: ClipOptions): Promise<PreparedClip> {
  await refuseBytes(options.input);
  return await inWorkFolder({ ...options, entry: 'clip' }, async ({ run, keep }) => {
    const made = results.clip.parse(await run({ kind: 'clip', threads: threadsOf(options) }));
    const [rendition] = await keepRenditions(made.renditions, made.duration, keep);
    if (rendition === undefined) throw refusal('unreadable', 'no rendition came');
    return {
      duration: made.duration,
      width: rendition.width,
      height: rendition.height,
      hasSound: made.hasSound,
      poster: await keep(made.poster),
      thumbhash: made.thumbhash,
      rendition,
      further: furtherRungs(made.probe),
      probe: made.probe,
    };
  });
}

/** Makes more rungs of an upload in one further pass, `PreparedClip.further` as a rule. */
export async function addRenditions(
  options: ClipOptions & { rungs: readonly RungName[] },
): Promise<Rendition[]> {
  if (options.rungs.length === 0) return [];
  await refuseBytes(options.input);
  return await inWorkFolder({ ...options, entry: 'clip' }, async ({ run, keep }) => {
    const rungs = [...options.rungs];
    const made = results.renditions.parse(
      await run({ kind: 'renditions', threads: threadsOf(options), rungs }),
    );
    return await keepRenditions(made.renditions, made.duration, keep);
  });
}

function threadsOf({ threads = availableParallelism() }: ClipOptions): number {
  return threads;
}

async function keepRenditions(
  made: readonly z.infer<typeof madeRendition>[],
  duration: number,
  keep: Work['keep'],
): Promise<Rendition[]> {
  const kept: Rendition[] = [];
  for (const { file, rung, width, height, codec } of made) {
    const path = await keep(file);
    const { size } = await stat(path);
    kept.push({ rung, path, bytes: size, width, height, codec, bitrate: Math.round((size * 8) / duration) });
  }
  return kept;
}

async function refuseBytes(input: string): Promise<void> {
  const { size } = await stat(input);
  if (size > clipLimits.maxBytes) throw refusal('file_too_large', `${size} bytes`);
}
