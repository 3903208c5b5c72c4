import { write } from '../lettering.ts';
import { at, box, grainOf, wrap, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

const letters = [
  { text: 'h', colour: '#ef476f', bar: '#c72c53' },
  { text: 'e', colour: '#ffd166', bar: '#e0a92e' },
  { text: 'l', colour: '#06d6a0', bar: '#05a67c' },
  { text: 'l', colour: '#4cc9f0', bar: '#2596be' },
  { text: 'o', colour: '#ff8fab', bar: '#e0607f' },
] as const;
const FLOOR = 800;
const PERIOD = 3;

/** Five letters jump on five bars of a xylophone; each lands on its own note, three beats round. */
export const bouncingLetters: Scene = ({ random }) => {
  const grain = grainOf(random, 0.06);
  return (pen, { beat }) => {
    pen.fillStyle = '#2d2a4a';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    for (let k = 0; k < 7; k++)
      box(pen, 30 + k * 6, 150 + k * 40, 590 - k * 12, 720 - k * 60, 80, 'rgba(255,255,255,0.018)');
    for (const [index, letter] of letters.entries()) {
      const x = 92 + index * 116;
      const since = wrap(beat - index / 2, PERIOD);
      const share = since / PERIOD;
      const height = 4 * share * (1 - share) * (430 + 34 * (index % 2));
      const hit = Math.exp(-since * 6) + Math.exp(-(PERIOD - since) * 14);
      bar(pen, x, letter, Math.exp(-since * 3), index);
      shadow(pen, x, height);
      const stretch = 0.16 * Math.abs(1 - 2 * share) * (1 - hit);
      at(
        pen,
        {
          x,
          y: FLOOR - height + 2,
          turn: 0.14 * Math.sin(share * 6.283) * (index % 2 ? 1 : -1),
          sx: 1 + 0.34 * hit - stretch,
          sy: 1 - 0.36 * hit + stretch,
        },
        () => write(pen, letter.text, 0, 0, { face: 'black', size: 186, colour: letter.colour }),
      );
      splash(pen, x, since, letter.colour);
    }
    pen.drawImage(grain, 0, 0);
  };
};

function bar(
  pen: Pen,
  x: number,
  { colour, bar: dark }: (typeof letters)[number],
  glow: number,
  index: number,
): void {
  const long = 176 - index * 18;
  const y = FLOOR + 5 + 9 * glow;
  box(pen, x - 50, y + 8, 100, long, 16, 'rgba(0,0,0,0.3)');
  box(pen, x - 50, y, 100, long, 16, dark);
  pen.globalAlpha = glow;
  box(pen, x - 50, y, 100, long, 16, colour);
  pen.globalAlpha = 1;
  box(pen, x - 7, y + 22, 14, 14, 7, 'rgba(20,16,40,0.45)');
  box(pen, x - 7, y + long - 36, 14, 14, 7, 'rgba(20,16,40,0.45)');
}

function shadow(pen: Pen, x: number, height: number): void {
  const near = 1 - height / 520;
  box(
    pen,
    x - 44 * (0.5 + 0.5 * near),
    FLOOR + 9,
    88 * (0.5 + 0.5 * near),
    9,
    5,
    `rgba(20,16,40,${0.4 * near})`,
  );
}

function splash(pen: Pen, x: number, since: number, colour: string): void {
  if (since > 0.8) return;
  pen.strokeStyle = colour;
  pen.globalAlpha = 1 - since / 0.8;
  pen.lineWidth = 5;
  pen.lineCap = 'round';
  for (const angle of [-2.7, -2.2, -0.94, -0.44]) {
    const [near, far] = [58 + since * 60, 74 + since * 80];
    pen.beginPath();
    pen.moveTo(x + near * Math.cos(angle), FLOOR + near * Math.sin(angle));
    pen.lineTo(x + far * Math.cos(angle), FLOOR + far * Math.sin(angle));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}
