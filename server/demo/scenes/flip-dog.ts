import { write } from '../lettering.ts';
import { randomFrom, type Random } from '../random.ts';
import { curve, disc, grainOf, polygon, TAU, wrap, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

type Point = [number, number];

/** A dog drawn in the corner of an exercise book, two frames of film to a page. */
export const flipDog: Scene = ({ random, score }) => {
  const grain = grainOf(random, 0.08);
  const pages = Math.round((score.beats * score.framesPerBeat) / 2.6);
  return (pen, { turn }) => {
    const page = Math.floor(turn * pages);
    const jitter = randomFrom(page % 6);
    const step = page / pages;
    paper(pen, page, jitter);
    ground(pen, step, jitter);
    dog(pen, TAU * step * 16, jitter);
    butterfly(pen, step, jitter);
    turning(pen, turn * pages - page);
    pen.drawImage(grain, 0, 0);
  };
};

function paper(pen: Pen, page: number, jitter: Random): void {
  pen.fillStyle = '#8a5a3c';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  for (let sheet = 4; sheet >= 0; sheet--) {
    pen.fillStyle = sheet === 0 ? '#fbf5e6' : sheet % 2 ? '#e4dac2' : '#efe6d0';
    pen.fillRect(28 + jitter() * 2, 150 - sheet * 5, 590 + sheet * 4, 850);
  }
  pen.strokeStyle = 'rgba(90,150,200,0.28)';
  pen.lineWidth = 2;
  for (let y = 230; y < 980; y += 52)
    line(pen, [
      [30, y],
      [616, y],
    ]);
  pen.strokeStyle = 'rgba(220,80,80,0.35)';
  line(pen, [
    [96, 152],
    [96, 1000],
  ]);
  write(pen, String(page + 1), 590, 210, { face: 'hand', size: 38, colour: '#6d7a86', align: 'right' });
}

function line(pen: Pen, points: readonly Point[]): void {
  pen.beginPath();
  curve(pen, points);
  pen.stroke();
}

/** Twice, not quite in the same place: that is what makes it a pencil. */
function pencil(pen: Pen, jitter: Random, points: readonly Point[], width = 6): void {
  pen.strokeStyle = 'rgba(45,45,52,0.72)';
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const spread of [1.5, 5]) {
    pen.lineWidth = spread < 2 ? width : width * 0.5;
    line(
      pen,
      points.map(([x, y]): Point => [x + (jitter() - 0.5) * spread, y + (jitter() - 0.5) * spread]),
    );
  }
}

function ground(pen: Pen, step: number, jitter: Random): void {
  pencil(pen, jitter, [
    [110, 802],
    [250, 797],
    [420, 804],
    [600, 798],
  ]);
  for (let k = 0; k < 5; k++) {
    const x = 600 - wrap(step * 2200 + k * 440, 2200) * 0.9;
    if (x < 110 || x > 590) continue;
    if (k % 2)
      pencil(
        pen,
        jitter,
        [
          [x - 12, 800],
          [x - 18, 768],
          [x - 4, 796],
          [x, 758],
          [x + 8, 796],
          [x + 20, 770],
          [x + 14, 800],
        ],
        4,
      );
    else
      pencil(
        pen,
        jitter,
        [
          [x - 26, 812],
          [x - 6, 818],
          [x + 24, 813],
        ],
        4,
      );
  }
}

