import {
  at,
  disc,
  fillSky,
  grainOf,
  polygon,
  TAU,
  wave,
  WIDTH,
  HEIGHT,
  type Pen,
  type Scene,
} from '../stage.ts';

const seas = ['#7fa6b8', '#5d8aa3', '#3f6d8c', '#2b5274', '#1d3b5c', '#132a45'];

/** A folded boat on six sheets of blue paper, a low sun behind it. */
export const paperBoat: Scene = ({ random }) => {
  const grain = grainOf(random, 0.1);
  const heightAt = (layer: number, x: number, turn: number): number => {
    const way = layer % 2 ? 1 : -1;
    const base = 560 + layer * 92;
    return (
      base +
      (16 + 5 * layer) * wave(way * turn + x / (330 + 55 * layer), 1, layer * 0.37) +
      7 * wave(turn, 2, x / 190)
    );
  };
  const sea = (pen: Pen, layer: number, turn: number): void => {
    for (const [lift, colour] of [
      [-12, 'rgba(8,20,40,0.16)'],
      [0, seas[layer] ?? '#000'],
    ] as const) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.moveTo(0, HEIGHT);
      for (let x = 0; x <= WIDTH; x += 12) pen.lineTo(x, heightAt(layer, x, turn) + lift);
      pen.lineTo(WIDTH, HEIGHT);
      pen.fill();
    }
  };
  return (pen, { turn }) => {
    fillSky(pen, [
      [0, '#f7ead3'],
      [0.3, '#f6d3b0'],
      [0.5, '#ee9f86'],
    ]);
    disc(pen, 405, 400 + 6 * wave(turn, 1), 196, 'rgba(255,246,224,0.35)');
    disc(pen, 405, 400 + 6 * wave(turn, 1), 150, '#e85d4a');
    gulls(pen, turn);
    for (let layer = 0; layer < 3; layer++) sea(pen, layer, turn);
    const y = heightAt(3, 300, turn);
    const slope = Math.atan2(heightAt(3, 340, turn) - heightAt(3, 260, turn), 80);
    at(
      pen,
      { x: 300 + 10 * wave(turn, 1, 0.2), y: y - 4, turn: slope * 0.8 + 0.03 * wave(turn, 2), sx: 1.25 },
      () => boat(pen),
    );
    for (let layer = 3; layer < seas.length; layer++) sea(pen, layer, turn);
    pen.drawImage(grain, 0, 0);
  };
};

function boat(pen: Pen): void {
  polygon(
    pen,
    [
      [0, -150],
      [-74, -28],
      [0, -8],
    ],
    '#fbf6ec',
  );
  polygon(
    pen,
    [
      [0, -150],
      [74, -28],
      [0, -8],
    ],
    '#d9d3c8',
  );
  polygon(
    pen,
    [
      [-150, -60],
      [-74, -28],
      [0, -8],
      [0, 40],
      [-92, 40],
    ],
    '#fffdf6',
  );
  polygon(
    pen,
    [
      [150, -60],
      [74, -28],
      [0, -8],
      [0, 40],
      [92, 40],
    ],
    '#e6dfd2',
  );
  polygon(
    pen,
    [
      [-150, -60],
      [-74, -28],
      [-40, -19],
      [-92, 40],
    ],
    '#f1ebdf',
  );
  pen.strokeStyle = '#5a4636';
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(0, -146);
  pen.lineTo(0, -196);
  pen.stroke();
  polygon(
    pen,
    [
      [1, -196],
      [46, -182],
      [1, -168],
    ],
    '#e85d4a',
  );
}

function gulls(pen: Pen, turn: number): void {
  pen.strokeStyle = '#6b4a4a';
  pen.lineWidth = 4;
  pen.lineCap = 'round';
  for (const [x, y, size, phase] of [
    [150, 250, 26, 0],
    [215, 205, 18, 0.3],
    [520, 190, 20, 0.6],
  ] as const) {
    const flap = 0.35 + 0.25 * wave(turn, 6, phase);
    const dx = 18 * Math.cos(TAU * (turn + phase));
    pen.beginPath();
    pen.moveTo(x + dx - size, y - size * flap);
    pen.quadraticCurveTo(x + dx - size * 0.4, y - size * 0.5, x + dx, y);
    pen.quadraticCurveTo(x + dx + size * 0.4, y - size * 0.5, x + dx + size, y - size * flap);
    pen.stroke();
  }
}
