import { CENTRE, disc, follow, TAU, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

/** Two sheets of rings, one printed red and one blue. Only the distance between them moves. */
export const moire: Scene = ({ score }) => {
  const kick = follow(score, 'kick');
  return (pen, { turn, beat }) => {
    pen.fillStyle = '#f6ecd9';
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    const breath = 5 * Math.exp(-kick.since(beat) * 4);
    const { x, y } = CENTRE;
    const apart = 90 + 60 * Math.sin(TAU * turn);
    const angle = TAU * turn;
    pen.save();
    pen.beginPath();
    pen.rect(50, 130, 560, 800);
    pen.clip();
    disc(pen, x, y, 190 + breath * 2, '#f2b84b');
    pen.globalCompositeOperation = 'multiply';
    rings(pen, x + (apart / 2) * Math.cos(angle), y + (apart / 2) * Math.sin(angle), 23, '#ef7d5f');
    rings(
      pen,
      x - (apart / 2) * Math.cos(angle),
      y - (apart / 2) * Math.sin(angle),
      13.6 + 0.3 * Math.cos(angle),
      '#2b50a8',
    );
    pen.restore();
    pen.fillStyle = '#2b50a8';
    for (let k = 0; k < 16; k++) pen.fillRect(50 + k * 35.3, 946, Math.floor(beat) === k ? 30 : 12, 6);
  };
};

function rings(pen: Pen, x: number, y: number, gap: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = gap * 0.46;
  pen.beginPath();
  for (let radius = gap; radius < 560; radius += gap) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, TAU);
  }
  pen.stroke();
}