function dog(pen: Pen, run: number, jitter: Random): void {
  const bound = 15 * Math.sin(run * 2);
  const y = 640 - bound;
  const tilt = 10 * Math.cos(run * 2);
  for (const [x, phase, near] of [
    [248, 0.5, 0],
    [420, 0.15, 0],
    [232, 0, 1],
    [404, 0.65, 1],
  ] as const) {
    const swing = Math.sin(run + TAU * phase);
    const lift = Math.max(0, Math.cos(run + TAU * phase));
    const hipY = y + 42 + (x < 330 ? -tilt : tilt);
    const foot: Point = [x + swing * 74, 798 - lift * 46];
    const knee: Point = [x + swing * 26 + (x < 330 ? 24 : -14), (hipY + foot[1]) / 2 + 6];
    pencil(pen, jitter, [[x, hipY], knee, foot, [foot[0] + 20, foot[1] + 2]], near ? 8 : 5);
  }
  polygon(
    pen,
    [
      [228, y - 40 - tilt],
      [420, y - 46 + tilt],
      [432, y + 52 + tilt],
      [330, y + 66],
      [222, y + 50 - tilt],
    ],
    '#fbf5e6',
  );
  polygon(
    pen,
    [
      [250, y - 38 - tilt],
      [330, y - 42],
      [320, y + 14],
      [262, y + 6 - tilt],
    ],
    'rgba(200,120,60,0.55)',
  );
  pencil(pen, jitter, [
    [214, y + 20 - tilt],
    [222, y - 38 - tilt],
    [320, y - 46],
    [420, y - 52 + tilt],
    [442, y - 96 + tilt],
  ]);
  pencil(pen, jitter, [
    [216, y + 16 - tilt],
    [240, y + 58 - tilt],
    [330, y + 64],
    [412, y + 66 + tilt],
    [446, y + 10 + tilt],
  ]);
  const wag = Math.sin(run * 2 + 1);
  pencil(
    pen,
    jitter,
    [
      [218, y - 26 - tilt],
      [176, y - 56 - tilt + wag * 12],
      [164, y - 112 + wag * 24],
    ],
    9,
  );
  head(pen, 478, y - 118 + tilt, run, jitter);
}

function head(pen: Pen, x: number, y: number, run: number, jitter: Random): void {
  polygon(
    pen,
    [
      [x - 44, y - 44],
      [x + 20, y - 46],
      [x + 44, y - 14],
      [x + 92, y + 2],
      [x + 92, y + 30],
      [x + 30, y + 52],
      [x - 34, y + 60],
    ],
    '#fbf5e6',
  );
  pencil(pen, jitter, [
    [x - 36, y + 60],
    [x - 46, y],
    [x - 36, y - 46],
    [x + 10, y - 54],
    [x + 44, y - 14],
    [x + 88, y - 2],
    [x + 96, y + 18],
    [x + 66, y + 36],
    [x + 24, y + 50],
  ]);
  const flap = 16 * Math.sin(run * 2 + 2.4);
  polygon(
    pen,
    [
      [x - 34, y - 40],
      [x - 2, y - 46],
      [x - 36, y + 40 - flap],
      [x - 66 - flap * 0.4, y + 28 - flap],
    ],
    'rgba(200,120,60,0.8)',
  );
  pencil(
    pen,
    jitter,
    [
      [x - 2, y - 46],
      [x - 24, y + 30 - flap],
      [x - 58, y + 40 - flap],
      [x - 60, y],
      [x - 36, y - 42],
    ],
    5,
  );
  disc(pen, x + 20, y - 12, 7, '#2d2d34');
  disc(pen, x + 94, y + 6, 13, '#2d2d34');
  polygon(
    pen,
    [
      [x + 42, y + 46],
      [x + 62, y + 38],
      [x + 58, y + 78 + flap * 0.5],
      [x + 42, y + 80 + flap * 0.5],
    ],
    '#e2717b',
  );
}

function butterfly(pen: Pen, step: number, jitter: Random): void {
  const x = 500 + 40 * Math.sin(TAU * step * 3);
  const y = 360 + 54 * Math.sin(TAU * step * 5);
  const flap = 0.4 + 0.6 * Math.abs(Math.sin(TAU * step * 20));
  for (const side of [-1, 1]) {
    const w = side * 44 * flap;
    polygon(
      pen,
      [
        [x, y],
        [x + w, y - 42],
        [x + w * 1.1, y - 4],
        [x + w * 0.8, y + 32],
      ],
      'rgba(70,120,200,0.55)',
    );
    pencil(
      pen,
      jitter,
      [
        [x, y],
        [x + w, y - 42],
        [x + w * 1.1, y - 4],
        [x + w * 0.8, y + 32],
        [x, y],
      ],
      4,
    );
  }
}

/** The shadow of the next page coming down. */
function turning(pen: Pen, share: number): void {
  pen.fillStyle = `rgba(60,40,20,${0.13 * (1 - share)})`;
  pen.fillRect(28, 150, 590, 90 + 300 * (1 - share));
}
