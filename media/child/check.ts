import { AVERROR_EAGAIN, AVERROR_ENOMEM, AVERROR_EOF, AVERROR_PATCHWELCOME } from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import type { MediaErrorCode } from '../../contract/errors.ts';
import { refusal } from '../limits.ts';

const known = new Map<number, MediaErrorCode>([
  [AVERROR_ENOMEM, 'too_demanding'],
  [AVERROR_PATCHWELCOME, 'codec_unsupported'],
]);

/** FFmpeg's negative results as refusals: with `code`, unless the result itself says what it is. */
export function check(result: number, code: MediaErrorCode): number {
  if (result >= 0) return result;
  throw refusal(known.get(result) ?? code, FFmpegError.strerror(result));
}

/** True where a codec or filter has nothing more to give for now or for ever, false where it gave something. */
export function isDry(result: number, code: MediaErrorCode): boolean {
  if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return true;
  check(result, code);
  return false;
}
