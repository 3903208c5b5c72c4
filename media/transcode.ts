// Longer than 100 lines: the room's door for clips.
import { chmod, chown, lstat, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type * as z from 'zod/mini';
import { results, type Job, type madeRendition } from './jobs.ts';
import { clipLimits, refusal } from './limits.ts';
import { furtherRungs, type Probe, type RungName } from './plan.ts';
import { runChild, unprivileged, type ChildUser } from './sandbox.ts';

export interface ClipOptions {
  /** Path of the file as it was uploaded. Its name means nothing. */
  input: string;
  /** An existing folder on the disk where the files are to stay; what is made is moved into it when it is whole. */
  outputFolder: string;
  /** 0 to 100, whole, ascending. */
  onProgress?: (percent: number) => void;
  signal?: AbortSignal;
  /** Whom the child becomes; by default `unprivileged`. Null: the same user as the server. */
  user?: ChildUser | null;
  /** By default as many as the machine has cores. */
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
  options: Pick<ClipOptions, 'signal' | 'user'> = {},
): Promise<Probe> {
  const { signal, user = unprivileged } = options;
  await refuseBytes(input);
  // This job writes nothing, so it needs no folder of its own.
  return results.probe.parse(
    await runChild({ entry: 'clip', job: { kind: 'probe' }, input, folder: '/', user, signal }),
  );
}

/**
 * Makes of an upload what a clip needs to be playable: the 720p rung (or the source's size where that is smaller) and a
 * poster. Rejects with an `AppError` (one of `mediaErrorCodes`) where the file cannot become a clip.
 */
export async function prepareClip(options: ClipOptions): Promise<PreparedClip> {
  return await inWorkFolder(options, async (run, keep) => {
    const made = results.clip.parse(await run({ kind: 'clip', threads: threadsOf(options) }));
    const [first] = await keepRenditions(made.renditions, made.duration, keep);
    if (first === undefined) throw refusal('unreadable', 'no rendition came');
    return {
      duration: made.duration,
      width: first.width,
      height: first.height,
      hasSound: made.hasSound,
      poster: await keep(made.poster),
      thumbhash: made.thumbhash,
      rendition: first,
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
  return await inWorkFolder(options, async (run, keep) => {
    const job: Job = { kind: 'renditions', threads: threadsOf(options), rungs: [...options.rungs] };
    const made = results.renditions.parse(await run(job));
    return await keepRenditions(made.renditions, made.duration, keep);
  });
}

function threadsOf({ threads = availableParallelism() }: ClipOptions): number {
  return threads;
}

type Run = (job: Job) => Promise<unknown>;
/** Moves a file that the child made to where it stays, and gives its path. */
type Keep = (file: string) => Promise<string>;

/**
 * Gives the child a folder of its own inside the output folder, so that keeping a file is a rename, and throws it away
 * afterwards. After a crash such a folder is left behind; its name begins with a dot and its owner may delete it.
 */
async function inWorkFolder<T>(options: ClipOptions, work: (run: Run, keep: Keep) => Promise<T>): Promise<T> {
  const { input, outputFolder, onProgress, signal, user = unprivileged } = options;
  await refuseBytes(input);
  const folder = await mkdtemp(join(outputFolder, '.media-'));
  try {
    if (user !== null) await chown(folder, user.uid, user.gid);
    const run: Run = (job) => runChild({ entry: 'clip', job, input, folder, user, onProgress, signal });
    const keep: Keep = async (file) => {
      const path = join(outputFolder, file);
      await takeOver(join(folder, file), path);
      return path;
    };
    return await work(run, keep);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The child may be a stranger by now: only a plain file of its own is taken over. */
async function takeOver(from: string, to: string): Promise<void> {
  const found = await lstat(from);
  if (!found.isFile() || found.nlink !== 1) throw refusal('unreadable', `${from} is not a file`);
  await rename(from, to);
  const { getuid, getgid } = process;
  if (getuid !== undefined && getgid !== undefined) await chown(to, getuid(), getgid());
  await chmod(to, 0o644);
}

async function keepRenditions(
  made: readonly z.infer<typeof madeRendition>[],
  duration: number,
  keep: Keep,
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
