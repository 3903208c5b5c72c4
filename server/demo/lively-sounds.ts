import type { Score } from './score.ts';

/** Music with somewhere to go. */
export const livelySounds = {
  /** Sixteen steps: the drum machine that two people made pictures for. */
  sixteen: {
    framesPerBeat: 14,
    beats: 16,
    tracks: [
      { voice: 'kick', perBeat: 4, notes: 'X...x...X...x..o', gain: 0.75 },
      { voice: 'clap', perBeat: 4, notes: '....x.......x...', gain: 0.45, room: 0.25 },
      { voice: 'hat', perBeat: 4, notes: '..x...x...x.o.x.', gain: 0.45, pan: 0.3 },
      { voice: 'rim', perBeat: 4, notes: 'o..x..o...x..x..', gain: 0.35, pan: -0.4, room: 0.2 },
      { voice: 'tom', perBeat: 4, notes: '.......x.......o', gain: 0.5, pan: -0.2 },
      {
        voice: 'arp',
        perBeat: 4,
        notes: 'a3 . c4 . e4! a3 . g4 . e4 c4? . d4! . c4? .',
        gain: 0.32,
        pan: 0.1,
        room: 0.2,
        echo: 0.35,
      },
      { voice: 'bass', perBeat: 4, notes: 'a1 . . a1 . . a1 . . . g1 . c2 . d2 .', gain: 0.5 },
      { voice: 'pad', perBeat: 1 / 4, notes: 'a3+c4+e4 f3+a3+c4 c3+e3+g3 g3+b3+d4', gain: 0.09, room: 0.3 },
    ],
  },
  /** Marimba in the morning. */
  sprout: {
    framesPerBeat: 16,
    beats: 12,
    tracks: [
      {
        voice: 'marimba',
        perBeat: 2,
        notes:
          'f4 c5? a4 c5? | d4 a4? f4 a4? | bb3 f4? d4 f4? | a3 f4? c5 f4? | g3 d4? bb3 d5? | c4 g4? e4 bb4?',
        gain: 0.7,
        pan: -0.2,
        room: 0.25,
      },
      {
        voice: 'kalimba',
        perBeat: 1,
        notes: 'c6 . a5 . | f5 . . g5 | a5 . g5 e5?',
        gain: 0.32,
        pan: 0.3,
        room: 0.45,
        echo: 0.3,
      },
      { voice: 'bass', perBeat: 1 / 2, notes: 'f2 d2 bb1 a1 g1 c2', gain: 0.4 },
      { voice: 'shaker', perBeat: 4, notes: 'o.x.', gain: 0.35, pan: 0.4 },
      { voice: 'rim', perBeat: 2, notes: '...x', gain: 0.25, pan: -0.4, room: 0.3 },
    ],
  },
  /** A dog with somewhere to be. */
  trot: {
    framesPerBeat: 13,
    beats: 16,
    tracks: [
      {
        voice: 'uke',
        perBeat: 2,
        notes:
          'g4+c4+e4+c5! . g4+c4+e4 c5+e4+c4? . g4+c4+e4 c5+e4? . | g4+c4+e4+a4! . a4+c4+e4 a4+e4+c4? . a4+c4+e4 a4+e4? . | a4+c4+f4+a4! . a4+c4+f4 a4+f4+c4? . a4+c4+f4 a4+f4? . | g4+d4+b4! . g4+d4+b4 b4+g4+d4? . g4+d4+b4 b4+g4? .',
        gain: 0.32,
        pan: -0.25,
        room: 0.15,
      },
      {
        voice: 'whistle',
        perBeat: 2,
        notes: 'e5 - g5 . e5 d5 c5 . | a4 - c5 . e5 - . . | f5 - a5 . f5 e5 d5 . | d5 - b4 . g4 - . .',
        gain: 0.3,
        pan: 0.2,
        room: 0.3,
      },
      { voice: 'bass', perBeat: 1, notes: 'c2 . g1 . a1 . e2 . f1 . c2 . g1 . d2 .', gain: 0.5 },
      { voice: 'clap', perBeat: 1, notes: '.x', gain: 0.25, room: 0.2 },
      { voice: 'page', perBeat: 2, notes: 'xo', gain: 0.35, pan: 0.4 },
    ],
  },
  /** "I'm not late. I'm just early for tomorrow." Ba-dum tss. */
  tomorrow: {
    framesPerBeat: 18,
    beats: 12,
    tracks: [
      {
        voice: 'talk',
        perBeat: 2,
        notes: 'd3 f3 eb3! - - . . . d3 f#3! - . f3 e3? c3 c#3? f3! - c3 - - . . .',
        gain: 0.9,
        room: 0.06,
      },
      { voice: 'bass', perBeat: 1, notes: 'd2 . a1 . g1 . d2 b1 a1 . . .', gain: 0.35 },
      { voice: 'rim', perBeat: 2, notes: '..x...x...x...x...x.....', gain: 0.3, pan: -0.3, room: 0.3 },
      {
        voice: 'marimba',
        perBeat: 2,
        notes: '. . . . . a4+f4 . a4? . . . b4+g4 . . . . . . . . e4+c#4 . . .',
        gain: 0.3,
        pan: 0.35,
        room: 0.25,
      },
      {
        voice: 'tom',
        perBeat: 4,
        notes: '................ ................ ..........xX....',
        gain: 0.6,
        pan: -0.2,
      },
      {
        voice: 'crash',
        perBeat: 4,
        notes: '................ ................ ............x...',
        gain: 0.3,
        pan: 0.2,
      },
    ],
  },
  /** Knit one, purl one: a needle click for every stitch. */
  stitches: {
    framesPerBeat: 15,
    beats: 12,
    tracks: [
      { voice: 'needle', perBeat: 4, notes: 'x.o.', gain: 0.35, pan: -0.25, room: 0.15 },
      {
        voice: 'keys',
        perBeat: 1 / 2,
        notes: 'g3+b3+d4 e3+g3+b3 c3+e3+g3 d3+f#3+a3 b2+d3+g3 c3+d3+f#3',
        gain: 0.22,
        room: 0.3,
      },
      {
        voice: 'marimba',
        perBeat: 4,
        notes:
          'g4 . d5? . b4 . d5? b4? | g4 . e5? . b4 . e5? g4? | g4 . e5? . c5 . e5? c5? | f#4 . d5? . a4 . d5? a4?',
        gain: 0.42,
        pan: 0.25,
        room: 0.25,
      },
      { voice: 'bass', perBeat: 1 / 2, notes: 'g1 e1 c2 d2 b1 d2', gain: 0.45 },
      { voice: 'kick', perBeat: 1, notes: 'x.', gain: 0.4 },
      { voice: 'shaker', perBeat: 4, notes: '..o.', gain: 0.35, pan: 0.4 },
    ],
  },
  /** Kitchen funk. */
  kitchen: {
    framesPerBeat: 16,
    beats: 16,
    swing: 0.3,
    tracks: [
      { voice: 'bass', perBeat: 4, notes: 'e2! . . e2? . . g2 . a2 . . b2? . d3 . b2?', gain: 0.55 },
      { voice: 'kick', perBeat: 4, notes: 'X..o..x...o.....', gain: 0.65 },
      { voice: 'snare', perBeat: 4, notes: '....x..o....x...', gain: 0.45, room: 0.15 },
      { voice: 'hat', perBeat: 4, notes: 'xoxoxoxoxoxoxoxo', gain: 0.25, pan: 0.3 },
      {
        voice: 'keys',
        perBeat: 4,
        notes: '. . . d4+g4+b4! . . d4+g4+b4? . . . e4+a4+c5! . . . . .',
        gain: 0.3,
        pan: -0.3,
        room: 0.2,
      },
      {
        voice: 'uke',
        perBeat: 4,
        notes: '. . e5? . . b4? . . . . e5? . g5 . e5? .',
        gain: 0.3,
        pan: 0.4,
        room: 0.3,
      },
    ],
  },
  /** Two patterns, slightly apart. */
  beating: {
    framesPerBeat: 15,
    beats: 16,
    tracks: [
      { voice: 'kick', perBeat: 4, notes: 'x...', gain: 0.6 },
      { voice: 'hat', perBeat: 4, notes: '..x.', gain: 0.3, pan: 0.2 },
      { voice: 'bass', perBeat: 4, notes: '. . c2 c2? . . c2 eb2?', gain: 0.45 },
      {
        voice: 'arp',
        perBeat: 4,
        notes: 'c4 . eb4 c4? . g4 . bb4 c4 . eb4? . g4 . f4 .',
        gain: 0.28,
        pan: -0.35,
        room: 0.3,
        echo: 0.3,
      },
      {
        voice: 'marimba',
        perBeat: 4,
        notes: 'c5 . . g4? . . eb5 . . bb4? . .',
        gain: 0.35,
        pan: 0.4,
        room: 0.4,
      },
      { voice: 'pad', perBeat: 1 / 8, notes: 'c3+g3+eb4 ab2+eb3+c4', gain: 0.13, room: 0.4 },
    ],
  },
  /** Five letters, five notes, four chords. */
  bounce: {
    framesPerBeat: 16,
    beats: 12,
    tracks: [
      {
        voice: 'marimba',
        perBeat: 2,
        notes: 'g4 b4 d5 g5 a5? . | e4 g4 b4 e5 g5? . | c4 e4 g4 c5 e5? . | d4 f#4 a4 d5 f#5? .',
        gain: 0.75,
        room: 0.25,
      },
      { voice: 'bass', perBeat: 1 / 3, notes: 'g1 e1 c2 d2', gain: 0.45 },
      { voice: 'kick', perBeat: 2, notes: 'x.....', gain: 0.5 },
      { voice: 'clap', perBeat: 2, notes: '.....x', gain: 0.3, room: 0.3 },
      { voice: 'shaker', perBeat: 4, notes: 'o.x.', gain: 0.3, pan: 0.4 },
      { voice: 'pad', perBeat: 1 / 3, notes: 'g3+b3+d4 e3+g3+b3 c3+e3+g3 d3+f#3+a3', gain: 0.1, room: 0.3 },
    ],
  },
} satisfies Record<string, Score>;
