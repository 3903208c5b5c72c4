import {
  disc,
  fillSky,
  follow,
  polygon,
  TAU,
  wave,
  wrap,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

interface Rocket {
  from: number;
  burst: number;
  x: number;
  y: number;
  colours: readonly [string, string];
  sparks: { angle: number; speed: number }[];
  willow: boolean;
}

const WATER = 960;
const pairs = [
  ['255,94,98', '255,203,119'],
  ['120,220,232', '255,255,240'],
  ['255,209,102', '255,244,214'],
  ['199,125,255', '255,175,204'],
  ['128,237,153', '240,255,200'],
] as const;

/** Every rocket of the score climbs while it whistles and opens on its bang, over a harbour that doubles it. */
export const fireworks: Scene = ({ random, score }) => {
  const rockets = follow(score, 'rocket').notes.map((note, index): Rocket => {
    const willow = index % 3 === 2;
    const count = note.force > 0.6 ? 84 : 52;
    return {
      from: note.beat,
      burst: note.beat + note.beats,
      x: 120 + ((index * 211) % 400),
      y: 250 + ((index * 137) % 300),
      colours: pairs[index % pairs.length] ?? pairs[0],
      willow,
      sparks: Array.from({ length: count }, (_, k) => ({
        angle: (TAU * k) / count + random() * 0.1,
        speed: (willow ? 0.6 + 0.5 * random() : k % 2 ? 1 : 0.62) * (note.force > 0.6 ? 270 : 190),
      })),
    };
  });
  const stars = Array.from(
    { length: 70 },
    () => [random() * WIDTH, random() * 800, 0.6 + random() * 1.3] as const,
  );
  return (pen, { beat, turn }) => {
    fillSky(pen, [
      [0, '#070b1f'],
      [0.5, '#141a3c'],
      [0.75, '#3b2a4f'],
      [1, '#0a0d20'],
    ]);
    for (const [x, y, r] of stars) disc(pen, x, y, r, 'rgba(255,255,255,0.5)');
    sky(pen, rockets, beat, score.beats);
    harbour(pen, turn);
    pen.save();
    pen.beginPath();
    pen.rect(0, WATER, WIDTH, HEIGHT - WATER);
    pen.clip();
    pen.translate(0, WATER * 1.3);
    pen.scale(1, -0.3);
    pen.globalAlpha = 0.4;
    sky(pen, rockets, beat, score.beats);
    pen.restore();
    ripples(pen, turn);
  };
};

function sky(pen: Pen, rockets: readonly Rocket[], beat: number, beats: number): void {
  const alpha = pen.globalAlpha;
  pen.lineCap = 'round';
  for (const rocket of rockets) {
    const climb = wrap(beat - rocket.from, beats) / (rocket.burst - rocket.from);
    if (climb < 1) trail(pen, rocket, climb);
    const since = wrap(beat - rocket.burst, beats) * (20 / 30);
    if (since < 2.6) burst(pen, rocket, since, alpha);
    pen.globalAlpha = alpha;
  }
}

function trail(pen: Pen, { x, y }: Rocket, share: number): void {
  const ease = 1 - (1 - share) ** 1.6;
  for (let k = 0; k < 9; k++) {
    const s = Math.max(0, ease - k * 0.018);
    disc(
      pen,
      x + 5 * Math.sin(s * 40),
      WATER - (WATER - y) * s,
      5 - k * 0.45,
      `rgba(255,226,170,${0.85 - k * 0.09})`,
    );
  }
}

function burst(pen: Pen, { x, y, colours, sparks, willow }: Rocket, since: number, alpha: number): void {
  const life = willow ? 2.6 : 2.2;
  const fade = Math.max(0, 1 - since / life);
  const grow = (t: number): number => 1 - Math.exp(-3.2 * t);
  const drop = (t: number): number => (willow ? 62 : 34) * t * t;
  for (const [index, { angle, speed }] of sparks.entries()) {
    const twinkle = since > 0.9 ? 0.55 + 0.45 * Math.sin(since * 30 + index * 2.3) : 1;
    pen.globalAlpha = alpha * fade * twinkle;
    pen.strokeStyle = `rgb(${colours[index % 2]})`;
    pen.lineWidth = 2.5 + 4.5 * fade;
    const before = Math.min(since, since * (willow ? 0.5 : 0.62));
    pen.beginPath();
    pen.moveTo(
      x + Math.cos(angle) * speed * grow(before),
      y + Math.sin(angle) * speed * grow(before) + drop(before),
    );
    pen.lineTo(
      x + Math.cos(angle) * speed * grow(since),
      y + Math.sin(angle) * speed * grow(since) + drop(since),
    );
    pen.stroke();
  }
  const flash = Math.exp(-since * 7);
  pen.globalAlpha = alpha * flash * 0.8;
  disc(pen, x, y, 26 + 40 * since, `rgb(${colours[1]})`);
}

function harbour(pen: Pen, turn: number): void {
  pen.fillStyle = '#090b1c';
  pen.fillRect(0, WATER, WIDTH, HEIGHT - WATER);
  polygon(
    pen,
    [
      [0, 900],
      [90, 872],
      [200, 905],
      [310, 880],
      [450, 915],
      [560, 890],
      [720, 912],
      [720, 962],
      [0, 962],
    ],
    '#0d0f26',
  );
  for (let k = 0; k < 17; k++)
    disc(pen, 20 + k * 43, 928 + 9 * Math.sin(k * 5), 3, k % 3 ? '#ffd28a' : '#ff9b7a');
  const y = 968 + 3 * wave(turn, 3);
  polygon(
    pen,
    [
      [150, y],
      [306, y],
      [280, y + 28],
      [176, y + 28],
    ],
    '#04050e',
  );
  polygon(
    pen,
    [
      [226, y - 130],
      [232, y - 4],
      [300, y - 4],
    ],
    '#1d2144',
  );
  polygon(
    pen,
    [
      [220, y - 110],
      [220, y - 4],
      [164, y - 4],
    ],
    '#15183a',
  );
}

function ripples(pen: Pen, turn: number): void {
  pen.fillStyle = 'rgba(6,8,24,0.5)';
  for (let k = 0; k < 26; k++) {
    const y = WATER + 12 + k * 12;
    pen.fillRect(0, y + 3 * Math.sin(TAU * (turn * 4 + k * 0.31)), WIDTH, 3 + k * 0.16);
  }
}
