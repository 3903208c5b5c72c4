import { write } from '../lettering.ts';
import { at, box, clamp, disc, pop, ramp, TAU, wave, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

const steps = [
  { from: 0, word: 'Brot.', paper: '#f6c9c4', ink: '#7a2e1d' },
  { from: 3, word: 'Butter.', paper: '#fbe08a', ink: '#7a4a12' },
  { from: 6, word: 'Radieschen.', paper: '#bfe3c0', ink: '#b3123f' },
  { from: 9, word: 'Salz.', paper: '#b9d7ee', ink: '#173a66' },
  { from: 12, word: 'Fertig!', paper: '#f26d5b', ink: '#fff6e0' },
] as const;

/** A whole recipe in eight seconds and five words. */
export const recipe: Scene = ({ random }) => {
  const slices = Array.from({ length: 11 }, (_, k) => ({
    x: -150 + (k % 4) * 98 + (Math.floor(k / 4) % 2) * 44,
    y: -128 + Math.floor(k / 4) * 96,
    turn: random() * TAU,
    beat: 6.3 + k * 0.22,
  })).filter(({ x }) => x < 170);
  const grains = Array.from({ length: 60 }, () => ({
    x: (random() - 0.5) * 330,
    y: (random() - 0.5) * 300,
    delay: random() * 1.8,
  }));
  return (pen, { beat, turn }) => {
    const index = steps.findLastIndex((step) => beat >= step.from);
    const step = steps[index] ?? steps[0];
    const before = steps[Math.max(0, index - 1)] ?? step;
    pen.fillStyle = before.paper;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    const sweep = index === 0 ? 1 : ramp(beat, step.from, step.from + 0.5);
    disc(pen, 330, 600, 1100 * sweep, step.paper);
    title(pen, index, step, beat);
    const cheer = index === 4 ? 0.06 * Math.sin((beat - 12) * TAU) * (1 - (beat - 12) / 4) : 0;
    at(pen, { x: 330, y: 640, turn: -0.05 + cheer + 0.015 * wave(turn, 4), sx: pop(beat / 0.8) }, () => {
      board(pen);
      bread(pen);
      butter(pen, ramp(beat, 3.2, 5.2));
      for (const slice of slices) if (beat > slice.beat) radish(pen, slice, beat - slice.beat);
      for (const grain of grains) salt(pen, grain, beat - 9.2 - grain.delay);
      if (index === 4) bite(pen, beat);
    });
  };
};

function title(pen: Pen, index: number, step: (typeof steps)[number], beat: number): void {
  const since = beat - step.from;
  const size = step.word.length > 8 ? 84 : step.word.length > 6 ? 128 : 156;
  if (index < 4)
    write(pen, `${index + 1}`, 66, 190, { face: 'italic', size: 120, colour: step.ink, align: 'left' });
  at(pen, { x: 62, y: 320, sx: pop(since / 0.45) }, () =>
    write(pen, step.word, 0, 0, { face: 'black', size, colour: step.ink, align: 'left' }),
  );
}

function board(pen: Pen): void {
  pen.fillStyle = 'rgba(70,30,20,0.2)';
  pen.beginPath();
  pen.ellipse(14, 34, 268, 262, 0, 0, TAU);
  pen.fill();
  disc(pen, 0, 0, 262, '#fffaf0');
  disc(pen, 0, 0, 220, '#f1e8d8');
}

function slab(pen: Pen, grow: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(-170 - grow, -120 - grow, 340 + 2 * grow, 280 + 2 * grow, 56);
  pen.ellipse(-96, -110, 92 + grow, 66 + grow, 0, 0, TAU);
  pen.ellipse(96, -110, 92 + grow, 66 + grow, 0, 0, TAU);
  pen.fill();
}

function bread(pen: Pen): void {
  slab(pen, 14, '#9c5a2a');
  slab(pen, 0, '#e6b878');
  for (let k = 0; k < 26; k++)
    disc(pen, -150 + ((k * 83) % 300), -110 + ((k * 59) % 250), 4 + (k % 4), '#d9a562');
}

function butter(pen: Pen, share: number): void {
  if (share <= 0) return;
  pen.save();
  pen.beginPath();
  pen.rect(-220, -220, 440 * share, 460);
  pen.clip();
  slab(pen, -22, '#ffe58f');
  box(pen, -120, -70, 200, 18, 9, '#fff0b8');
  box(pen, -70, 20, 180, 18, 9, '#fff0b8');
  pen.restore();
  if (share < 1) {
    at(pen, { x: -220 + 440 * share, y: 40, turn: 0.35 }, () => {
      box(pen, -18, -210, 36, 250, 16, '#dfe5ea');
      box(pen, -22, 34, 44, 190, 18, '#40342e');
    });
  }
}

function radish(pen: Pen, slice: { x: number; y: number; turn: number }, since: number): void {
  const land = pop(since / 0.5);
  at(pen, { x: slice.x, y: slice.y + 10, turn: slice.turn, sx: 1.9 - 0.9 * land }, () => {
    disc(pen, 4, 6, 50, 'rgba(120,60,20,0.2)');
    disc(pen, 0, 0, 50, '#d81e5b');
    disc(pen, 0, 0, 42, '#fff4f2');
    for (let k = 0; k < 7; k++)
      disc(pen, 22 * Math.cos((TAU * k) / 7), 22 * Math.sin((TAU * k) / 7), 4, '#f6d7dc');
  });
}

function salt(pen: Pen, { x, y }: { x: number; y: number }, since: number): void {
  if (since < 0) return;
  const fall = clamp(since / 0.6) ** 2;
  box(pen, x, y - 560 * (1 - fall), 9, 9, 2, '#ffffff');
}

function bite(pen: Pen, beat: number): void {
  for (const [when, x, y] of [
    [14, 205, -150],
    [15, 150, -60],
  ] as const) {
    if (beat < when) continue;
    for (const [dx, dy] of [
      [0, 0],
      [-54, 12],
      [-40, -46],
      [12, 60],
    ] as const)
      disc(pen, x + dx, y + dy, 50 * pop((beat - when) / 0.3), '#f1e8d8');
  }
}
