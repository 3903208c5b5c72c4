import * as z from 'zod/mini';
import { CallError, failureOf } from '../api.ts';
import { look, next, openDesk, recall, type Of } from './desk.ts';
import { change, exportAll, importAll, lessOf, readSettings, reset } from './preferences.ts';
import { request, type Answer, type Ask, type Told } from './protocol.ts';
import { noteAct, noteWatched } from './taste.ts';

// Ranks For You, off the page's thread and in nobody else's sight. It owns the profile and the packs; when the page goes,
// it goes, and everything that was answered is kept.

/** How often samples are looked after, in milliseconds. */
const pace = 60_000;

const tell = (told: Told) => postMessage(told);
const desk = openDesk(tell);

const answers: { [K in Ask['kind']]: (asked: Of<K>) => Answer<K> } = {
  viewer: (viewer) => {
    desk.viewer = viewer;
    return Promise.resolve();
  },
  next: (asked) => next(desk, asked),
  watched: (asked) => noteWatched(desk, asked),
  did: (asked) => noteAct(desk, asked),
  lessOf: ({ trait }) => lessOf(desk, trait),
  change: (asked) => change(desk, asked.change),
  why: ({ clip }) => Promise.resolve(desk.handed.get(clip)?.reasons ?? []),
  look: () => look(desk),
  settings: () => readSettings(desk),
  export: () => exportAll(desk),
  import: ({ text }) => importAll(desk, text),
  reset: () => reset(desk),
};

async function answer<K extends Ask['kind']>(number: number, kind: K, asked: Of<K>): Promise<void> {
  try {
    tell({ number, answer: await answers[kind](asked) });
  } catch (error) {
    if (!(error instanceof CallError)) console.error(error);
    tell({ number, failure: failureOf(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const { number, ask } = z.parse(request, data);
  void answer(number, ask.kind, ask);
});

async function tick(): Promise<void> {
  const { samples } = await recall(desk);
  if (samples) await desk.signals.tick(desk.viewer);
}
setInterval(() => void tick(), pace);
