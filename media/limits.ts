import { AppError, type MediaErrorCode } from '../contract/errors.ts';

/** What a clip may be. Sizes are those of the stored picture, before turning it upright. */
export const clipLimits = {
  /** Seconds of picture. A hundredth is forgiven below and half a second above: cameras round their stop button. */
  minSeconds: 0.99,
  maxSeconds: 180.5,
  maxBytes: 500_000_000,
  /** 4K: no side longer than DCI 4K's, and no more pixels than 4096 × 2304 (16:9 at that width). */
  maxSide: 4096,
  maxPixels: 4096 * 2304,
  /** Below this a picture is no picture, and encoders refuse it. */
  minSide: 16,
  /** Streams that are looked at in one file; phones write up to eight. */
  maxStreams: 64,
  /** Packets that are read from one file: 3 min of 240 pictures and 500 pieces of sound a second, with room to spare. */
  maxPackets: 400_000,
} as const;

/** What a picture of a person may be. The size is refused as declared, before anything is decoded. */
export const imageLimits = {
  maxBytes: 30_000_000,
  maxPixels: 120_000_000,
  maxSide: 20_000,
  /** Side of the square that comes out. */
  outputSide: 512,
} as const;

export interface ChildLimits {
  /** Seconds of wall time over all, and without any sign of progress. */
  maxSeconds: number;
  maxSilentSeconds: number;
  /** Seconds of all cores together. */
  maxCpuSeconds: number;
  /** Bytes: resident as the parent sees it; private memory as the kernel enforces it, where it can. */
  maxResidentBytes: number;
  maxDataBytes: number;
  /** Bytes of one file. */
  maxOutputBytes: number;
  maxOpenFiles: number;
}

/** What the child process may use. A breach costs one job, never the server. */
export const childLimits: ChildLimits = {
  maxSeconds: 1800,
  maxSilentSeconds: 90,
  maxCpuSeconds: 7200,
  maxResidentBytes: 1_500_000_000,
  maxDataBytes: 2_500_000_000,
  maxOutputBytes: 400_000_000,
  maxOpenFiles: 64,
};

/** More threads of the decoder cost memory (each holds pictures) and bring little. */
export const maxDecoderThreads = 4;

const messages: Record<MediaErrorCode, string> = {
  image_unreadable: 'This picture could not be read. Try another one, or save it again as JPEG or PNG.',
  file_too_large: 'This file is larger than 500 MB. Shorten the video or export it with a smaller size.',
  unreadable:
    'This file is damaged or incomplete and could not be read. Check that it plays on your device, then upload it again.',
  not_a_video: 'There is no moving picture in this file. Choose a video.',
  encrypted: 'This video is copy-protected and cannot be opened. Choose one that you recorded yourself.',
  codec_unsupported: 'This kind of video is not supported. Export it as MP4 (H.264 or HEVC) and upload that.',
  too_short: 'This video is shorter than one second. Choose a longer one.',
  too_long: 'This video is longer than three minutes. Trim it and upload it again.',
  too_many_pixels: 'This video has more than 4K pixels. Export it in 4K or smaller and upload that.',
  too_demanding: 'This video takes too much memory or time to read. Export it again as MP4 and upload that.',
};

/** The refusal for a code, with the sentence that tells the person what to do next. */
export function refusal(code: MediaErrorCode, cause?: unknown): AppError {
  return new AppError(code, messages[code], cause === undefined ? undefined : { cause });
}
