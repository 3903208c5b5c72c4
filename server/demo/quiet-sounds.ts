import type { Score } from './score.ts';

/** Music to look out of a window to. */
export const quietSounds = {
  /** A slow waltz by the water. */
  harbour: {
    framesPerBeat: 18,
    beats: 12,
    tracks: [
      {
        voice: 'guitar',
        perBeat: 2,
        notes: 'g2 d3 b3 d4? b3 d3? | e2 b2 g3 b3? g3 b2? | c3 g3 e4 g4? e4 g3? | d3 a3 f#4 a4? f#4 a3?',
        gain: 0.7,
        pan: -0.25,
        room: 0.25,
      },
      {
        voice: 'celesta',
        perBeat: 1,
        notes: 'b5 . d6 | g5 . b5? | c6 . e6 | d6 . a5?',
        gain: 0.3,
        pan: 0.3,
        room: 0.5,
        echo: 0.25,
      },
      { voice: 'pad', perBeat: 1 / 3, notes: 'g3+b3+d4 e3+g3+b3 c3+e3+g3 d3+f#3+a3', gain: 0.1, room: 0.4 },
      { voice: 'bass', perBeat: 1 / 3, notes: 'g1 e1 c2 d2', gain: 0.3 },
      { voice: 'sea', perBeat: 1 / 6, notes: 'x', gain: 0.1, pan: 0.2 },
    ],
  },
  /** Half past one at night: electric piano, brushes, dust on the record. */
  late: {
    framesPerBeat: 24,
    beats: 8,
    swing: 0.5,
    tracks: [
      {
        voice: 'keys',
        perBeat: 2,
        notes:
          'f3+a3+c4+e4 - - f3+a3+c4+e4? | f3+b3+e4+a4 - - f3+b3+e4? | e3+g3+b3+d4 - - e3+g3+b3+d4? | g3+c#4+f4+bb4 - - -',
        gain: 0.22,
        pan: -0.15,
        room: 0.3,
      },
      {
        voice: 'kalimba',
        perBeat: 2,
        notes: '. . e5 - . d5? a4 - | . . b4 - g4? . a4 c#5?',
        gain: 0.4,
        pan: 0.35,
        room: 0.4,
        echo: 0.45,
      },
      { voice: 'bass', perBeat: 2, notes: 'd2 - . a1? | g1 - . d2? | c2 - . g1? | a1 - c#2? -', gain: 0.5 },
      { voice: 'kick', perBeat: 4, notes: 'x.....o...x.....', gain: 0.6 },
      { voice: 'snare', perBeat: 4, notes: '....x.......x..o', gain: 0.4, room: 0.2 },
      { voice: 'hat', perBeat: 4, notes: 'x.oox.oox.oox.o.', gain: 0.28, pan: 0.25 },
      { voice: 'dust', perBeat: 1 / 8, notes: 'x', gain: 0.5, pan: -0.3 },
    ],
  },
  /** Five planets, five tempi; they meet once a loop. */
  orrery: {
    framesPerBeat: 20,
    beats: 12,
    tracks: [
      { voice: 'bowl', perBeat: 2 / 12, notes: 'c3', gain: 0.5, room: 0.5 },
      { voice: 'kalimba', perBeat: 3 / 12, notes: 'g3', gain: 0.55, pan: -0.3, room: 0.5 },
      { voice: 'celesta', perBeat: 4 / 12, notes: 'e4', gain: 0.5, pan: 0.3, room: 0.5 },
      { voice: 'marimba', perBeat: 5 / 12, notes: 'b4', gain: 0.5, pan: -0.5, room: 0.6 },
      { voice: 'bell', perBeat: 7 / 12, notes: 'd6', gain: 0.25, pan: 0.5, room: 0.7 },
      { voice: 'pad', perBeat: 1 / 6, notes: 'c3+g3+e4 a2+e3+c4', gain: 0.12, room: 0.5 },
    ],
  },
  /** Twenty metres down. */
  deep: {
    framesPerBeat: 30,
    beats: 8,
    tracks: [
      { voice: 'pad', perBeat: 1 / 4, notes: 'd3+a3+c4+f4 bb2+f3+a3+d4', gain: 0.2, room: 0.5 },
      {
        voice: 'kalimba',
        perBeat: 2,
        notes: 'd5 . a4? . f4 . c5 . | . a4? . d5 . e5? f5? .',
        gain: 0.4,
        pan: 0.2,
        room: 0.6,
        echo: 0.5,
      },
      { voice: 'bass', perBeat: 1 / 4, notes: 'd2 bb1', gain: 0.4 },
      { voice: 'drops', perBeat: 1 / 8, notes: 'x', gain: 0.12, pan: -0.4, room: 0.6 },
      { voice: 'rumble', perBeat: 1 / 8, notes: 'x', gain: 0.15 },
    ],
  },
  /** A music box and nine rockets; each bursts a beat after it starts to climb. */
  sparks: {
    framesPerBeat: 20,
    beats: 12,
    tracks: [
      { voice: 'rocket', perBeat: 1, notes: 'x..o.x..x.xo', gain: 0.55, pan: -0.1, room: 0.35 },
      {
        voice: 'celesta',
        perBeat: 2,
        notes: 'e5 . g5 . c6 g5? | f5 . a5 . c6 a5? | d5 . g5 . b5 g5? | c5 . e5 . g5 e5?',
        gain: 0.45,
        pan: 0.2,
        room: 0.4,
        echo: 0.2,
      },
      { voice: 'pad', perBeat: 1 / 3, notes: 'c3+g3+e4 f3+c4+a4 g3+d4+b4 c3+g3+e4', gain: 0.14, room: 0.4 },
      { voice: 'bass', perBeat: 1 / 3, notes: 'c2 f1 g1 c2', gain: 0.35 },
    ],
  },
  /** Second class, window seat. */
  rails: {
    framesPerBeat: 16,
    beats: 16,
    tracks: [
      { voice: 'clack', perBeat: 4, notes: 'xo......', gain: 0.9, pan: -0.1, room: 0.15 },
      { voice: 'rumble', perBeat: 1 / 16, notes: 'x', gain: 0.3 },
      {
        voice: 'guitar',
        perBeat: 2,
        notes:
          'd3! a3 d4 f#4 a3? d4 f#4 a3? | b2! f#3 b3 d4 f#3? b3 d4 f#3? | g2! d3 g3 b3 d3? g3 b3 d4? | a2! e3 a3 c#4 e3? a3 e4 c#4?',
        gain: 0.75,
        pan: 0.2,
        room: 0.25,
      },
      {
        voice: 'celesta',
        perBeat: 1,
        notes: '. . f#5 a5 | . . d5 . | . . b5 d6? | e5 . c#5? .',
        gain: 0.25,
        pan: -0.35,
        room: 0.5,
        echo: 0.3,
      },
      { voice: 'bass', perBeat: 1 / 4, notes: 'd2 b1 g1 a1', gain: 0.4 },
    ],
  },
  /** One bell for every star. */
  stars: {
    framesPerBeat: 25,
    beats: 8,
    tracks: [
      {
        voice: 'bell',
        perBeat: 2,
        notes: 'e5 . b5 f#5? g5 . d6 b5? | a5 . e6 d6? b5 . . .',
        gain: 0.4,
        pan: 0.15,
        room: 0.6,
        echo: 0.35,
      },
      { voice: 'pad', perBeat: 1 / 4, notes: 'e3+b3+g4 c3+g3+e4', gain: 0.2, room: 0.5 },
      { voice: 'bass', perBeat: 1 / 4, notes: 'e2 c2', gain: 0.3 },
      { voice: 'wind', perBeat: 1 / 8, notes: 'x', gain: 0.12, pan: -0.3 },
    ],
  },
  /** Twenty-four hours in eight seconds. */
  noon: {
    framesPerBeat: 30,
    beats: 8,
    tracks: [
      { voice: 'tick', perBeat: 2, notes: 'x.', gain: 0.4, pan: -0.15, room: 0.15 },
      { voice: 'tock', perBeat: 2, notes: '.x', gain: 0.4, pan: 0.15, room: 0.15 },
      {
        voice: 'kalimba',
        perBeat: 2,
        notes: 'c4 g4? e5 g4? | f4 c5? a5 c5? | a4 e5? c6 e5? | g4 d5? b5 d5?',
        gain: 0.45,
        pan: 0.25,
        room: 0.4,
        echo: 0.3,
      },
      { voice: 'pad', perBeat: 1 / 2, notes: 'c3+g3+e4 f3+c4+a4 a2+e3+c4 g2+d3+b3', gain: 0.14, room: 0.4 },
      { voice: 'bell', perBeat: 1, notes: '. . . . c5! . . .', gain: 0.35, room: 0.6 },
      { voice: 'bass', perBeat: 1 / 2, notes: 'c2 f1 a1 g1', gain: 0.35 },
    ],
  },
  /** Singing bowls and falling sand. */
  bowls: {
    framesPerBeat: 30,
    beats: 8,
    tracks: [
      { voice: 'bowl', perBeat: 1 / 4, notes: 'd3 a2', gain: 0.6, room: 0.5 },
      { voice: 'bowl', perBeat: 1 / 2, notes: '. f4? . e4?', gain: 0.4, pan: 0.35, room: 0.6 },
      {
        voice: 'celesta',
        perBeat: 1,
        notes: '. a5? . . | c6? . . d5?',
        gain: 0.3,
        pan: -0.3,
        room: 0.7,
        echo: 0.3,
      },
      { voice: 'pad', perBeat: 1 / 8, notes: 'd3+a3+e4', gain: 0.14, room: 0.5 },
      { voice: 'sand', perBeat: 1 / 2, notes: 'x', gain: 0.05, pan: 0.2 },
    ],
  },
} satisfies Record<string, Score>;
