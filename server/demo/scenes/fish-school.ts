import {
  at,
  disc,
  fillSky,
  polygon,
  TAU,
  wave,
  wrap,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

interface Fish {
  lag: number;
  dx: number;
  dy: number;
  size: number;
  colour: string;
}

const colours = ['#ff7f50', '#ff9a5c', '#ffc15e', '#f25f5c'];

/** A school that turns as one: every fish follows the same closed path, each with its own distance and delay. */
export const fishSchool: Scene = ({ random }) => {
  const school = Array.from({ length: 76 }, (): Fish => {
    const angle = random() * TAU;
    const far = random() ** 0.6;
    return {
      lag: 0.05 * (random() - 0.5) + 0.035 * far * Math.cos(angle),
      dx: 150 * far * Math.cos(angle),
      dy: 190 * far * Math.sin(angle),
      size: 13 + 12 * random(),
      colour: colours[Math.floor(random() * colours.length)] ?? '#ff7f50',
    };
  }).sort((a, b) => a.size - b.size);
  const bubbles = Array.from({ length: 18 }, () => [random() * WIDTH, random(), 3 + random() * 9] as const);
  return (pen, { turn }) => {
    fillSky(pen, [
      [0, '#3fc1c0'],
      [0.35, '#16808f'],
      [0.75, '#0b4262'],
      [1, '#072743'],
    ]);
    rays(pen, turn);
    whale(pen, turn);
    weeds(pen, turn);
    for (const fish of school) swim(pen, fish, turn);
    for (const [x, start, r] of bubbles) {
      const y = HEIGHT + 40 - wrap(turn * 1 + start, 1) * (HEIGHT + 80);
      pen.strokeStyle = 'rgba(220,250,250,0.5)';
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(x + 12 * Math.sin(y / 60), y, r, 0, TAU);
      pen.stroke();
    }
  };
};

const path = (turn: number): [number, number] => [
  330 + 170 * Math.sin(TAU * turn) + 30 * Math.sin(TAU * 3 * turn),
  540 + 210 * Math.sin(TAU * 2 * turn + 0.6),
];

function swim(pen: Pen, fish: Fish, turn: number): void {
  const spread = 0.75 + 0.35 * wave(turn, 2, 0.3);
  const here = path(turn - fish.lag);
  const ahead = path(turn - fish.lag + 0.012);
  const angle = Math.atan2(ahead[1] - here[1], ahead[0] - here[0]);
  const tail = 0.45 * Math.sin(TAU * (turn * 18 + fish.lag * 60 + fish.dx));
  const s = fish.size;
  at(pen, { x: here[0] + fish.dx * spread, y: here[1] + fish.dy * spread, turn: angle }, () => {
    pen.fillStyle = fish.colour;
    pen.beginPath();
    pen.moveTo(s * 1.7, 0);
    pen.quadraticCurveTo(s * 0.4, -s * 0.95, -s * 1.2, 0);
    pen.quadraticCurveTo(s * 0.4, s * 0.95, s * 1.7, 0);
    pen.fill();
    polygon(
      pen,
      [
        [-s * 1, 0],
        [-s * 2, -s * 0.62 + s * tail],
        [-s * 1.7, s * tail * 0.7],
        [-s * 2, s * 0.62 + s * tail],
      ],
      fish.colour,
    );
    polygon(
      pen,
      [
        [s * 0.5, -s * 0.42],
        [-s * 0.1, -s * 0.44],
        [-s * 0.4, 0],
        [s * 0.2, s * 0.4],
      ],
      'rgba(255,255,255,0.3)',
    );
    disc(pen, s * 1.05, -s * 0.1, s * 0.14, '#0b2a3f');
  });
}

function rays(pen: Pen, turn: number): void {
  for (let k = 0; k < 6; k++) {
    const x = 40 + k * 130 + 40 * wave(turn, 1, k / 6);
    const strength = 0.05 + 0.035 * wave(turn, 2, k * 0.37);
    polygon(
      pen,
      [
        [x, -10],
        [x + 60, -10],
        [x - 120, 1000],
        [x - 300, 1000],
      ],
      `rgba(220,255,240,${strength})`,
    );
  }
}

function whale(pen: Pen, turn: number): void {
  at(pen, { x: 760 - turn * 1400 + 420, y: 250 + 14 * wave(turn, 2), turn: 0.02 * wave(turn, 2) }, () => {
    pen.fillStyle = 'rgba(8,60,84,0.42)';
    pen.beginPath();
    pen.moveTo(-250, 10);
    pen.bezierCurveTo(-220, -90, 60, -110, 220, -14);
    pen.bezierCurveTo(280, -30, 300, -70, 340, -70);
    pen.bezierCurveTo(320, -30, 330, 10, 350, 46);
    pen.bezierCurveTo(300, 40, 270, 22, 220, 16);
    pen.bezierCurveTo(60, 90, -200, 100, -250, 10);
    pen.fill();
    polygon(
      pen,
      [
        [-60, 50],
        [10, 60],
        [30, 140],
      ],
      'rgba(8,60,84,0.42)',
    );
  });
}

function weeds(pen: Pen, turn: number): void {
  pen.lineCap = 'round';
  for (let k = 0; k < 9; k++) {
    const x = 20 + k * 84;
    const tall = 150 + 70 * Math.sin(k * 2.3);
    pen.strokeStyle = k % 2 ? '#0e5a5e' : '#0a4a58';
    pen.lineWidth = 20;
    pen.beginPath();
    pen.moveTo(x, HEIGHT);
    for (let s = 0.25; s <= 1; s += 0.25) {
      pen.lineTo(x + 34 * s * Math.sin(TAU * (turn * 2 + k / 5 + s * 0.4)), HEIGHT - tall * s);
    }
    pen.stroke();
  }
}
