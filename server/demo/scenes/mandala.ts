import {
  CENTRE,
  clamp,
  disc,
  grainOf,
  ramp,
  TAU,
  wrap,
  HEIGHT,
  WIDTH,
  type Pen,
  type Scene,
} from '../stage.ts';

interface Ring {
  kind: 'petals' | 'dots' | 'waves' | 'points';
  count: number;
  radius: number;
  size: number;
  colours: readonly [string, string];
}

const rings: readonly Ring[] = [
  { kind: 'petals', count: 8, radius: 40, size: 44, colours: ['#f2542d', '#f5dfbb'] },
  { kind: 'dots', count: 16, radius: 98, size: 9, colours: ['#f5dfbb', '#f5dfbb'] },
  { kind: 'points', count: 16, radius: 112, size: 40, colours: ['#0e9594', '#127475'] },
  { kind: 'petals', count: 12, radius: 158, size: 56, colours: ['#f4a72c', '#f2542d'] },
  { kind: 'waves', count: 24, radius: 226, size: 16, colours: ['#f5dfbb', '#f5dfbb'] },
  { kind: 'dots', count: 36, radius: 250, size: 8, colours: ['#e0709a', '#f4a72c'] },
  { kind: 'points', count: 24, radius: 264, size: 34, colours: ['#c8437a', '#8c2f6b'] },
];

/** Sand in seven rings, laid grain by grain, swept away in one stroke at the end. That is the point of it. */
export const mandala: Scene = ({ random, score }) => {
  const grain = grainOf(random, 0.22);
  const loose = Array.from(
    { length: 260 },
    () => [random() * TAU, random(), 1 + 2.4 * random(), Math.floor(random() * 4)] as const,
  );
  return (pen, { turn, beat }) => {
    pen.fillStyle = '#3a2418';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    disc(pen, CENTRE.x, CENTRE.y, 316, '#2c1a11');
    const built = beat / (score.beats * 0.76);
    const swept = ramp(beat, score.beats * 0.84, score.beats * 0.99) * 1.08;
    pen.save();
    pen.translate(CENTRE.x, CENTRE.y);
    pen.rotate((TAU * turn) / 12);
    for (const [index, ring] of rings.entries()) {
      const share = clamp(built * rings.length - index);
      for (let k = 0; k < ring.count; k++) {
        const here = k / ring.count;
        const laid = clamp(share * (ring.count + 2) - k) * (1 - clamp((swept - here) * 14));
        if (laid > 0) element(pen, ring, here, laid, k);
      }
    }
    for (const [angle, far, size, colour] of loose) {
      const where = wrap(angle / TAU, 1);
      const gone = clamp((swept - where) * 4);
      const edge = clamp(built * 1.05 - 0.05) * 300;
      const radius = gone > 0 ? 60 + 250 * far + 30 * gone : edge * (0.9 + 0.2 * far);
      const drag = angle + gone * 0.5;
      disc(
        pen,
        radius * Math.cos(drag),
        radius * Math.sin(drag),
        size,
        `${['#f5dfbb', '#f2542d', '#0e9594', '#f4a72c'][colour] ?? '#fff'}${gone >= 1 ? '66' : 'cc'}`,
      );
    }
    pen.restore();
    pen.drawImage(grain, 0, 0);
  };
};

function element(pen: Pen, ring: Ring, here: number, laid: number, k: number): void {
  const size = ring.size * laid;
  const colour = ring.colours[k % 2] ?? ring.colours[0];
  pen.save();
  pen.rotate(here * TAU);
  pen.translate(ring.radius, 0);
  pen.fillStyle = colour;
  pen.beginPath();
  if (ring.kind === 'dots') pen.arc(0, 0, size, 0, TAU);
  if (ring.kind === 'petals') {
    pen.moveTo(-4, 0);
    pen.bezierCurveTo(size * 0.3, -size * 0.62, size * 0.9, -size * 0.42, size * 1.15, 0);
    pen.bezierCurveTo(size * 0.9, size * 0.42, size * 0.3, size * 0.62, -4, 0);
  }
  if (ring.kind === 'points') {
    const half = (Math.PI / ring.count) * ring.radius;
    pen.moveTo(0, -half);
    pen.quadraticCurveTo(size * 0.6, -half * 0.5, size, 0);
    pen.quadraticCurveTo(size * 0.6, half * 0.5, 0, half);
  }
  if (ring.kind === 'waves') pen.ellipse(0, 0, size * 0.5, size * 1.5, k % 2 ? 0.5 : -0.5, 0, TAU);
  pen.fill();
  if (ring.kind === 'petals') {
    pen.fillStyle = ring.colours[(k + 1) % 2] ?? '#fff';
    pen.beginPath();
    pen.ellipse(size * 0.6, 0, size * 0.3, size * 0.13, 0, 0, TAU);
    pen.fill();
  }
  pen.restore();
}
