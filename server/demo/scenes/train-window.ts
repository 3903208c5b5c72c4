import type { Canvas } from '@napi-rs/canvas';
import {
  box,
  curve,
  disc,
  fillSky,
  paint,
  polygon,
  TAU,
  wave,
  wrap,
  WIDTH,
  HEIGHT,
  type Pen,
  type Scene,
} from '../stage.ts';

interface Strip {
  picture: Canvas;
  top: number;
  /** How often it passes in one loop; nearer is faster. */
  passes: number;
}

const SPAN = 1440;

/** A window seat at sunset: four strips of country at four speeds, and a coffee that trembles on the joints. */
export const trainWindow: Scene = ({ random }) => {
  const strips: Strip[] = [
    strip(1, 400, (pen) => ridge(pen, 520, 120, '#b0577f', 0.4)),
    strip(2, 560, (pen) => ridge(pen, 640, 80, '#7c3b6e', 1.3)),
    strip(3, 640, (pen) => village(pen, random)),
    strip(5, 420, (pen) => field(pen, random)),
  ];
  return (pen, { turn, beat }) => {
    fillSky(pen, [
      [0, '#2f2a5c'],
      [0.22, '#a94a7b'],
      [0.4, '#f78b5e'],
      [0.52, '#ffd08a'],
    ]);
    pen.save();
    pen.beginPath();
    pen.rect(46, 130, 560, 800);
    pen.clip();
    disc(pen, 420, 560, 110, 'rgba(255,236,180,0.4)');
    disc(pen, 420, 560, 78, '#fff0c4');
    for (const { picture, top, passes } of strips) {
      // Whole pixels are copied, parts of pixels would be resampled, ten times slower.
      const x = -Math.round(wrap(turn * passes, 1) * SPAN);
      pen.drawImage(picture, x, top);
      if (x + SPAN < WIDTH) pen.drawImage(picture, x + SPAN, top);
    }
    wires(pen, turn);
    pen.restore();
    const jolt = Math.exp(-wrap(beat, 2) * 5) * 3;
    frame(pen);
    coffee(pen, jolt, turn);
  };
};

/** Drawn once, and no taller than what the window shows of it. */
function strip(passes: number, top: number, draw: (pen: Pen) => void): Strip {
  const picture = paint(SPAN, 930 - top, (pen) => {
    pen.translate(0, -top);
    draw(pen);
  });
  return { picture, top, passes };
}

function ridge(pen: Pen, base: number, tall: number, colour: string, phase: number): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, 1000);
  for (let x = 0; x <= SPAN; x += 10) {
    const a = (TAU * x) / SPAN;
    pen.lineTo(x, base - tall * (0.5 + 0.3 * Math.sin(2 * a + phase) + 0.2 * Math.sin(5 * a + phase * 3)));
  }
  pen.lineTo(SPAN, 1000);
  pen.fill();
}

function village(pen: Pen, random: () => number): void {
  ridge(pen, 740, 50, '#512a58', 2.2);
  for (let k = 0; k < 11; k++) {
    const x = 60 + k * 128 + random() * 50;
    if (k % 3 === 0) {
      polygon(
        pen,
        [
          [x, 728],
          [x, 686],
          [x + 32, 660],
          [x + 64, 686],
          [x + 64, 728],
        ],
        '#3a1d45',
      );
      box(pen, x + 14, 694, 12, 14, 0, '#ffd37a');
      box(pen, x + 38, 694, 12, 14, 0, '#ffd37a');
    } else {
      disc(pen, x, 694, 20 + random() * 22, '#43224c');
      box(pen, x - 3, 694, 6, 40, 0, '#43224c');
    }
  }
}

function field(pen: Pen, random: () => number): void {
  ridge(pen, 850, 26, '#2a1536', 0.9);
  for (let k = 0; k < 70; k++) {
    const x = random() * SPAN;
    polygon(
      pen,
      [
        [x, 1000],
        [x + 6 + random() * 10, 800 + random() * 60],
        [x + 16, 1000],
      ],
      '#231130',
    );
  }
  for (const x of [180, 900]) {
    box(pen, x, 420, 10, 480, 0, '#1a0c26');
    box(pen, x - 40, 450, 90, 8, 0, '#1a0c26');
  }
}

/** They sag between the poles, so they climb and fall as one looks out. */
function wires(pen: Pen, turn: number): void {
  pen.strokeStyle = 'rgba(26,12,38,0.85)';
  pen.lineWidth = 3;
  for (const lift of [0, 30]) {
    pen.beginPath();
    curve(
      pen,
      Array.from({ length: 16 }, (_, k): [number, number] => {
        const x = k * 48;
        const along = wrap(x + turn * 5 * SPAN - 185, SPAN / 2) / (SPAN / 2);
        return [x, 452 + lift + 150 * along * (1 - along)];
      }),
    );
    pen.stroke();
  }
}

function frame(pen: Pen): void {
  pen.fillStyle = '#20313b';
  pen.beginPath();
  pen.rect(0, 0, WIDTH, HEIGHT);
  pen.roundRect(46, 130, 560, 800, 64);
  pen.fill('evenodd');
  pen.strokeStyle = '#0f1b22';
  pen.lineWidth = 14;
  pen.beginPath();
  pen.roundRect(46, 130, 560, 800, 64);
  pen.stroke();
  pen.strokeStyle = 'rgba(255,255,255,0.12)';
  pen.lineWidth = 4;
  pen.beginPath();
  pen.roundRect(34, 118, 584, 824, 74);
  pen.stroke();
  polygon(
    pen,
    [
      [120, 140],
      [250, 140],
      [90, 640],
      [60, 640],
      [60, 330],
    ],
    'rgba(255,255,255,0.06)',
  );
  polygon(
    pen,
    [
      [0, 1010],
      [720, 1010],
      [720, 1280],
      [0, 1280],
    ],
    '#c98f5a',
  );
  polygon(
    pen,
    [
      [0, 1010],
      [720, 1010],
      [720, 1030],
      [0, 1030],
    ],
    '#e0aa74',
  );
}

function coffee(pen: Pen, jolt: number, turn: number): void {
  const y = 1016 - jolt;
  polygon(
    pen,
    [
      [372, y - 128],
      [488, y - 128],
      [472, y],
      [388, y],
    ],
    '#f4efe6',
  );
  polygon(
    pen,
    [
      [376, y - 92],
      [484, y - 92],
      [477, y - 36],
      [383, y - 36],
    ],
    '#d1553f',
  );
  box(pen, 364, y - 144, 132, 20, 8, '#2b2322');
  pen.strokeStyle = 'rgba(255,250,240,0.4)';
  pen.lineWidth = 9;
  pen.lineCap = 'round';
  for (const x of [414, 446]) {
    pen.beginPath();
    curve(
      pen,
      [0, 1, 2, 3, 4].map((k): [number, number] => [x + 13 * wave(turn, 4, k * 0.25 + x), y - 160 - k * 22]),
    );
    pen.stroke();
  }
}
