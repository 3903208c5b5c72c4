import {
  at,
  curve,
  disc,
  fillSky,
  polygon,
  TAU,
  wave,
  wrap,
  WIDTH,
  HEIGHT,
  type Pen,
  type Scene,
} from '../stage.ts';

/** A child on a hill holds a kite that writes an eight into the wind. */
export const kite: Scene =
  () =>
  (pen, { turn }) => {
    fillSky(pen, [
      [0, '#6fb7d6'],
      [0.45, '#bfe0e2'],
      [0.75, '#fdf1d6'],
    ]);
    cloud(pen, wrap(turn * 1000 + 100, 1000) - 140, 250, 1);
    cloud(pen, wrap(turn * 1000 + 620, 1000) - 140, 520, 0.7);
    cloud(pen, wrap(turn * 1000 + 860, 1000) - 140, 140, 0.55);
    hills(pen);
    const x = 330 + 150 * Math.sin(TAU * turn);
    const y = 350 + 90 * Math.sin(TAU * turn * 2);
    const lean = 0.45 * Math.cos(TAU * turn) + 0.1;
    const hand = [262 + 4 * wave(turn, 2), 868] as const;
    tail(pen, x, y, lean, turn);
    pen.strokeStyle = 'rgba(60,60,70,0.6)';
    pen.lineWidth = 2;
    pen.beginPath();
    curve(pen, [
      [x, y + 10],
      [lerpX(x, hand[0], 0.5) + 40, (y + hand[1]) / 2 + 70],
      [hand[0], hand[1]],
    ]);
    pen.stroke();
    at(pen, { x, y, turn: lean, sx: 1.15 }, () => {
      polygon(
        pen,
        [
          [0, -120],
          [84, -20],
          [0, 0],
        ],
        '#e23e2f',
      );
      polygon(
        pen,
        [
          [0, -120],
          [-84, -20],
          [0, 0],
        ],
        '#f2b134',
      );
      polygon(
        pen,
        [
          [0, 130],
          [84, -20],
          [0, 0],
        ],
        '#f7efe0',
      );
      polygon(
        pen,
        [
          [0, 130],
          [-84, -20],
          [0, 0],
        ],
        '#2f6f8f',
      );
    });
    child(pen, hand, turn);
  };

const lerpX = (a: number, b: number, share: number): number => a + (b - a) * share;

function tail(pen: Pen, x: number, y: number, lean: number, turn: number): void {
  const points = Array.from({ length: 14 }, (_, k): [number, number] => [
    x - Math.sin(lean) * (130 + k * 24) + 5 * k * Math.sin(TAU * (turn * 4 - k / 9)),
    y + Math.cos(lean) * (140 + k * 23),
  ]);
  pen.strokeStyle = '#2f6f8f';
  pen.lineWidth = 4;
  pen.beginPath();
  curve(pen, points);
  pen.stroke();
  for (const [k, [px, py]] of points.entries()) {
    if (k % 3 !== 2) continue;
    const tilt = Math.sin(TAU * (turn * 4 - k / 9));
    at(pen, { x: px, y: py, turn: tilt }, () => {
      const colour = k % 2 ? '#e23e2f' : '#f2b134';
      polygon(
        pen,
        [
          [0, 0],
          [-26, -13],
          [-26, 13],
        ],
        colour,
      );
      polygon(
        pen,
        [
          [0, 0],
          [26, -13],
          [26, 13],
        ],
        colour,
      );
    });
  }
}

function cloud(pen: Pen, x: number, y: number, size: number): void {
  for (const [dx, dy, r] of [
    [0, 0, 56],
    [62, -22, 66],
    [132, 4, 50],
    [70, 16, 58],
  ] as const) {
    disc(pen, x + dx * size, y + dy * size, r * size, '#fffaf0');
  }
}

function hills(pen: Pen): void {
  for (const [top, bend, colour] of [
    [900, -130, '#a9c98a'],
    [960, 150, '#7fae6c'],
    [1010, -150, '#4f8a5b'],
  ] as const) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, top + bend * 0.4);
    pen.quadraticCurveTo(WIDTH * 0.42, top - Math.abs(bend) * 0.9, WIDTH, top - bend * 0.2 + 40);
    pen.lineTo(WIDTH, HEIGHT);
    pen.lineTo(0, HEIGHT);
    pen.fill();
  }
}

function child(pen: Pen, hand: readonly [number, number], turn: number): void {
  const [x, y] = [232, 936];
  pen.strokeStyle = '#2b3a4a';
  pen.lineCap = 'round';
  pen.lineWidth = 9;
  pen.beginPath();
  pen.moveTo(x - 9, y - 8);
  pen.lineTo(x - 13, y + 36);
  pen.moveTo(x + 9, y - 8);
  pen.lineTo(x + 13, y + 36);
  pen.stroke();
  polygon(
    pen,
    [
      [x - 13, y - 56],
      [x + 13, y - 56],
      [x + 27, y],
      [x - 27, y],
    ],
    '#e23e2f',
  );
  pen.strokeStyle = '#f0c9a4';
  pen.lineWidth = 8;
  pen.beginPath();
  pen.moveTo(x + 8, y - 48);
  pen.lineTo(hand[0], hand[1]);
  pen.stroke();
  disc(pen, x, y - 76, 21, '#f0c9a4');
  pen.fillStyle = '#3a2a20';
  pen.beginPath();
  pen.arc(x, y - 80, 22, Math.PI * 0.95, TAU * 1.02);
  pen.fill();
  polygon(
    pen,
    [
      [x - 18, y - 84],
      [x - 52 - 6 * wave(turn, 4), y - 92 + 8 * wave(turn, 4, 0.2)],
      [x - 18, y - 70],
    ],
    '#f2b134',
  );
}
