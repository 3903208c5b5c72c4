import type { Canvas } from '@napi-rs/canvas';
import { disc, fillSky, follow, paint, ramp, wrap, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

interface Window {
  x: number;
  y: number;
  colour: string;
  /** The beats between which somebody is at home. */
  on: number;
  off: number;
}

const warm = ['#ffcf70', '#ffb454', '#ffe3a3', '#ff8f6b', '#9fe3e0'];

/** Every note of the piano switches a few lights on across the river; a late train crosses. */
export const cityNight: Scene = ({ random, score }) => {
  const times = [...follow(score, 'kalimba').notes, ...follow(score, 'keys').notes].map((note) => note.beat);
  const windows: Window[] = [];
  const far = paint(WIDTH, HEIGHT, (pen) =>
    houses(pen, random, { base: 900, tall: 420, wide: 60, colour: '#2b2452' }),
  );
  const near = paint(WIDTH, HEIGHT, (pen) => {
    for (const house of houses(pen, random, { base: 930, tall: 330, wide: 96, colour: '#15123a' })) {
      for (let y = house.top + 22; y < 880; y += 34) {
        for (let x = house.x + 14; x < house.x + house.w - 22; x += 27) {
          if (random() < 0.42) continue;
          const on = (times[Math.floor(random() * times.length)] ?? 0) + (random() < 0.5 ? 0 : 0.02);
          windows.push({
            x,
            y,
            colour: warm[Math.floor(random() ** 1.6 * warm.length)] ?? '#fff',
            on,
            off: on + 3 + random() * 3.5,
          });
        }
      }
    }
  });
  const stars = Array.from(
    { length: 60 },
    () => [random() * WIDTH, random() * 420, 0.8 + random() * 1.6] as const,
  );
  return (pen, { beat, turn }) => {
    fillSky(pen, [
      [0, '#0d0b2b'],
      [0.38, '#3a2468'],
      [0.62, '#c2557a'],
      [0.72, '#f5a26f'],
    ]);
    for (const [x, y, r] of stars) disc(pen, x, y, r, 'rgba(255,240,220,0.8)');
    disc(pen, 168, 240, 62, '#ffe9c9');
    disc(pen, 192, 226, 54, '#1d1440');
    pen.drawImage(far, 0, 0);
    bridge(pen, turn);
    pen.drawImage(near, 0, 0);
    for (const window of windows) light(pen, window, beat, score.beats);
    river(pen, windows, near, beat, score.beats, turn);
  };
};

function houses(
  pen: Pen,
  random: () => number,
  { base, tall, wide, colour }: { base: number; tall: number; wide: number; colour: string },
): { x: number; w: number; top: number }[] {
  const row: { x: number; w: number; top: number }[] = [];
  pen.fillStyle = colour;
  for (let x = -10; x < WIDTH;) {
    const w = wide * (0.7 + random() * 0.7);
    const middle = 1 - Math.abs((x + w / 2) / WIDTH - 0.48);
    const top = base - tall * (0.3 + 0.5 * random() + 0.3 * middle ** 3);
    pen.fillRect(x, top, w + 1, base - top);
    if (random() < 0.4) pen.fillRect(x + w / 2 - 2, top - 46, 4, 46);
    if (random() < 0.4) pen.fillRect(x + w * 0.2, top - 16, w * 0.4, 16);
    row.push({ x, w, top });
    x += w;
  }
  return row;
}

const glow = ({ on, off }: Window, beat: number, beats: number): number => {
  const since = wrap(beat - on, beats);
  return ramp(since, 0, 0.12) - ramp(since, off - on, off - on + 0.3);
};

function light(pen: Pen, window: Window, beat: number, beats: number): void {
  const level = glow(window, beat, beats);
  pen.fillStyle = level > 0.05 ? window.colour : '#221d4e';
  pen.globalAlpha = level > 0.05 ? 0.25 + 0.75 * level : 1;
  pen.fillRect(window.x, window.y, 13, 18);
  pen.globalAlpha = 1;
}

function bridge(pen: Pen, turn: number): void {
  pen.fillStyle = '#1e1946';
  pen.fillRect(0, 770, WIDTH, 12);
  const head = turn * 1700 - 420;
  for (let car = 0; car < 5; car++) {
    const x = head - car * 96;
    pen.fillStyle = '#120f33';
    pen.fillRect(x, 734, 92, 36);
    pen.fillStyle = '#ffe3a3';
    for (let k = 0; k < 5; k++) pen.fillRect(x + 7 + k * 17, 743, 11, 12);
  }
}

function river(pen: Pen, windows: Window[], near: Canvas, beat: number, beats: number, turn: number): void {
  pen.fillStyle = '#0f0d2e';
  pen.fillRect(0, 930, WIDTH, HEIGHT - 930);
  pen.globalAlpha = 0.16;
  pen.drawImage(near, 0, 600, WIDTH, 330, 0, 930, WIDTH, 120);
  for (const window of windows) {
    const level = glow(window, beat, beats);
    if (level < 0.05) continue;
    pen.fillStyle = window.colour;
    pen.globalAlpha = 0.3 * level;
    const depth = 936 + (930 - window.y) * 0.75;
    for (let k = 0; k < 3; k++) {
      pen.fillRect(window.x - 2 + 5 * Math.sin(turn * 6.283 * 3 + depth / 14 + k * 2), depth + k * 11, 18, 4);
    }
  }
  pen.globalAlpha = 1;
}
