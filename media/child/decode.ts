import { AV_NOPTS_VALUE, AVERROR_ENOMEM } from 'node-av/constants';
import { Frame, type CodecContext, type Packet, type Stream } from 'node-av/lib';
import { refusal } from '../limits.ts';

/**
 * A function that gives a packet (null: the end) to the decoder and calls `take` for each frame, which it borrows, with
 * the time in seconds on the file's clock. What is damaged is skipped: how much of a clip must decode is for the caller
 * to judge.
 */
export function decodeInto(
  decoder: CodecContext,
  stream: Stream,
  take: (frame: Frame, seconds: number) => void,
): (packet: Packet | null) => void {
  const frame = new Frame();
  frame.alloc();
  const tick = stream.timeBase.num / stream.timeBase.den;
  let next = 0;
  return (packet) => {
    if (decoder.sendPacketSync(packet) === AVERROR_ENOMEM) throw refusal('too_demanding');
    for (;;) {
      const result = decoder.receiveFrameSync(frame);
      if (result === AVERROR_ENOMEM) throw refusal('too_demanding');
      if (result < 0) break;
      const stamp = frame.bestEffortTimestamp;
      const seconds = stamp === AV_NOPTS_VALUE ? next : Number(stamp) * tick;
      next = seconds + Number(frame.duration) * tick;
      take(frame, seconds);
      frame.unref();
    }
    if (packet === null) frame.free();
  };
}
