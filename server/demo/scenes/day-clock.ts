import { write } from '../lettering.ts';
import {
  box,
  CENTRE,
  disc,
  follow,
  lerp,
  polygon,
  ramp,
  TAU,
  wave,
  wrap,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

type Colour = readonly [number, number, number];
/** Hour, sky above, sky below, the paper around the dial. */
const hours: readonly (readonly [number, Colour, Colour, Colour])[] = [
  [0, [18, 22, 58], [44, 46, 96], [28, 30, 62]],
  [5, [50, 44, 104], [214, 120, 120], [66, 58, 104]],
  [7, [126, 180, 216], [255, 214, 158], [240, 214, 184]],
  [12, [92, 178, 226], [206, 236, 240], [250, 236, 208]],
  [17, [110, 168, 210], [255, 216, 150], [246, 220, 180]],
  [19.5, [108, 70, 130], [250, 140, 96], [150, 92, 112]],
  [22, [26, 28, 72], [70, 58, 112], [40, 38, 78]],
  [24, [18, 22, 58], [44, 46, 96], [28, 30, 62]],
];
const RADIUS = 236;

/** Twenty-four hours on one dial: the sun goes round it, the lamp comes on at eight, the second hand is the music. */
export const dayClock: Scene = ({ random, score }) => {
  const tick = follow(score, 'tick');
  const stars = Array.from(
    { length: 46 },
    () => [random() * 2 - 1, random() * 2 - 1, 0.8 + random() * 1.5] as const,
  );
  return (pen, { turn, beat }) => {
    const hour = turn * 24;
    const [above, below, around] = coloursAt(hour);
    pen.fillStyle = around;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    const night = 1 - ramp(hour, 5, 7.5) + ramp(hour, 18.5, 21);
    const ink = night > 0.5 ? '#f3e7cf' : '#3a2f3c';
    pen.save();
    pen.beginPath();
    pen.arc(CENTRE.x, CENTRE.y, RADIUS, 0, TAU);
    pen.clip();
    const gradient = pen.createLinearGradient(0, CENTRE.y - RADIUS, 0, CENTRE.y + RADIUS * 0.6);
    gradient.addColorStop(0, above);
    gradient.addColorStop(1, below);
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    for (const [x, y, r] of stars)
      disc(pen, CENTRE.x + x * RADIUS, CENTRE.y + y * RADIUS * 0.9, r, `rgba(255,246,220,${0.9 * night})`);
    land(pen, night, turn);
    pen.restore();
    dial(pen, hour, ink, tick.since(beat));
    const minutes = Math.floor((hour * 60) / 10) * 10;
    const label = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    write(pen, label, CENTRE.x, 912, { face: 'mono', size: 58, colour: ink });
  };
};

function coloursAt(hour: number): [string, string, string] {
  const index = Math.max(
    1,
    hours.findIndex(([at]) => at > hour),
  );
  const [from, to] = [hours[index - 1], hours[index]];
  if (!from || !to) return ['#000', '#000', '#000'];
  const share = (hour - from[0]) / (to[0] - from[0]);
  const blend = (a: Colour, b: Colour): string =>
    `rgb(${lerp(a[0], b[0], share)},${lerp(a[1], b[1], share)},${lerp(a[2], b[2], share)})`;
  return [blend(from[1], to[1]), blend(from[2], to[2]), blend(from[3], to[3])];
}

function dial(pen: Pen, hour: number, ink: string, sinceTick: number): void {
  const { x, y } = CENTRE;
  pen.strokeStyle = ink;
  for (let mark = 0; mark < 24; mark++) {
    const angle = (TAU * mark) / 24;
    const long = mark % 6 === 0 ? 22 : 10;
    pen.lineWidth = mark % 6 === 0 ? 5 : 3;
    pen.beginPath();
    pen.moveTo(x + 258 * Math.sin(angle), y - 258 * Math.cos(angle));
    pen.lineTo(x + (258 + long) * Math.sin(angle), y - (258 + long) * Math.cos(angle));
    pen.stroke();
  }
  // Midday is at the top, so that the sun is up when it is up.
  const sun = TAU * (hour / 24 + 0.5);
  const pulse = 5 * Math.exp(-sinceTick * 5);
  const [sx, sy] = [x + 262 * Math.sin(sun), y - 262 * Math.cos(sun)];
  disc(pen, sx, sy, 58 + pulse, 'rgba(255,200,90,0.3)');
  disc(pen, sx, sy, 40 + pulse * 0.5, '#ffb52e');
  const [mx, my] = [x - 262 * Math.sin(sun), y + 262 * Math.cos(sun)];
  disc(pen, mx, my, 32, '#f7f0dc');
  disc(pen, mx + 9, my - 7, 7, '#ddd3bb');
  disc(pen, mx - 9, my + 8, 10, '#ddd3bb');
}

function land(pen: Pen, night: number, turn: number): void {
  const { x, y } = CENTRE;
  const shade = (light: Colour, dark: Colour): string =>
    `rgb(${[0, 1, 2].map((k) => Math.round(lerp(light[k] ?? 0, dark[k] ?? 0, Math.min(1, night)))).join(',')})`;
  for (let k = 0; k < 3; k++) {
    const cx = x - 360 + wrap(turn * 720 + k * 250, 720);
    for (const [dx, r] of [
      [0, 20],
      [26, 28],
      [56, 18],
    ] as const)
      disc(pen, cx + dx, y - 90 + k * 46, r, shade([255, 250, 240], [70, 70, 120]));
  }
  disc(pen, x - 130, y + 330, 270, shade([120, 176, 116], [30, 50, 70]));
  disc(pen, x + 170, y + 350, 270, shade([88, 150, 104], [24, 42, 62]));
  const wall = shade([250, 240, 222], [74, 66, 104]);
  box(pen, x - 40, y + 56, 110, 84, 0, wall);
  polygon(
    pen,
    [
      [x - 56, y + 58],
      [x + 15, y + 2],
      [x + 86, y + 58],
    ],
    shade([206, 84, 62], [84, 44, 74]),
  );
  const lamp =
    ramp(turn * 24, 19, 20) -
    ramp(turn * 24, 22.7, 23.2) +
    ramp(turn * 24, 5.6, 5.9) -
    ramp(turn * 24, 7, 7.4);
  for (const dx of [-22, 26]) {
    box(pen, x + dx, y + 78, 26, 30, 0, shade([150, 190, 210], [36, 36, 70]));
    pen.globalAlpha = lamp;
    box(pen, x + dx, y + 78, 26, 30, 0, '#ffd873');
    pen.globalAlpha = 1;
  }
  box(pen, x - 142, y + 60, 12, 70, 0, shade([110, 74, 54], [40, 32, 52]));
  for (const [dx, dy, r] of [
    [-136, 30, 46],
    [-164, 52, 30],
    [-108, 54, 30],
  ] as const) {
    disc(pen, x + dx + 3 * wave(turn, 4), y + dy, r, shade([70, 136, 84], [22, 44, 58]));
  }
}
