import {
  at,
  box,
  clamp,
  disc,
  follow,
  grainOf,
  polygon,
  ramp,
  TAU,
  wave,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

/** Mouths cut from paper, as wide and as open as the five vowels that the voice knows. */
const mouths = [
  [120, 92],
  [150, 52],
  [168, 30],
  [84, 96],
  [58, 62],
] as const;

/** A face of cut paper says the line, and looks the other way at the joke. */
export const sayItPaper: Scene = ({ random, score }) => {
  const { notes } = follow(score, 'talk');
  const grain = grainOf(random, 0.1);
  return (pen, { beat, turn }) => {
    pen.fillStyle = '#f3d9b1';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    leaves(pen, turn);
    const note = notes.findLast((each) => each.beat <= beat);
    const share = note ? (beat - note.beat) / note.beats : 2;
    const open = share < 1 ? Math.sin(Math.PI * clamp(share)) ** 0.5 : 0;
    const nod = open * 10 + (note && note.beats > 0.9 ? 8 * open : 0);
    at(pen, { x: 330, y: 560 - nod, turn: 0.03 * wave(turn, 3) }, () => {
      const look = ramp(beat, 10.3, 10.6) - ramp(beat, 11.6, 11.95);
      const blink = [2.9, 5.6, 11.1].some((when) => Math.abs(beat - when) < 0.1) ? 0.12 : 1;
      face(pen);
      eyes(pen, look, blink, open);
      mouth(pen, mouths[(note?.pitches[0] ?? 45) % 5] ?? mouths[0], open, look);
    });
    pen.drawImage(grain, 0, 0);
  };
};

function leaves(pen: Pen, turn: number): void {
  for (const [x, y, angle, colour] of [
    [40, 160, 0.6, '#2a6f5e'],
    [590, 110, 2.4, '#e0662f'],
    [660, 640, 3.3, '#2a6f5e'],
    [20, 930, -0.7, '#d6456b'],
    [600, 1120, 4.2, '#f2c53d'],
  ] as const) {
    at(pen, { x, y, turn: angle + 0.07 * wave(turn, 2, x / 700) }, () => {
      pen.strokeStyle = colour;
      pen.lineCap = 'round';
      pen.lineJoin = 'round';
      pen.lineWidth = 44;
      pen.beginPath();
      pen.moveTo(-170, 0);
      pen.quadraticCurveTo(0, 26, 150, 0);
      for (const [from, reach] of [
        [-110, 84],
        [-40, 104],
        [36, 88],
        [104, 56],
      ] as const) {
        for (const side of [-1, 1]) {
          pen.moveTo(from, 8);
          pen.quadraticCurveTo(from + 16, side * reach * 0.6, from + 54, side * reach);
        }
      }
      pen.stroke();
    });
  }
}

function face(pen: Pen): void {
  box(pen, -70, 190, 140, 320, 30, '#c98a4b');
  polygon(
    pen,
    [
      [-330, 560],
      [-210, 400],
      [210, 400],
      [330, 560],
      [360, 760],
      [-360, 760],
    ],
    '#2f57a4',
  );
  polygon(
    pen,
    [
      [-110, 396],
      [0, 500],
      [110, 396],
    ],
    '#c98a4b',
  );
  pen.fillStyle = '#1f2a44';
  pen.beginPath();
  pen.ellipse(0, -80, 248, 282, 0, 0, TAU);
  pen.fill();
  box(pen, -248, -80, 60, 260, 30, '#1f2a44');
  box(pen, 188, -80, 60, 260, 30, '#1f2a44');
  pen.fillStyle = '#e0a263';
  pen.beginPath();
  pen.ellipse(0, 20, 196, 262, 0, 0, TAU);
  pen.fill();
  polygon(
    pen,
    [
      [-200, -90],
      [-60, -236],
      [210, -120],
      [190, -60],
      [30, -150],
      [-180, -40],
    ],
    '#1f2a44',
  );
  disc(pen, -118, 96, 44, '#d6755a');
  disc(pen, 118, 96, 44, '#d6755a');
  polygon(
    pen,
    [
      [0, -20],
      [34, 84],
      [-26, 84],
    ],
    '#b9773c',
  );
  disc(pen, -206, 130, 20, '#f2c53d');
  disc(pen, 206, 130, 20, '#f2c53d');
}

function eyes(pen: Pen, look: number, blink: number, open: number): void {
  for (const side of [-1, 1]) {
    at(pen, { x: side * 84, y: -6, sy: blink, sx: 1 }, () => {
      pen.fillStyle = '#fff8ea';
      pen.beginPath();
      pen.ellipse(0, 0, 50, 34, 0, 0, TAU);
      pen.fill();
      disc(pen, look * 24, 2, 23, '#1f2a44');
      disc(pen, look * 24 + 7, -6, 7, '#fff8ea');
    });
    at(pen, { x: side * 84, y: -66 - open * 14 - look * 12, turn: side * (0.12 - look * 0.2) }, () =>
      box(pen, -56, -10, 112, 20, 8, '#1f2a44'),
    );
  }
}

function mouth(pen: Pen, [wide, tall]: readonly [number, number], open: number, smile: number): void {
  at(pen, { x: 0, y: 168 }, () => {
    const w = 70 + (wide - 70) * open + 26 * smile;
    const h = 8 + tall * open;
    pen.fillStyle = '#a8233f';
    pen.beginPath();
    pen.moveTo(-w, -10 * smile);
    pen.bezierCurveTo(-w * 0.5, -h * 0.9, w * 0.5, -h * 0.9, w, -10 * smile);
    pen.bezierCurveTo(w * 0.6, h + 20 * smile, -w * 0.6, h + 20 * smile, -w, -10 * smile);
    pen.fill();
    if (open > 0.35) box(pen, -w * 0.42, -h * 0.52, w * 0.84, h * 0.26, 6, '#fff8ea');
  });
}
