import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/** A small film for a test, in FFmpeg's words. */
export interface Recipe {
  /** Name of the muxer. */
  format: string;
  muxer?: Record<string, string>;
  /** Of the file: `location`, `title`, `creation_time`, … */
  metadata?: Record<string, string>;
  picture?: TrackRecipe & {
    /** The nine cells of an MP4 display matrix, in whole numbers. */
    matrix?: number[];
  };
  sound?: TrackRecipe;
}

export interface TrackRecipe {
  /** A source and filters, for instance `testsrc2=size=320x240:rate=30:duration=2`. */
  source: string;
  codec: string;
  options?: Record<string, string>;
}

export const twoSeconds = 'testsrc2=size=320x240:rate=30:duration=2,format=yuv420p';

/** Two seconds of a note in stereo, in pieces of the size that the encoder wants. */
export function tone(samples: string, piece: number): string {
  const note = 'sine=frequency=440:sample_rate=48000:duration=2';
  return `${note},aformat=sample_fmts=${samples}:channel_layouts=stereo,asetnsamples=n=${piece}:p=0`;
}

/** Makes the film in a process of its own: node-av is never loaded into a test. */
export async function generate(file: string, recipe: Recipe): Promise<string> {
  const maker = join(import.meta.dirname, 'generate-child.ts');
  await promisify(execFile)(process.execPath, [maker, file, JSON.stringify(recipe)]);
  return file;
}
