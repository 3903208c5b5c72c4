import { at, CENTRE, disc, fillSky, grainOf, polygon, ramp, TAU, type Pen, type Scene } from '../stage.ts';

const papers = [
  ['#e4572e', '#f7c59f'],
  ['#f3a712', '#fff1d0'],
  ['#17bebb', '#d7f3ee'],
] as const;
const RADIUS = 74;

/** Three hexagons of folded paper; each opens six flaps, one for every beat, and closes them again. */
export const origami: Scene = ({ random, score }) => {
  const grain = grainOf(random, 0.09);
  const openness = (beat: number, ring: number, flap: number): number => {
    const open = ring * 1.2 + flap * 0.5;
    const close = score.beats - 5.2 + (2 - ring) * 0.9 + flap * 0.3;
    return ramp(beat, open, open + 1) - ramp(beat, close, close + 0.9);
  };
  return (pen, { beat, turn }) => {
    fillSky(pen, [
      [0, '#24404d'],
      [1, '#122530'],
    ]);
    disc(pen, CENTRE.x, CENTRE.y, 330, 'rgba(255,255,255,0.04)');
    for (const ring of [2, 1, 0]) {
      const size = RADIUS * 1.68 ** ring;
      at(pen, { x: CENTRE.x, y: CENTRE.y, turn: TAU * (ring / 12 + turn / 6) }, () => {
        hexagon(pen, size, papers[ring]?.[1] ?? '#fff', ring === 0 ? 1 : openness(beat, ring - 1, 0));
        for (let flap = 0; flap < 6; flap++)
          drawFlap(pen, size, flap, openness(beat, ring, flap), papers[ring] ?? papers[0]);
      });
    }
    pen.drawImage(grain, 0, 0);
  };
};

function hexagon(pen: Pen, size: number, colour: string, share: number): void {
  const corners = Array.from({ length: 6 }, (_, k): [number, number] => [
    size * share * Math.cos((TAU * k) / 6),
    size * share * Math.sin((TAU * k) / 6),
  ]);
  polygon(pen, corners, colour);
}

/** A triangle hinged on one side of the hexagon: folded in it covers a sixth of it, folded out it is a point of a star. */
function drawFlap(
  pen: Pen,
  size: number,
  index: number,
  open: number,
  [back, front]: readonly [string, string],
): void {
  const hinge = size * Math.cos(Math.PI / 6);
  const tip = -Math.cos(Math.PI * open);
  pen.save();
  pen.rotate(TAU * ((index + 0.5) / 6));
  const half = size / 2;
  const apex: [number, number] = [hinge + hinge * tip, 0];
  const lift = Math.sin(Math.PI * open) * 14;
  if (open > 0.02)
    polygon(
      pen,
      [
        [hinge, -half],
        [hinge, half],
        [apex[0] + 6, lift],
      ],
      'rgba(0,10,20,0.22)',
    );
  polygon(pen, [[hinge, -half], [hinge, half], apex], open < 0.5 ? back : front);
  const glow = Math.abs(tip) * 0.16;
  polygon(
    pen,
    [[hinge, 0], [hinge, half], apex],
    index % 2 ? `rgba(0,0,0,${glow})` : `rgba(255,255,255,${glow})`,
  );
  pen.restore();
}
