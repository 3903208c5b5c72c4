import { setType } from '../lettering.ts';
import { at, clamp, follow, pop, ramp, HEIGHT, WIDTH, type Pen, type Scene } from '../stage.ts';

interface Word {
  text: string;
  /** The syllable (note of the voice) it comes with. */
  note: number;
  x: number;
  y: number;
  size: number;
  tilt?: number;
}

const phrases: readonly { paper: string; ink: string; until: number; words: readonly Word[] }[] = [
  {
    paper: '#2340d9',
    ink: '#fff6e6',
    until: 3.75,
    words: [
      { text: 'I’m', note: 0, x: 62, y: 330, size: 170 },
      { text: 'not', note: 1, x: 62, y: 520, size: 220 },
      { text: 'late.', note: 2, x: 56, y: 770, size: 232 },
    ],
  },
  {
    paper: '#ffcb2e',
    ink: '#1a1a1a',
    until: 5.9,
    words: [
      { text: 'I’m', note: 3, x: 62, y: 380, size: 150 },
      { text: 'just', note: 4, x: 56, y: 680, size: 262 },
    ],
  },
  {
    paper: '#ff5d73',
    ink: '#fff6e6',
    until: 12,
    words: [
      { text: 'ear', note: 5, x: 56, y: 270, size: 190 },
      { text: 'ly', note: 6, x: 392, y: 270, size: 190, tilt: -0.06 },
      { text: 'for', note: 7, x: 62, y: 420, size: 120 },
      { text: 'to', note: 8, x: 300, y: 420, size: 120 },
      { text: 'mor', note: 9, x: 50, y: 650, size: 250 },
      { text: 'row.', note: 10, x: 50, y: 860, size: 232 },
    ],
  },
];

/** The line, set in type: every syllable lands when it is said, and long ones stretch as long as they last. */
export const sayItType: Scene = ({ score }) => {
  const { notes } = follow(score, 'talk');
  return (pen, { beat }) => {
    const index = phrases.findIndex((phrase) => beat < phrase.until);
    const phrase = phrases[index] ?? phrases[0];
    if (!phrase) return;
    const before = phrases[(index + phrases.length - 1) % phrases.length] ?? phrase;
    const began = index > 0 ? before.until : 0;
    pen.fillStyle = before.paper;
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.fillStyle = phrase.paper;
    pen.fillRect(0, 0, WIDTH, HEIGHT * ramp(beat, began, began + 0.22));
    for (const word of phrase.words) {
      const note = notes[word.note];
      if (note && beat >= note.beat)
        say(pen, word, phrase.ink, (beat - note.beat) / note.beats, beat - note.beat, note.beats);
    }
    if (index === phrases.length - 1) drumRoll(pen, beat, phrase.ink);
  };
};

function say(pen: Pen, word: Word, ink: string, share: number, since: number, beats: number): void {
  const land = pop(since / 0.28);
  const stretch = beats > 0.9 ? 0.22 * Math.sin(Math.PI * clamp(share)) : 0;
  at(
    pen,
    {
      x: word.x,
      y: word.y,
      turn: (word.tilt ?? 0) * land,
      sx: land * (1 - stretch * 0.25),
      sy: land * (1 + stretch),
    },
    () => {
      setType(pen, { face: 'black', size: word.size, colour: ink, align: 'left' });
      pen.fillText(word.text, 0, 0);
    },
  );
}

function drumRoll(pen: Pen, beat: number, ink: string): void {
  for (const [text, when, x] of [
    ['ba', 10.5, 70],
    ['dum', 10.75, 152],
    ['tss', 11, 300],
  ] as const) {
    if (beat < when) continue;
    const jump = 26 * Math.exp(-(beat - when) * 7);
    setType(pen, { face: 'italic', size: 84, colour: ink, align: 'left' });
    pen.fillText(text, x, 966 - jump);
  }
}
