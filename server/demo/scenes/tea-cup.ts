import {
  at,
  box,
  curve,
  disc,
  grainOf,
  polygon,
  TAU,
  wave,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

/** Morning: a cup on a table, steam, and the shadow of a branch that moves in the window's light. */
export const teaCup: Scene = ({ random }) => {
  const grain = grainOf(random, 0.07);
  return (pen, { turn }) => {
    pen.fillStyle = '#e2b98c';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    windowLight(pen, turn);
    pen.fillStyle = '#7a3f2b';
    pen.fillRect(0, 880, WIDTH, HEIGHT - 880);
    pen.fillStyle = '#8f4e36';
    pen.fillRect(0, 880, WIDTH, 16);
    polygon(
      pen,
      [
        [250, 896],
        [610, 896],
        [760, 1280],
        [330, 1280],
      ],
      'rgba(255,214,150,0.28)',
    );
    steam(pen, turn);
    cup(pen);
    pen.drawImage(grain, 0, 0);
  };
};

function windowLight(pen: Pen, turn: number): void {
  pen.save();
  pen.beginPath();
  for (const [x, y] of [
    [170, 120],
    [350, 150],
    [350, 430],
    [170, 420],
  ] as const)
    pen.lineTo(x, y);
  pen.closePath();
  for (const [x, y] of [
    [372, 154],
    [590, 190],
    [590, 446],
    [372, 432],
  ] as const)
    pen.lineTo(x, y);
  pen.closePath();
  for (const [x, y] of [
    [170, 444],
    [350, 456],
    [350, 740],
    [170, 720],
  ] as const)
    pen.lineTo(x, y);
  pen.closePath();
  for (const [x, y] of [
    [372, 458],
    [590, 472],
    [590, 770],
    [372, 744],
  ] as const)
    pen.lineTo(x, y);
  pen.closePath();
  pen.clip();
  pen.fillStyle = '#fbe3b4';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.strokeStyle = 'rgba(160,104,66,0.55)';
  pen.fillStyle = 'rgba(160,104,66,0.55)';
  at(pen, { x: 640, y: 120, turn: 0.035 * wave(turn, 1) }, () => {
    pen.lineWidth = 9;
    pen.beginPath();
    curve(pen, [
      [0, 0],
      [-120, 90],
      [-260, 140],
      [-440, 300],
    ]);
    pen.stroke();
    for (let k = 0; k < 13; k++) {
      const along = k / 13;
      const side = k % 2 ? 1 : -1;
      const place = {
        x: -30 - along * 400,
        y: 20 + along * 250,
        turn: 2.4 + side * 0.8 + 0.16 * wave(turn, 2, along),
      };
      at(pen, place, () => {
        pen.beginPath();
        pen.ellipse(56, 0, 52, 19, 0, 0, TAU);
        pen.fill();
      });
    }
  });
  pen.restore();
}

function steam(pen: Pen, turn: number): void {
  pen.lineCap = 'round';
  for (const [ribbon, x] of [286, 330, 372].entries()) {
    for (let k = 0; k < 22; k++) {
      const y0 = 640 - k * 15;
      const sway = (y: number): number =>
        (640 - y) * 0.15 * Math.sin(TAU * (y / 250 + turn * 2 + ribbon * 0.3));
      const fade = Math.sin((Math.PI * (k + 1)) / 23) * (0.55 + 0.3 * wave(turn, 1, ribbon / 3));
      pen.strokeStyle = `rgba(255,252,244,${0.5 * fade})`;
      pen.lineWidth = 20 - k * 0.4;
      pen.beginPath();
      pen.moveTo(x + sway(y0), y0);
      pen.lineTo(x + sway(y0 - 15), y0 - 15);
      pen.stroke();
    }
  }
}

function cup(pen: Pen): void {
  pen.fillStyle = 'rgba(50,18,10,0.35)';
  pen.beginPath();
  pen.ellipse(380, 934, 250, 30, 0, 0, TAU);
  pen.fill();
  pen.fillStyle = '#f5ead8';
  pen.beginPath();
  pen.ellipse(330, 918, 216, 32, 0, 0, TAU);
  pen.fill();
  pen.strokeStyle = '#1f5f63';
  pen.lineWidth = 30;
  pen.beginPath();
  pen.arc(498, 752, 56, -1.9, 1.7);
  pen.stroke();
  pen.save();
  pen.beginPath();
  pen.moveTo(160, 668);
  pen.bezierCurveTo(166, 830, 220, 912, 290, 916);
  pen.lineTo(370, 916);
  pen.bezierCurveTo(440, 912, 494, 830, 500, 668);
  pen.closePath();
  pen.clip();
  box(pen, 150, 640, 360, 300, 0, '#2c7a7b');
  box(pen, 150, 720, 360, 22, 0, '#f5ead8');
  box(pen, 150, 754, 360, 8, 0, '#e2703a');
  for (let k = 0; k < 12; k++) disc(pen, 166 + k * 31, 802, 8, '#f5ead8');
  polygon(
    pen,
    [
      [400, 640],
      [520, 640],
      [520, 940],
      [330, 940],
    ],
    'rgba(8,40,44,0.28)',
  );
  polygon(
    pen,
    [
      [186, 640],
      [214, 640],
      [262, 940],
      [232, 940],
    ],
    'rgba(255,255,255,0.16)',
  );
  pen.restore();
  pen.fillStyle = '#f5ead8';
  pen.beginPath();
  pen.ellipse(330, 668, 170, 34, 0, 0, TAU);
  pen.fill();
  pen.fillStyle = '#a4501f';
  pen.beginPath();
  pen.ellipse(330, 674, 152, 25, 0, 0, TAU);
  pen.fill();
  pen.fillStyle = 'rgba(255,190,110,0.5)';
  pen.beginPath();
  pen.ellipse(290, 670, 76, 9, -0.05, 0, TAU);
  pen.fill();
}
