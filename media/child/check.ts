import { AVERROR_EAGAIN, AVERROR_ENOMEM, AVERROR_EOF } from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import type { MediaErrorCode } from '../../contract/errors.ts';
import { refusal } from '../limits.ts';

/** FFmpeg's negative results as refusals; being out of memory is always that, whatever was being done. */
export function check(result: number, code: MediaErrorCode): number {
  if (result >= 0) return result;
  throw refusal(result === AVERROR_ENOMEM ? 'too_demanding' : code, FFmpegError.strerror(result));
}

/** True where a codec or filter has nothing more to give for now or for ever, false where it gave something. */
export function isDry(result: number, code: MediaErrorCode): boolean {
  if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return true;
  check(result, code);
  return false;
}
