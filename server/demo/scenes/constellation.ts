import { write } from '../lettering.ts';
import {
  disc,
  fillSky,
  follow,
  polygon,
  pop,
  ramp,
  TAU,
  wave,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

/** A whale, drawn star by star: tail, back, head, belly, and home again. */
const whale = [
  [96, 330],
  [176, 392],
  [262, 470],
  [372, 452],
  [478, 500],
  [536, 586],
  [474, 668],
  [352, 690],
  [244, 612],
  [190, 500],
] as const;

/** One bell, one star: each note draws the next line of a constellation that is on no map. */
export const constellation: Scene = ({ random, score }) => {
  const beats = follow(score, 'bell').notes.map((note) => note.beat);
  const dust = Array.from({ length: 220 }, () => {
    const along = random();
    return [
      along * 900 - 90 + (random() - 0.5) * 240,
      1150 - along * 1150 + (random() - 0.5) * 300,
      0.5 + 1.5 * random(),
      random(),
    ] as const;
  });
  return (pen, { beat, turn }) => {
    fillSky(pen, [
      [0, '#0b1437'],
      [0.55, '#27306b'],
      [0.8, '#6a4c93'],
      [1, '#2a1b4a'],
    ]);
    for (const [x, y, r, phase] of dust)
      disc(pen, x, y, r, `rgba(255,250,235,${0.45 + 0.3 * wave(turn, 3, phase)})`);
    const fade = 1 - ramp(beat, score.beats - 0.5, score.beats);
    pen.globalAlpha = fade;
    const body = ramp(beat, 6.2, 7) * 0.16 * fade;
    polygon(pen, whale, `rgba(190,215,255,${body})`);
    fluke(pen, body);
    for (const [index, when] of beats.entries()) reach(pen, index, beat - when);
    for (const [index, when] of beats.entries()) star(pen, index, beat - when, turn);
    pen.globalAlpha = fade * ramp(beat, 5.6, 6.4);
    write(pen, 'The Whale', 330, 842, { face: 'italic', size: 64, colour: '#fdf3d8' });
    write(pen, 'visible when nobody is looking', 330, 888, { face: 'mono', size: 22, colour: '#c9c6ee' });
    pen.globalAlpha = 1;
    shore(pen);
  };
};

function reach(pen: Pen, index: number, since: number): void {
  const from = whale[index];
  const to = whale[(index + 1) % whale.length];
  if (!from || !to || since < 0) return;
  const share = ramp(since, 0, 0.45);
  pen.strokeStyle = 'rgba(253,243,216,0.8)';
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.moveTo(from[0], from[1]);
  pen.lineTo(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share);
  pen.stroke();
}

function star(pen: Pen, index: number, since: number, turn: number): void {
  const [x, y] = whale[index] ?? [0, 0];
  if (since < 0) {
    disc(pen, x, y, 3, 'rgba(253,243,216,0.7)');
    return;
  }
  const size = (7 + (index % 3) * 2) * pop(since / 0.5) * (1 + 0.12 * wave(turn, 5, index / 7));
  disc(pen, x, y, size * 3.2, 'rgba(253,243,216,0.09)');
  disc(pen, x, y, size * 1.9, 'rgba(253,243,216,0.14)');
  const long = size * (1.8 + 2.4 * Math.exp(-since * 3));
  for (const [dx, dy] of [
    [long, size * 0.24],
    [size * 0.24, long],
  ] as const) {
    polygon(
      pen,
      [
        [x - dx, y],
        [x, y - dy],
        [x + dx, y],
        [x, y + dy],
      ],
      '#fdf3d8',
    );
  }
  disc(pen, x, y, size * 0.62, '#ffffff');
}

function fluke(pen: Pen, alpha: number): void {
  polygon(
    pen,
    [
      [96, 330],
      [60, 262],
      [118, 300],
      [170, 268],
      [150, 344],
    ],
    `rgba(190,215,255,${alpha})`,
  );
  disc(pen, 478, 566, 7 * Math.min(1, alpha * 8), 'rgba(253,243,216,0.8)');
}

function shore(pen: Pen): void {
  pen.fillStyle = '#140d2b';
  pen.beginPath();
  pen.moveTo(0, HEIGHT);
  for (let x = 0; x <= WIDTH; x += 20)
    pen.lineTo(x, 1030 + 26 * Math.sin((TAU * x) / 500 + 1) + 8 * Math.sin(x / 31));
  pen.lineTo(WIDTH, HEIGHT);
  pen.fill();
  for (let k = 0; k < 9; k++) {
    const x = 30 + k * 83;
    const tall = 60 + 46 * Math.abs(Math.sin(k * 1.9));
    polygon(
      pen,
      [
        [x - 22, 1062],
        [x, 1050 - tall],
        [x + 22, 1062],
      ],
      '#140d2b',
    );
  }
}
