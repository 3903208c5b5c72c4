import {
  AV_FRAME_FLAG_INTERLACED,
  AV_PICTURE_TYPE_NONE,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, Frame } from 'node-av/lib';
import type { Rung } from '../plan.ts';
import { openGraph, type Graph } from './graph.ts';

export interface PictureChain {
  /** @param seconds when the picture is shown, on the clip's clock */
  push(frame: Frame, seconds: number): void;
  /** @param seconds when the last picture ends, on the clip's clock */
  finish(seconds: number): void;
}

/**
 * Decoded pictures to the rung's size and colours at a constant rate. Each picture belongs to the slot of 1/rate seconds
 * in which it is shown: what falls into a slot already taken is dropped before any filter sees it, and an empty slot
 * repeats the picture before it (the first picture also fills the slots before itself). A change of size or format in
 * mid-stream opens new filters.
 *
 * @param take borrows each picture of the output, in order, with its number as its time stamp
 */
export function openPictureChain(rung: Rung, threads: number, take: (frame: Frame) => void): PictureChain {
  const rate = rung.frameRate.num / rung.frameRate.den;
  const filtered = newFrame();
  const shown = newFrame();
  let graph: Graph | null = null;
  let kind = '';
  let lastSlot = -1;
  let next = 0;

  const repeatUntil = (slot: number) => {
    for (const end = Math.min(slot, rung.pictures); next < end; next++) {
      shown.pts = BigInt(next);
      shown.pictType = AV_PICTURE_TYPE_NONE;
      take(shown);
    }
  };
  const show = (frame: Frame) => {
    // Filters that deinterlace count in half ticks: the sink's clock is what the time stamp is in.
    const tick = graph?.sink.buffersinkGetTimeBase() ?? { num: 1, den: 1 };
    const slot = Math.round(((Number(frame.pts) * tick.num) / tick.den) * rate);
    if (next === 0 && shown.width === 0) shown.ref(frame);
    repeatUntil(slot);
    shown.unref();
    shown.ref(frame);
  };
  const closeGraph = () => {
    graph?.push(null, filtered, show);
    graph?.close();
    graph = null;
  };
  return {
    push(frame, seconds) {
      // A little before its slot is near enough: cameras' clocks jitter. Four fifths keeps 240 → 60 and the like even.
      const slot = Math.max(0, Math.floor(seconds * rate + 0.2));
      if (slot <= lastSlot || slot >= rung.pictures) return;
      lastSlot = slot;
      const source = describe(frame, rung, kind);
      if (graph === null || source !== kind) {
        closeGraph();
        const deinterlace = source.endsWith(interlaced) ? 'bwdif=mode=send_frame:deint=interlaced,' : '';
        graph = openGraph('', source.replace(interlaced, ''), deinterlace + rung.filters, threads);
        kind = source;
      }
      frame.pts = BigInt(slot);
      // The plan has already decided what the colours are; what single pictures say would only confuse the filters.
      frame.colorRange = AVCOL_RANGE_UNSPECIFIED;
      frame.colorSpace = AVCOL_SPC_UNSPECIFIED;
      graph.push(frame, filtered, show);
    },
    finish(seconds) {
      closeGraph();
      if (shown.width > 0) repeatUntil(Math.max(1, Math.round(seconds * rate)));
      shown.free();
      filtered.free();
    },
  };
}

const interlaced = ' interlaced';

function describe(frame: Frame, { frameRate }: Rung, before: string): string {
  const format = avGetPixFmtName(frame.format as AVPixelFormat) ?? '';
  const source = `video_size=${frame.width}x${frame.height}:pix_fmt=${format}:time_base=${frameRate.den}/${frameRate.num}:pixel_aspect=1/1`;
  // Once interlaced, always: some pictures between say that they are not.
  const isInterlaced = frame.hasFlags(AV_FRAME_FLAG_INTERLACED) || before === source + interlaced;
  return isInterlaced ? source + interlaced : source;
}

function newFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
