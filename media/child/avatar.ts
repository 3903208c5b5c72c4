// The child process that reads a picture of a person and makes a small square of it.
import { readFileSync, writeFileSync } from 'node:fs';
import libheif from 'libheif-js/wasm-bundle.js';
import sharp, { type Sharp } from 'sharp';
import { AppError } from '../../contract/errors.ts';
import { imageLimits, refusal } from '../limits.ts';
import { input, runJob } from './run.ts';

// libvips would also read SVG, PDF and more: the closed list is what cameras and browsers make.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((format) => `VipsForeignLoad${format}Buffer`),
});

await runJob(async () => {
  try {
    const picture = await openPicture(readFileSync(input));
    const side = imageLimits.outputSide;
    const square = picture
      .autoOrient()
      .resize(side, side, { fit: 'cover' })
      .flatten({ background: 'white' })
      .toColourspace('srgb');
    // Metadata is left behind unless it is asked for.
    writeFileSync('avatar.webp', await square.webp({ quality: 82 }).toBuffer());
    return { file: 'avatar.webp' };
  } catch (error) {
    throw error instanceof AppError ? error : refusal('image_unreadable', error);
  }
});

/** The content decides, never the name; and the size is refused as declared, before a pixel is decoded. */
async function openPicture(bytes: Buffer): Promise<Sharp> {
  if (bytes.length > imageLimits.maxBytes) throw refusal('image_unreadable', `${bytes.length} bytes`);
  const kind = kindOf(bytes);
  if (kind === null) throw refusal('image_unreadable', 'not a picture of a known kind');
  if (kind === 'heic') return openHeic(bytes);
  const picture = sharp(bytes, {
    failOn: 'error',
    limitInputPixels: imageLimits.maxPixels,
    sequentialRead: true,
  });
  const { width, height } = await picture.metadata();
  refuseSize(width, height);
  return picture;
}

function kindOf(bytes: Buffer): 'heic' | 'other' | null {
  const text = bytes.toString('latin1', 0, 64);
  if (text.slice(4, 8) === 'ftyp')
    return /^.{4}ftyp(avif|avis)|^.{4}ftypmif1.{4,}avif/s.test(text) ? 'other' : 'heic';
  return /^(\xff\xd8\xff|\x89PNG\r\n|RIFF....WEBP|GIF8[79]a)/s.test(text) ? 'other' : null;
}

/** libvips comes without a decoder for HEVC. The container's own turning is applied by libheif, as the standard wants. */
function openHeic(bytes: Buffer): Promise<Sharp> {
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0];
  if (image === undefined) throw refusal('image_unreadable', 'no picture in the container');
  const [width, height] = [image.get_width(), image.get_height()];
  refuseSize(width, height);
  const { promise, resolve, reject } = Promise.withResolvers<Sharp>();
  const target = { data: new Uint8ClampedArray(width * height * 4), width, height };
  image.display(target, (result) => {
    if (result === null) reject(refusal('image_unreadable', 'libheif could not decode it'));
    else resolve(sharp(target.data, { raw: { width, height, channels: 4 } }));
  });
  return promise;
}

function refuseSize(width: number, height: number): void {
  if (!(
    width * height > 0 &&
    width * height <= imageLimits.maxPixels &&
    Math.max(width, height) <= imageLimits.maxSide
  )) {
    throw refusal('image_unreadable', `${width} × ${height}`);
  }
}
