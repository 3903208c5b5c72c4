import { write } from '../lettering.ts';
import { notesOf, type Track } from '../score.ts';
import { box, disc, fillSky, wrap, WIDTH, type Pen, type Scene } from '../stage.ts';
import type { VoiceName } from '../voices.ts';

const rows: readonly (readonly [VoiceName, string, string])[] = [
  ['kick', 'BD', '#ff5a36'],
  ['clap', 'CP', '#ff8c32'],
  ['hat', 'HH', '#ffc93c'],
  ['rim', 'RS', '#fff2cc'],
  ['tom', 'TM', '#7bdff2'],
  ['arp', 'LD', '#b28dff'],
  ['bass', 'BS', '#ff7aa8'],
];
const STEP = 53;
const LEFT = 62;
const TOP = 166;

/** The machine itself: sixteen steps down, seven sounds across, read from the very score that plays. */
export const drumGrid: Scene = ({ score }) => {
  const columns = rows.map(([voice, label, colour]) => ({
    label,
    colour,
    forces: steps(score.tracks, voice, score),
  }));
  return (pen, { beat }) => {
    fillSky(pen, [
      [0, '#23211f'],
      [1, '#141312'],
    ]);
    const head = wrap(beat, 4) * 4;
    box(pen, 40, 60, 520, 980, 22, '#2d2a27');
    box(pen, 48, 68, 504, 964, 18, '#1b1918');
    pen.fillStyle = 'rgba(255,255,255,0.07)';
    pen.fillRect(48, TOP + Math.floor(head) * STEP - 3, 504, STEP - 1);
    for (const [index, column] of columns.entries()) {
      const x = LEFT + index * 69;
      write(pen, column.label, x + 30, 126, { face: 'mono', size: 27, colour: column.colour });
      for (let step = 0; step < 16; step++) {
        const force = column.forces[step] ?? 0;
        const since = wrap(head - step, 16);
        pad(pen, x, TOP + step * STEP, column.colour, force, force > 0 ? Math.exp(-since * 0.75) : 0);
      }
    }
    for (let quarter = 0; quarter < 4; quarter++) {
      disc(
        pen,
        601,
        TOP + 20 + quarter * 4 * STEP,
        7,
        Math.floor(head / 4) === quarter ? '#ff5a36' : '#4a443f',
      );
    }
    bars(pen, beat, score.beats);
  };
};

function steps(tracks: readonly Track[], voice: VoiceName, score: Parameters<typeof notesOf>[0]): number[] {
  const track = tracks.find((each) => each.voice === voice);
  const forces = new Array<number>(16).fill(0);
  for (const note of track ? notesOf(score, track) : []) {
    if (note.beat < 4) forces[Math.floor(note.beat * 4)] = note.force;
  }
  return forces;
}

function pad(pen: Pen, x: number, y: number, colour: string, force: number, glow: number): void {
  box(pen, x, y, 60, 44, 8, '#302c29');
  if (force === 0) return;
  pen.globalAlpha = 0.28 + 0.22 * force;
  box(pen, x, y, 60, 44, 8, colour);
  pen.globalAlpha = glow;
  box(pen, x - 3 * glow, y - 3 * glow, 60 + 6 * glow, 44 + 6 * glow, 10, colour);
  pen.globalAlpha = glow * 0.7;
  box(pen, x + 8, y + 8, 44, 28, 5, '#fffaf0');
  pen.globalAlpha = 1;
}

function bars(pen: Pen, beat: number, beats: number): void {
  const width = WIDTH - 236;
  box(pen, 62, 1054, width, 6, 3, '#3a3531');
  box(pen, 62, 1054, (width * beat) / beats, 6, 3, '#ff8c32');
}
