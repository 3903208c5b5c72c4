import { at, disc, follow, ramp, TAU, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

const SIZE = 180;
const palettes = [
  ['#f2e8d5', '#d7392f'],
  ['#1d3f8f', '#f2e8d5'],
  ['#f2b632', '#1a1a1a'],
  ['#f2e8d5', '#1d3f8f'],
  ['#1a1a1a', '#f2b632'],
  ['#d7392f', '#f2e8d5'],
  ['#e9b9b2', '#1d3f8f'],
] as const;

/** A poster of quarter circles; a few of them turn on every note of the lead, and all end as they began. */
export const tiles: Scene = ({ random, score }) => {
  const beats = follow(score, 'arp').notes.map((note) => note.beat);
  const grid = Array.from({ length: 4 * 8 }, (_, index) => ({
    x: (index % 4) * SIZE,
    y: Math.floor(index / 4) * SIZE - 80,
    kind: Math.floor(random() * 4),
    colours: palettes[Math.floor(random() * palettes.length)] ?? palettes[0],
    start: Math.floor(random() * 4),
    turns: pick(beats, random),
  }));
  return (pen, { beat }) => {
    pen.fillStyle = '#f2e8d5';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    for (const tile of grid) {
      const quarters = tile.turns.reduce((sum, when) => sum + ramp(beat, when, when + 0.5), tile.start);
      const moving = quarters % 1;
      at(pen, { x: tile.x + SIZE / 2, y: tile.y + SIZE / 2, turn: (quarters * TAU) / 4 }, () => {
        pen.fillStyle = tile.colours[0];
        pen.fillRect(-SIZE / 2 - 0.5, -SIZE / 2 - 0.5, SIZE + 1, SIZE + 1);
        motif(pen, tile.kind, tile.colours[1], moving);
      });
    }
    pen.strokeStyle = 'rgba(20,20,20,0.12)';
    pen.lineWidth = 1;
    pen.strokeRect(0, 0, WIDTH, HEIGHT);
  };
};

/** Four notes out of all, one in each quarter of the loop: four quarter turns are none. */
function pick(beats: readonly number[], random: () => number): number[] {
  const share = Math.floor(beats.length / 4);
  return [0, 1, 2, 3].map((part) => beats[part * share + Math.floor(random() * (share - 2))] ?? 0);
}

function motif(pen: Pen, kind: number, colour: string, moving: number): void {
  const half = SIZE / 2;
  pen.fillStyle = colour;
  pen.save();
  pen.beginPath();
  pen.rect(-half, -half, SIZE, SIZE);
  pen.clip();
  if (kind === 0) disc(pen, -half, -half, SIZE, colour);
  if (kind === 1) {
    disc(pen, -half, -half, half, colour);
    disc(pen, half, half, half, colour);
  }
  if (kind === 2) {
    pen.beginPath();
    pen.arc(0, -half, half, 0, Math.PI);
    pen.arc(0, half, half, Math.PI, TAU);
    pen.fill();
  }
  if (kind === 3) {
    pen.strokeStyle = colour;
    pen.lineWidth = SIZE / 6;
    for (const radius of [SIZE / 4, SIZE / 2 + SIZE / 12, SIZE - SIZE / 12]) {
      pen.beginPath();
      pen.arc(-half, -half, radius, 0, TAU / 4);
      pen.stroke();
    }
  }
  if (moving > 0.01) {
    pen.fillStyle = `rgba(0,0,0,${0.18 * Math.sin(Math.PI * moving)})`;
    pen.fillRect(-half, -half, SIZE, SIZE);
  }
  pen.restore();
}
