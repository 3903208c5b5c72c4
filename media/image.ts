import { stat } from 'node:fs/promises';
import { results } from './jobs.ts';
import { imageLimits, refusal } from './limits.ts';
import { inWorkFolder, type WorkOptions } from './workfolder.ts';

/**
 * Makes a square WebP of 512 × 512 pixels, upright, in sRGB and without metadata, of any photo that a phone takes (JPEG,
 * HEIC, AVIF, WebP, PNG, GIF), and gives its path. Rejects with `image_unreadable` where it cannot.
 */
export async function prepareAvatar(options: WorkOptions): Promise<string> {
  const { size } = await stat(options.input);
  if (size > imageLimits.maxBytes) throw refusal('image_unreadable', `${size} bytes`);
  return await inWorkFolder({ ...options, entry: 'avatar' }, async ({ run, keep }) => {
    const { file } = results.avatar.parse(await run({ kind: 'avatar' }));
    return await keep(file);
  });
}
