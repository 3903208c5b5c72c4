import type { AVSampleFormat } from 'node-av/constants';
import { avChannelLayoutDefault, avChannelLayoutDescribe, avGetSampleFmtName, Frame } from 'node-av/lib';
import { openGraph, type Graph } from './graph.ts';

export const sampleRate = 48_000;

export interface SoundChain {
  /** @param seconds when the sound begins, on the clip's clock */
  push(frame: Frame, seconds: number): void;
  finish(): void;
}

/**
 * Decoded sound of any kind to 48 kHz planar floats on the clip's clock: silence where it starts late or has a hole,
 * cut where it starts before the picture or outlasts it. A change of format in mid-stream opens a new chain of filters
 * that goes on where the last one ended.
 *
 * @param tail filters that follow, in FFmpeg's notation
 * @param take is called for each frame that comes out, and once with each chain of filters before it is closed
 */
export function openSoundChain(
  channels: 1 | 2,
  duration: number,
  tail: string,
  take: (frame: Frame) => void,
  beforeClose?: (graph: Graph) => void,
): SoundChain {
  const out = new Frame();
  out.alloc();
  const end = Math.round(duration * sampleRate);
  let graph: Graph | null = null;
  let kind = '';
  let produced = 0;
  const count = (frame: Frame) => {
    produced += frame.nbSamples;
    take(frame);
  };
  const closeGraph = () => {
    if (graph === null) return;
    graph.push(null, out, count);
    beforeClose?.(graph);
    graph.close();
    graph = null;
  };
  return {
    push(frame, seconds) {
      const source = describe(frame);
      if (graph === null || source !== kind) {
        closeGraph();
        const layout = channels === 1 ? 'mono' : 'stereo';
        graph = openGraph(
          'a',
          source,
          [
            `aresample=${sampleRate}:async=1:first_pts=${produced}`,
            `aformat=sample_fmts=fltp:channel_layouts=${layout}`,
            `atrim=end_pts=${end}`,
            tail,
          ].join(','),
          1,
        );
        kind = source;
      }
      frame.pts = BigInt(Math.round(seconds * frame.sampleRate));
      graph.push(frame, out, count);
    },
    finish() {
      closeGraph();
      out.free();
    },
  };
}

function describe(frame: Frame): string {
  // Some files name a number of channels and no places for them.
  if (frame.channelLayout.order === 0) frame.channelLayout = avChannelLayoutDefault(frame.channels);
  const layout = avChannelLayoutDescribe(frame.channelLayout) ?? `${frame.channels}c`;
  const format = avGetSampleFmtName(frame.format as AVSampleFormat) ?? '';
  return `time_base=1/${frame.sampleRate}:sample_rate=${frame.sampleRate}:sample_fmt=${format}:channel_layout=${layout}`;
}
