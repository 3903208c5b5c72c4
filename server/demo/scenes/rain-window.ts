import type { Canvas } from '@napi-rs/canvas';
import {
  at,
  disc,
  fillSky,
  follow,
  paint,
  TAU,
  wave,
  wrap,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

const lamps = ['255,170,80', '255,120,90', '120,190,255', '255,220,150', '240,90,120', '140,230,200'];

/** Rain on a bus window at night: lamps out of focus, drops that wait and then run. And a cat. */
export const rainWindow: Scene = ({ random, score }) => {
  const lights = Array.from({ length: 26 }, () => ({
    x: random() * WIDTH,
    y: 120 + random() * 780,
    radius: 30 + random() * 80,
    colour: lamps[Math.floor(random() * lamps.length)] ?? '255,255,255',
    phase: random(),
  }));
  const sprites = new Map(lamps.map((colour) => [colour, bokeh(colour)]));
  const beads = paint(WIDTH, HEIGHT, (pen) => {
    for (let i = 0; i < 420; i++) drop(pen, random() * WIDTH, random() * HEIGHT, 1.5 + random() ** 3 * 7);
  });
  const runners = Array.from({ length: 15 }, (_, k) => ({
    x: 30 + (k * 670) / 15 + random() * 20,
    start: random(),
    size: 7 + random() * 6,
    phase: random(),
  }));
  const snare = follow(score, 'snare');
  return (pen, { turn, beat }) => {
    fillSky(pen, [
      [0, '#0b1524'],
      [0.6, '#1b2a44'],
      [1, '#0a101c'],
    ]);
    for (const light of lights) {
      const glow = light.radius * (1 + 0.05 * wave(turn, 2, light.phase));
      const x = light.x + 26 * wave(turn, 1, light.phase);
      pen.globalAlpha = 0.75 + 0.2 * wave(turn, 1, light.phase);
      const sprite = sprites.get(light.colour);
      if (sprite) pen.drawImage(sprite, x - glow, light.y - glow, glow * 2, glow * 2);
    }
    pen.globalAlpha = 1;
    pen.drawImage(beads, 0, 0);
    for (const runner of runners) run(pen, runner, turn);
    sill(pen);
    cat(pen, turn, snare.since(beat));
  };
};

function bokeh(colour: string): Canvas {
  return paint(160, 160, (pen) => {
    const gradient = pen.createRadialGradient(80, 80, 0, 80, 80, 80);
    gradient.addColorStop(0, `rgba(${colour},0.5)`);
    gradient.addColorStop(0.86, `rgba(${colour},0.62)`);
    gradient.addColorStop(1, `rgba(${colour},0)`);
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, 160, 160);
  });
}

function drop(pen: Pen, x: number, y: number, r: number): void {
  disc(pen, x, y, r, 'rgba(10,18,32,0.5)');
  disc(pen, x, y + r * 0.25, r * 0.72, 'rgba(190,215,240,0.4)');
  disc(pen, x - r * 0.25, y - r * 0.35, r * 0.28, 'rgba(255,255,255,0.85)');
}

/** Waits, runs, waits, runs: a drop's way down is a staircase with soft steps. */
function run(
  pen: Pen,
  { x, start, size, phase }: { x: number; start: number; size: number; phase: number },
  turn: number,
): void {
  const way = wrap(turn + start, 1);
  const y = (way + 0.06 * Math.sin(TAU * way * 3)) * (HEIGHT + 300) - 150;
  const sway = (at: number): number => x + 9 * Math.sin(at / 70 + phase * 9);
  pen.strokeStyle = 'rgba(180,205,235,0.2)';
  pen.lineWidth = size * 1.1;
  pen.lineCap = 'round';
  pen.beginPath();
  for (let k = 0; k < 14; k++) pen.lineTo(sway(y - k * 22), y - k * 22);
  pen.stroke();
  for (let k = 3; k < 13; k += 2) drop(pen, sway(y - k * 27), y - k * 27, size * 0.3 * (1 - k / 16) + 1);
  drop(pen, sway(y), y, size);
}

function sill(pen: Pen): void {
  pen.fillStyle = '#05080f';
  pen.fillRect(0, 980, WIDTH, HEIGHT - 980);
  pen.fillStyle = '#182338';
  pen.fillRect(0, 974, WIDTH, 10);
}

function cat(pen: Pen, turn: number, sinceSnare: number): void {
  const flick = Math.exp(-sinceSnare * 3) * 0.5;
  pen.fillStyle = '#05080f';
  pen.strokeStyle = '#05080f';
  at(pen, { x: 225, y: 980 }, () => {
    pen.beginPath();
    pen.ellipse(0, -85, 82, 104 + 2 * wave(turn, 2), 0, 0, TAU);
    pen.ellipse(12, -205, 60, 54, 0, 0, TAU);
    pen.fill();
    for (const side of [-1, 1]) {
      at(pen, { x: 12 + side * 34, y: -240, turn: side * (0.25 + (side > 0 ? flick * 0.5 : 0)) }, () => {
        pen.beginPath();
        pen.moveTo(-24, 16);
        pen.lineTo(side * 4, -42);
        pen.lineTo(24, 16);
        pen.fill();
      });
    }
    pen.lineWidth = 24;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(60, -14);
    pen.bezierCurveTo(
      170,
      -10,
      150 + 60 * flick,
      -90,
      190 + 20 * wave(turn, 2) + 60 * flick,
      -120 - 40 * flick,
    );
    pen.stroke();
  });
}
