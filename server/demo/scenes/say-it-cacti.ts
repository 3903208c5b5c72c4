import {
  at,
  box,
  clamp,
  disc,
  follow,
  polygon,
  ramp,
  TAU,
  wave,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

/** Two cacti on a windowsill: the tall one makes excuses, the small one has heard them before. */
export const sayItCacti: Scene = ({ score }) => {
  const { notes } = follow(score, 'talk');
  return (pen, { beat, turn }) => {
    wall(pen);
    const note = notes.findLast((each) => each.beat <= beat);
    const share = note ? (beat - note.beat) / note.beats : 2;
    const open = share < 1 ? Math.sin(Math.PI * clamp(share)) ** 0.6 : 0;
    const wide = [1, 1.25, 1.4, 0.75, 0.6][(note?.pitches[0] ?? 45) % 5] ?? 1;
    tall(pen, open, wide, turn);
    const doubt = ramp(beat, 2, 2.3) - ramp(beat, 11.5, 11.9);
    const sigh = ramp(beat, 10.9, 11.1) - ramp(beat, 11.5, 11.9);
    small(pen, doubt, sigh, turn);
    petal(pen, beat);
  };
};

function wall(pen: Pen): void {
  pen.fillStyle = '#f4a988';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  disc(pen, 330, 470, 300, '#f7c4a0');
  disc(pen, 330, 470, 210, '#fbdcb8');
  pen.fillStyle = '#8c3f4d';
  pen.fillRect(0, 946, WIDTH, HEIGHT - 946);
  pen.fillStyle = '#a9535c';
  pen.fillRect(0, 946, WIDTH, 20);
}

function pot(pen: Pen, x: number, width: number, height: number, colour: string, rim: string): void {
  polygon(
    pen,
    [
      [x - width / 2, 946 - height],
      [x + width / 2, 946 - height],
      [x + width * 0.36, 946],
      [x - width * 0.36, 946],
    ],
    colour,
  );
  box(pen, x - width * 0.56, 940 - height, width * 1.12, 36, 6, rim);
}

function spines(pen: Pen, w: number, h: number): void {
  pen.strokeStyle = 'rgba(255,250,230,0.75)';
  pen.lineWidth = 3;
  for (let y = -h + 60; y < -24; y += 46) {
    for (const x of [-w * 0.34, 0, w * 0.34]) {
      if (Math.abs(x) < 1 && y > -h + 80 && y < -h + 250) continue;
      pen.beginPath();
      pen.moveTo(x - 7, y - 6);
      pen.lineTo(x + 7, y + 6);
      pen.moveTo(x + 7, y - 6);
      pen.lineTo(x - 7, y + 6);
      pen.stroke();
    }
  }
}

function eye(pen: Pen, x: number, y: number, look: number, lid: number, green: string): void {
  disc(pen, x, y, 23, '#fffaf0');
  disc(pen, x + look, y + 3, 11, '#22313a');
  if (lid > 0) {
    pen.fillStyle = green;
    pen.fillRect(x - 25, y - 25, 50, 46 * lid);
  }
}

function tall(pen: Pen, open: number, wide: number, turn: number): void {
  at(pen, { x: 210, y: 790, turn: 0.02 * wave(turn, 2), sy: 1 + 0.035 * open, sx: 1 - 0.02 * open }, () => {
    box(pen, -182, -330, 66, 150, 33, '#2f7d5b');
    box(pen, -160, -236, 120, 58, 29, '#2f7d5b');
    box(pen, 100, -420 - 14 * open, 62, 190, 31, '#2f7d5b');
    box(pen, 40, -290, 122, 58, 29, '#2f7d5b');
    box(pen, -88, -520, 176, 540, 88, '#3a9469');
    box(pen, -88, -520, 50, 540, 25, 'rgba(255,255,255,0.08)');
    spines(pen, 176, 520);
    eye(pen, -36, -400, 9 + 3 * wave(turn, 2), 0, '#3a9469');
    eye(pen, 36, -400, 9 + 3 * wave(turn, 2), 0, '#3a9469');
    pen.fillStyle = '#5a1f2b';
    pen.beginPath();
    pen.ellipse(4, -322, 16 + 24 * wide * open, 5 + 34 * open, 0, 0, TAU);
    pen.fill();
    if (open > 0.4) box(pen, -14, -322 + 8 * open, 36, 18, 9, '#e46a78');
  });
  pot(pen, 210, 230, 160, '#c9543b', '#e0694a');
}

function small(pen: Pen, doubt: number, sigh: number, turn: number): void {
  at(pen, { x: 458, y: 850, turn: -0.05 * doubt + 0.015 * wave(turn, 3), sy: 1 - 0.06 * sigh }, () => {
    pen.fillStyle = '#5fae5a';
    pen.beginPath();
    pen.ellipse(0, -86, 106, 110, 0, 0, TAU);
    pen.fill();
    spines(pen, 190, 130);
    eye(pen, -34, -104, -10 + 8 * sigh, 0.5 * doubt + 0.2 * sigh, '#5fae5a');
    eye(pen, 34, -104, -10 + 8 * sigh, 0.32 * doubt + 0.35 * sigh, '#5fae5a');
    at(pen, { x: 34, y: -138 - 12 * doubt, turn: -0.28 * doubt }, () =>
      box(pen, -24, -4, 48, 9, 4, '#22313a'),
    );
    at(pen, { x: -34, y: -138 }, () => box(pen, -24, -4, 48, 9, 4, '#22313a'));
    box(pen, -24, -48, 48, 8, 4, '#5a1f2b');
  });
  pot(pen, 458, 190, 96, '#31537a', '#3f6a99');
}

/** The flower falls off on "tss". */
function petal(pen: Pen, beat: number): void {
  const fall = ramp(beat, 11, 11.9);
  const grow = ramp(beat, 0, 0.4);
  at(pen, { x: 458 + 120 * fall, y: 664 + 274 * fall * fall, turn: fall * 2.2, sx: grow }, () => {
    for (let k = 0; k < 6; k++)
      disc(pen, 25 * Math.cos((TAU * k) / 6), 25 * Math.sin((TAU * k) / 6), 17, '#f0486f');
    disc(pen, 0, 0, 13, '#ffd34d');
  });
}
