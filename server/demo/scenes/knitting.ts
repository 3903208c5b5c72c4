import { box, fillSky, paint, polygon, wrap, type Pen, type Scene } from '../stage.ts';

/** Rows from the top; `#` red, `o` yellow, `.` wool. Each line repeats across the width. */
const chart = [
  '................',
  '#.#.#.#.#.#.#.#.',
  '................',
  '...##.....##....',
  '..####...####...',
  '..#####.#####...',
  '...#########....',
  '....#######.....',
  '.....#####......',
  '......###.......',
  '.......#........',
  'o.o.o.o.o.o.o.o.',
  '.o.o.o.o.o.o.o.o',
  '................',
  '...o...o...o...o',
  '..ooo.ooo.ooo.oo',
  '...o...o...o...o',
  '................',
  '#...#...#...#...',
  '##.###.###.###.#',
  '.###.###.###.###',
  '..#...#...#...#.',
  '................',
  'o.o.o.o.o.o.o.o.',
];
const colours: Record<string, string> = { '#': '#d8433b', o: '#f0b541', '.': '#f3ead8' };
const W = 34;
const H = 33;
const LEFT = 56;
const TOP = 150;
const COLUMNS = 15;

/** A winter pattern grows one row a click, the needle running to and fro. */
export const knitting: Scene = ({ score }) => {
  const done = paint(720, 1280, (pen) => {
    for (const [row, line] of chart.entries()) {
      for (let column = 0; column < COLUMNS; column++) {
        stitch(
          pen,
          LEFT + column * W,
          TOP + row * H,
          colours[line[column % line.length] ?? '.'] ?? '#f3ead8',
        );
      }
    }
  });
  const rows = chart.length;
  return (pen, { beat }) => {
    fillSky(pen, [
      [0, '#22406b'],
      [1, '#152a4a'],
    ]);
    backdrop(pen);
    const progress = Math.min(rows, (beat / (score.beats - 0.75)) * rows);
    const row = Math.min(rows - 1, Math.floor(progress));
    const across = progress - row;
    const width = COLUMNS * W;
    const top = TOP + (rows - 1 - row) * H;
    const way = row % 2 === 0;
    pen.drawImage(done, 0, top + H, 720, 1280 - top - H, 0, top + H, 720, 1280 - top - H);
    const made = Math.floor(across * COLUMNS + 0.001) * W;
    const x = way ? LEFT : LEFT + width - made;
    if (made > 0) pen.drawImage(done, x - 4, top - 8, made + 8, H + 12, x - 4, top - 8, made + 8, H + 12);
    needles(pen, way ? LEFT + made : LEFT + width - made, top, way, wrap(beat * 2, 1));
  };
};

/** One knit stitch: two drops of wool leaning together. */
function stitch(pen: Pen, x: number, y: number, colour: string): void {
  for (const side of [-1, 1]) {
    const middle = x + W / 2;
    const outer = middle + side * (W / 2 - 1);
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(middle, y + H + 4);
    pen.bezierCurveTo(middle + side * 2, y + H - 14, outer - side * 8, y - 2, outer, y - 5);
    pen.bezierCurveTo(outer + side * 2, y + 12, middle + side * 10, y + H - 2, middle, y + H + 4);
    pen.fill();
    pen.strokeStyle = 'rgba(40,20,30,0.22)';
    pen.lineWidth = 2;
    pen.stroke();
  }
}

function backdrop(pen: Pen): void {
  pen.fillStyle = 'rgba(255,255,255,0.05)';
  for (let k = 0; k < 40; k++)
    pen.fillRect((k % 5) * 150 + ((k >> 2) % 2) * 70, 40 + Math.floor(k / 5) * 160, 5, 5);
}

function needles(pen: Pen, x: number, y: number, way: boolean, click: number): void {
  const dip = 12 * Math.exp(-click * 5);
  const side = way ? 1 : -1;
  pen.strokeStyle = '#d8433b';
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(x, y + H / 2);
  pen.bezierCurveTo(x + side * 90, y - 120, x + side * 10, y - 260, 330 + side * 60, -20);
  pen.stroke();
  for (const [lean, colour] of [
    [0.34, '#b9864e'],
    [-0.3, '#d3a066'],
  ] as const) {
    pen.save();
    pen.translate(x, y + 18 + (lean > 0 ? dip : -dip));
    pen.rotate(lean * side + (lean > 0 ? dip : -dip) * 0.006);
    box(pen, -8, -390, 16, 380, 8, colour);
    polygon(
      pen,
      [
        [-8, -14],
        [8, -14],
        [0, 16],
      ],
      colour,
    );
    box(pen, -3, -380, 4, 360, 2, 'rgba(255,255,255,0.3)');
    box(pen, -15, -412, 30, 30, 15, '#7b4a2a');
    pen.restore();
  }
}
