import { disc, box, paint, polygon, TAU, at, type Pen } from './stage.ts';
import { write } from './lettering.ts';

const SIZE = 480;

/** A sign for every maker, drawn on a square of 480. */
const signs: Record<string, (pen: Pen) => void> = {
  mira_cuts: (pen) => {
    ground(pen, '#f3d9b1');
    disc(pen, 170, 200, 130, '#e0662f');
    box(pen, 210, 190, 190, 210, 0, '#2f57a4');
    polygon(
      pen,
      [
        [60, 420],
        [190, 180],
        [320, 420],
      ],
      '#d6456b',
    );
  },
  jonas_takt: (pen) => {
    ground(pen, '#1b1918');
    const lit = new Map([
      [0, '#ff5a36'],
      [5, '#ffc93c'],
      [6, '#7bdff2'],
      [10, '#ff8c32'],
      [15, '#ff7aa8'],
    ]);
    for (let k = 0; k < 16; k++)
      box(pen, 52 + (k % 4) * 98, 52 + Math.floor(k / 4) * 98, 82, 82, 14, lit.get(k) ?? '#3a3531');
  },
  stillwater: (pen) => {
    ground(pen, '#f6d3b0');
    disc(pen, 250, 190, 100, '#e85d4a');
    for (const [index, colour] of ['#5d8aa3', '#3f6d8c', '#1d3b5c'].entries()) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.moveTo(0, SIZE);
      for (let x = 0; x <= SIZE; x += 8) pen.lineTo(x, 240 + index * 70 + 18 * Math.sin(x / 56 + index * 2));
      pen.lineTo(SIZE, SIZE);
      pen.fill();
    }
  },
  night_bus: (pen) => {
    ground(pen, '#23194f');
    disc(pen, 370, 110, 44, '#ffe9c9');
    box(pen, 70, 160, 340, 210, 40, '#ffb454');
    for (const x of [102, 204, 306]) box(pen, x, 196, 78, 78, 12, '#2b2452');
    disc(pen, 150, 372, 38, '#0d0b2b');
    disc(pen, 330, 372, 38, '#0d0b2b');
  },
  orbit_club: (pen) => {
    ground(pen, '#12263a');
    pen.lineWidth = 8;
    for (const [radius, colour] of [
      [180, '#f2c14e'],
      [118, '#76b5a0'],
    ] as const) {
      pen.strokeStyle = colour;
      pen.beginPath();
      pen.arc(240, 240, radius, 0, TAU);
      pen.stroke();
    }
    disc(pen, 240, 240, 54, '#f6e3b0');
    disc(pen, 367, 113, 42, '#e4572e');
    disc(pen, 134, 292, 26, '#f4ead5');
  },
  letterheap: (pen) => {
    ground(pen, '#ffcb2e');
    at(pen, { x: 60, y: 400, turn: -0.12 }, () =>
      write(pen, 'A', 0, 0, { face: 'black', size: 420, colour: '#1a1a1a', align: 'left' }),
    );
    disc(pen, 380, 96, 40, '#ff5d73');
  },
  gruener_daumen: (pen) => {
    ground(pen, '#f4e6cf');
    for (const side of [-1, 1]) {
      at(pen, { x: 240, y: 300, turn: side * 0.62, sx: side, sy: 1 }, () => {
        pen.fillStyle = side < 0 ? '#2e7d4f' : '#3b9a5e';
        pen.beginPath();
        pen.ellipse(0, -130, 66, 140, 0, 0, TAU);
        pen.fill();
      });
    }
    polygon(
      pen,
      [
        [140, 290],
        [340, 290],
        [310, 440],
        [170, 440],
      ],
      '#c4583a',
    );
    box(pen, 124, 268, 232, 48, 8, '#d4694a');
  },
  flipbook_fred: (pen) => {
    ground(pen, '#8fc1d4');
    box(pen, 120, 110, 240, 270, 110, '#fbf5e6');
    for (const side of [-1, 1])
      at(pen, { x: 240 + side * 112, y: 130, turn: side * -0.3 }, () =>
        box(pen, -42, -20, 84, 190, 42, '#c8783c'),
      );
    disc(pen, 190, 220, 20, '#2d2d34');
    disc(pen, 290, 220, 20, '#2d2d34');
    box(pen, 196, 268, 88, 58, 28, '#2d2d34');
    box(pen, 216, 334, 48, 80, 24, '#e2717b');
  },
};

function ground(pen: Pen, colour: string): void {
  pen.fillStyle = colour;
  pen.fillRect(0, 0, SIZE, SIZE);
}

/** A square PNG of 480 pixels. */
export function drawAvatar(handle: string): Buffer {
  return paint(SIZE, SIZE, (pen) => signs[handle]?.(pen)).toBuffer('image/png');
}
