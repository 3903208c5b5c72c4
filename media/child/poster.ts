import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { avGetPixFmtName, Frame } from 'node-av/lib';
import type { AVPixelFormat } from 'node-av/constants';
import { openGraph } from './graph.ts';

export interface PosterTaker {
  /** Looks at the next picture of the first rung. */
  look: (frame: Frame) => void;
  /** The poster as JPEG and its ThumbHash in base64. */
  finish(): Promise<{ jpeg: Buffer; thumbhash: string }>;
}

/** Pictures that are looked at in search of one that shows something: a second at most rates. */
const patience = 30;

/**
 * Keeps the first picture, so that playing begins with what the poster showed; or, where a clip begins in the dark, the
 * first one that shows something.
 */
export function openPoster(): PosterTaker {
  let kept: Frame | null = null;
  let seen = 0;
  let done = false;
  return {
    look(frame) {
      if (done || seen++ > patience) return;
      done = showsSomething(frame);
      if (kept !== null && !done) return;
      kept?.free();
      kept = frame.clone();
    },
    async finish() {
      if (kept === null) throw new Error('no picture was shown to the poster');
      const { width, height } = kept;
      const raw = toRgb(kept);
      kept.free();
      const picture = sharp(raw, { raw: { width, height, channels: 3 } });
      const [jpeg, small] = await Promise.all([
        picture.clone().jpeg({ quality: 80, mozjpeg: true }).toBuffer(),
        picture
          .clone()
          .resize(100, 100, { fit: 'inside' })
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true }),
      ]);
      const hash = rgbaToThumbHash(small.info.width, small.info.height, small.data);
      return { jpeg, thumbhash: Buffer.from(hash).toString('base64') };
    },
  };
}

/** True unless all of the picture is about equally dark or bright. */
function showsSomething(frame: Frame): boolean {
  const luma = frame.data?.[0];
  const stride = frame.linesize[0] ?? 0;
  if (luma === undefined) return true;
  let [lowest, highest] = [255, 0];
  for (let y = 0; y < frame.height; y += 8) {
    for (let x = 0; x < frame.width; x += 8) {
      const value = luma[y * stride + x] ?? 0;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return highest - lowest > 24;
}

function toRgb(frame: Frame): Buffer {
  const format = avGetPixFmtName(frame.format as AVPixelFormat) ?? '';
  const source = `video_size=${frame.width}x${frame.height}:pix_fmt=${format}:time_base=1/1:pixel_aspect=1/1:colorspace=bt709:range=tv`;
  const out = new Frame();
  out.alloc();
  const graph = openGraph('', source, 'scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=rgb24', 1);
  let rgb = Buffer.alloc(0);
  graph.push(frame, out, (picture) => (rgb = Buffer.from(picture.toBuffer())));
  graph.close();
  out.free();
  return rgb;
}
