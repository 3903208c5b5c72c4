import {
  at,
  box,
  disc,
  follow,
  grainOf,
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

const STEM = 24;

/** A seed's whole summer: a leaf opens on every second note, and the flower comes last. */
export const plant: Scene = ({ random, score }) => {
  const grain = grainOf(random, 0.08);
  const notes = follow(score, 'marimba')
    .notes.filter((_, index) => index % 2 === 0)
    .slice(0, 9);
  const leaves = notes.map((note, index) => ({
    beat: note.beat + 0.6,
    along: 0.16 + (index / notes.length) * 0.76,
    side: index % 2 ? 1 : -1,
    size: 150 - index * 9,
    colour: ['#2e7d4f', '#3b9a5e', '#1f6b4a'][index % 3] ?? '#2e7d4f',
  }));
  return (pen, { beat, turn }) => {
    room(pen);
    const grown = ramp(beat, 0, 6.4);
    const spine = Array.from({ length: STEM + 1 }, (_, k) => pointAt(k / STEM, grown, turn));
    pen.strokeStyle = '#2c6a45';
    pen.lineCap = 'round';
    for (const [k, [x, y]] of spine.entries()) {
      const next = spine[k + 1];
      if (!next) break;
      pen.lineWidth = (15 - (9 * k) / STEM) * (0.4 + 0.6 * grown);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(next[0], next[1]);
      pen.stroke();
    }
    for (const leaf of leaves) {
      if (beat < leaf.beat) continue;
      const [x, y] = pointAt(leaf.along, grown, turn);
      const open = pop((beat - leaf.beat) / 1.4);
      const tilt = leaf.side * (1.02 - 0.2 * open) - Math.PI / 2 + 0.05 * wave(turn, 3, leaf.along);
      at(pen, { x, y, turn: tilt, sx: open, sy: open * leaf.side }, () => blade(pen, leaf.size, leaf.colour));
    }
    const [x, y] = pointAt(1, grown, turn);
    flower(pen, x, y, pop((beat - 7.6) / 2), turn);
    pot(pen);
    pen.drawImage(grain, 0, 0);
  };
};

function pointAt(share: number, grown: number, turn: number): [number, number] {
  const s = share * grown;
  const sway = 14 * s * s * wave(turn, 2, 0.1 * s);
  return [318 + 62 * Math.sin(s * 4.4) * s + sway, 838 - 540 * s];
}

function room(pen: Pen): void {
  pen.fillStyle = '#f4e6cf';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  polygon(
    pen,
    [
      [120, 100],
      [520, 190],
      [520, 780],
      [120, 690],
    ],
    '#fbf3e2',
  );
  pen.fillStyle = '#f4e6cf';
  pen.fillRect(310, 100, 14, 700);
  polygon(
    pen,
    [
      [120, 380],
      [520, 466],
      [520, 482],
      [120, 396],
    ],
    '#f4e6cf',
  );
  pen.fillStyle = '#dfa27c';
  pen.fillRect(0, 1000, WIDTH, HEIGHT - 1000);
  pen.fillStyle = '#e9b691';
  pen.fillRect(0, 1000, WIDTH, 14);
}

function blade(pen: Pen, size: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.bezierCurveTo(size * 0.3, -size * 0.42, size * 0.8, -size * 0.34, size, 0);
  pen.bezierCurveTo(size * 0.8, size * 0.2, size * 0.3, size * 0.24, 0, 0);
  pen.fill();
  pen.strokeStyle = 'rgba(255,255,255,0.3)';
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(8, 0);
  pen.quadraticCurveTo(size * 0.5, -size * 0.08, size * 0.92, 0);
  pen.stroke();
}

function flower(pen: Pen, x: number, y: number, open: number, turn: number): void {
  if (open <= 0) return;
  at(pen, { x, y, turn: 0.12 * wave(turn, 2), sx: open }, () => {
    for (const [petals, length, colour] of [
      [9, 92, '#e8506e'],
      [9, 66, '#f58aa0'],
    ] as const) {
      pen.fillStyle = colour;
      for (let k = 0; k < petals; k++) {
        pen.save();
        pen.rotate((TAU * (k + (length < 80 ? 0.5 : 0))) / petals);
        pen.beginPath();
        pen.ellipse(length * 0.56, 0, length * 0.5, length * 0.24, 0, 0, TAU);
        pen.fill();
        pen.restore();
      }
    }
    disc(pen, 0, 0, 26, '#f7c548');
    for (let k = 0; k < 8; k++) disc(pen, 13 * Math.cos(k * 2.4), 13 * Math.sin(k * 2.4), 3, '#b5651d');
  });
}

function pot(pen: Pen): void {
  pen.fillStyle = 'rgba(90,40,20,0.25)';
  pen.beginPath();
  pen.ellipse(350, 1008, 170, 20, 0, 0, TAU);
  pen.fill();
  polygon(
    pen,
    [
      [206, 850],
      [430, 850],
      [396, 1006],
      [240, 1006],
    ],
    '#c4583a',
  );
  polygon(
    pen,
    [
      [350, 850],
      [430, 850],
      [396, 1006],
      [346, 1006],
    ],
    '#ab4a31',
  );
  box(pen, 192, 822, 252, 46, 8, '#d4694a');
  box(pen, 192, 860, 252, 8, 0, 'rgba(60,20,10,0.2)');
}
