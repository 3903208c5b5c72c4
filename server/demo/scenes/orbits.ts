import { write } from '../lettering.ts';
import { CENTRE, disc, fillSky, grainOf, TAU, wrap, type Pen, type Scene } from '../stage.ts';

const planets = [
  { turns: 2, radius: 262, size: 42, colour: '#f2c14e', ring: true },
  { turns: 3, radius: 206, size: 27, colour: '#e4572e', ring: false },
  { turns: 4, radius: 158, size: 20, colour: '#76b5a0', ring: false },
  { turns: 5, radius: 118, size: 15, colour: '#f4ead5', ring: false },
  { turns: 7, radius: 84, size: 10, colour: '#f78764', ring: false },
] as const;

/** Five orbits in the ratio 2:3:4:5:7. A planet sounds its note as it crosses the line at the top. */
export const orbits: Scene = ({ random }) => {
  const grain = grainOf(random, 0.1);
  const stars = Array.from(
    { length: 90 },
    () => [random() * 720, random() * 1280, 0.6 + 1.6 * random()] as const,
  );
  return (pen, { turn }) => {
    fillSky(pen, [
      [0, '#12263a'],
      [1, '#0a1622'],
    ]);
    for (const [x, y, r] of stars) disc(pen, x, y, r, 'rgba(244,234,213,0.55)');
    disc(pen, CENTRE.x, CENTRE.y, 58, 'rgba(242,193,78,0.18)');
    disc(pen, CENTRE.x, CENTRE.y, 42, '#f6e3b0');
    pen.strokeStyle = 'rgba(244,234,213,0.5)';
    pen.lineWidth = 2;
    pen.setLineDash([4, 8]);
    pen.beginPath();
    pen.moveTo(CENTRE.x, CENTRE.y - 60);
    pen.lineTo(CENTRE.x, CENTRE.y - 316);
    pen.stroke();
    pen.setLineDash([]);
    for (const planet of planets) orbit(pen, planet, turn);
    write(pen, '2 : 3 : 4 : 5 : 7', CENTRE.x, 900, { face: 'mono', size: 30, colour: '#f4ead5' });
    write(pen, 'A piece for five planets', CENTRE.x, 172, { face: 'italic', size: 56, colour: '#f4ead5' });
    pen.drawImage(grain, 0, 0);
  };
};

function orbit(
  pen: Pen,
  { turns, radius, size, colour, ring }: (typeof planets)[number],
  turn: number,
): void {
  const angle = TAU * turn * turns - TAU / 4;
  const since = wrap(turn * turns, 1) / turns;
  const struck = Math.exp(-since * 26);
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.22 + 0.6 * struck;
  pen.lineWidth = 2 + 3 * struck;
  pen.beginPath();
  pen.arc(CENTRE.x, CENTRE.y, radius, 0, TAU);
  pen.stroke();
  pen.lineCap = 'butt';
  for (let k = 0; k < 10; k++) {
    pen.globalAlpha = 0.3 * (1 - k / 10);
    pen.lineWidth = size * (1 - k / 14);
    pen.beginPath();
    pen.arc(CENTRE.x, CENTRE.y, radius, angle - 0.07 * (k + 1), angle - 0.07 * k);
    pen.stroke();
  }
  const x = CENTRE.x + radius * Math.cos(angle);
  const y = CENTRE.y + radius * Math.sin(angle);
  pen.globalAlpha = struck;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(CENTRE.x, CENTRE.y - radius, size + 60 * since * turns, 0, TAU);
  pen.stroke();
  pen.globalAlpha = 1;
  disc(pen, x, y, size * (1 + 0.25 * struck), colour);
  disc(pen, x + size * 0.22, y + size * 0.22, size * 0.8, 'rgba(10,22,34,0.22)');
  if (!ring) return;
  pen.strokeStyle = '#f6e3b0';
  pen.lineWidth = 5;
  pen.beginPath();
  pen.ellipse(x, y, size * 1.7, size * 0.45, -0.4, 0.15, Math.PI - 0.15);
  pen.stroke();
}
