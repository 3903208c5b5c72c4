import type { Canvas } from '@napi-rs/canvas';
import { CENTRE, disc, follow, paint, TAU, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

/** Far enough to cover the sheet from wherever the rings' centre is. */
const REACH = 600;

/** Two sheets of rings, one printed red and one blue. Only the distance between them moves. */
export const moire: Scene = ({ score }) => {
  const kick = follow(score, 'kick');
  const red = rings(34, '#ef7d5f');
  const blue = rings(31.5, '#3557ad');
  return (pen, { turn, beat }) => {
    pen.fillStyle = '#f6ecd9';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    const breath = 5 * Math.exp(-kick.since(beat) * 4);
    const { x, y } = CENTRE;
    const apart = 80 + 30 * Math.sin(TAU * turn);
    const angle = TAU * turn;
    pen.save();
    pen.beginPath();
    pen.rect(50, 130, 560, 800);
    pen.clip();
    disc(pen, x, y, 190 + breath * 2, '#f2b84b');
    pen.globalCompositeOperation = 'multiply';
    const [dx, dy] = [(apart / 2) * Math.cos(angle), (apart / 2) * Math.sin(angle)];
    stamp(pen, red, x + dx, y + dy, 1);
    stamp(pen, blue, x - dx, y - dy, 1 + 0.015 * Math.cos(angle));
    pen.restore();
    pen.fillStyle = '#2b50a8';
    for (let k = 0; k < 16; k++) pen.fillRect(50 + k * 35.3, 946, Math.floor(beat) === k ? 30 : 12, 6);
  };
};

/** Drawn once: five hundred edges a frame are too many to fill anew. */
function rings(gap: number, colour: string): Canvas {
  return paint(2 * REACH, 2 * REACH, (pen) => {
    pen.strokeStyle = colour;
    pen.lineWidth = gap * 0.5;
    for (let radius = gap; radius < REACH; radius += gap) {
      pen.beginPath();
      pen.arc(REACH, REACH, radius, 0, TAU);
      pen.stroke();
    }
  });
}

function stamp(pen: Pen, picture: Canvas, x: number, y: number, size: number): void {
  const reach = REACH * size;
  pen.drawImage(picture, x - reach, y - reach, 2 * reach, 2 * reach);
}
