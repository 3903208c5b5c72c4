import { globSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoClips } from '../server/demo/clips.ts';
import { openPainter } from '../server/demo/render.ts';
import { findSharedMedia } from '../test/support/shared-media.ts';

/** A video to upload: 12 s of a hand filmed upright at 1080×1916, or a demo clip on a machine without the test media. */
export async function benchSource(folder: string): Promise<string> {
  const file = join(folder, 'source');
  const media = findSharedMedia();
  const parts = media === null ? [] : globSync('clips/nails-vertical-part*.ts', { cwd: media }).sort();
  // The parts of a transport stream join by putting one behind the other.
  for (const part of parts) await appendFile(file, await readFile(join(media ?? '', part)));
  const [clip] = demoClips;
  if (parts.length === 0 && clip !== undefined) {
    using painter = openPainter();
    await painter.paint(clip, file);
  }
  return file;
}
