import { AV_BUFFERSRC_FLAG_KEEP_REF } from 'node-av/constants';
import { Filter, FilterGraph, type FilterContext, type Frame } from 'node-av/lib';
import { refusal } from '../limits.ts';
import { check, isDry } from './check.ts';

/** A chain of filters with one way in and one way out. Whoever opens it closes it. */
export interface Graph {
  sink: FilterContext;
  /** The filters between source and sink, in order. */
  steps: FilterContext[];
  /** Lends `frame` (null: the end) to the filters and calls `take` for each frame that comes out; `take` borrows it. */
  push(frame: Frame | null, into: Frame, take: (frame: Frame) => void): void;
  close(): void;
}

/** @param kind '' for pictures, 'a' for sound: the prefix of the names of FFmpeg's sources and sinks. */
export function openGraph(kind: '' | 'a', source: string, filters: string, threads: number): Graph {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = threads;
  const first = create(graph, `${kind}buffer`, 'in', source);
  // The sink takes what the last filter of the chain gives.
  const sink = create(graph, `${kind}buffersink`, 'out', null);
  const steps = filters.split(',').map((step, index) => {
    const [name = '', args = null] = step.split(/=(.*)/s);
    return create(graph, name, `step${index}`, args);
  });
  [first, ...steps].forEach((step, index) => {
    check(step.link(0, steps[index] ?? sink, 0), 'codec_unsupported');
  });
  check(graph.configSync(), 'codec_unsupported');
  return {
    sink,
    steps,
    push(frame, into, take) {
      // A chain that cuts says so by ending early: what comes after is not wanted.
      if (isDry(first.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF), 'unreadable')) return;
      while (!isDry(sink.buffersinkGetFrameSync(into), 'unreadable')) {
        take(into);
        into.unref();
      }
    },
    close: () => {
      graph.free();
    },
  };
}

function create(graph: FilterGraph, name: string, label: string, args: string | null): FilterContext {
  const filter = Filter.getByName(name);
  try {
    const step = filter === null ? null : graph.createFilter(filter, label, args);
    if (step !== null) return step;
  } catch (error) {
    // What a filter cannot take is a property of the file, not a fault of ours.
    throw refusal('codec_unsupported', error);
  }
  throw refusal('codec_unsupported', `filter ${name}=${args}`);
}
