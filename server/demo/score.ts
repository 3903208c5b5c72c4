import type { VoiceName } from './voices.ts';

/** Pictures run at 30 frames a second and a beat lasts a whole number of frames, so that both keep time exactly. */
export const FPS = 30;

export interface Track {
  readonly voice: VoiceName;
  /**
   * One token a step, repeated to the end of the score: `c4` a note, `c4+e4` a chord, `.` silence, `-` holds what
   * sounds, `X` `x` `o` a stroke (loud, plain, soft), `|` for the eye only. A note ends with `!` when loud, `?` when soft.
   */
  readonly notes: string;
  /** Steps in a beat. Fractions are fine: 1/4 makes a step of four beats. */
  readonly perBeat: number;
  /** Linear, before the whole is brought to its loudness. */
  readonly gain?: number;
  /** −1 left to 1 right. */
  readonly pan?: number;
  /** How much goes into the room, and into the echo (three quarters of a beat), 0 to 1. */
  readonly room?: number;
  readonly echo?: number;
}

export interface Score {
  readonly framesPerBeat: number;
  readonly beats: number;
  /** How late the second half of each half beat comes, as a share of a quarter beat. */
  readonly swing?: number;
  readonly tracks: readonly Track[];
}

export interface Note {
  /** When it starts and how long it lasts, in beats. */
  readonly beat: number;
  readonly beats: number;
  /** MIDI numbers; strokes have one, 60. */
  readonly pitches: readonly number[];
  /** 0 to 1. */
  readonly force: number;
}

export const framesOf = (score: Score): number => score.framesPerBeat * score.beats;
export const secondsOf = (score: Score): number => framesOf(score) / FPS;

/** The notes of a track from the first beat to the last, in order. */
export function notesOf(score: Score, track: Track): Note[] {
  const tokens = tokensOf(track.notes);
  const steps = Math.round(score.beats * track.perBeat);
  const notes: Note[] = [];
  for (let step = 0; step < steps; step++) {
    const token = tokens[step % tokens.length] ?? '.';
    if (token === '.') continue;
    const last = notes.at(-1);
    if (token === '-' && last) notes[notes.length - 1] = { ...last, beats: last.beats + 1 / track.perBeat };
    else notes.push(noteAt(step, token, track.perBeat, score.swing ?? 0));
  }
  return notes;
}

/** Strokes may be written without spaces: `x...o...`. */
function tokensOf(notes: string): string[] {
  const between = /^[Xxo.|\s-]*$/.test(notes) ? '' : /\s+/;
  return notes.split(between).filter((token) => /[^|\s]/.test(token));
}

/** The notes of the first track with this voice; pictures use it to move with the music. */
export function notesOfVoice(score: Score, voice: VoiceName): Note[] {
  const track = score.tracks.find((each) => each.voice === voice);
  return track ? notesOf(score, track) : [];
}

function noteAt(step: number, token: string, perBeat: number, swing: number): Note {
  const late = perBeat === 4 && step % 2 === 1 ? swing / 4 : 0;
  const beat = step / perBeat + late;
  const stroke = { X: 1, x: 0.75, o: 0.4 }[token];
  if (stroke !== undefined) return { beat, beats: 1 / perBeat, pitches: [60], force: stroke };
  const force = token.endsWith('!') ? 1 : token.endsWith('?') ? 0.45 : 0.72;
  return { beat, beats: 1 / perBeat, pitches: token.replace(/[!?]$/, '').split('+').map(pitchOf), force };
}

const semitones: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/** `c4` is 60, `f#3` and `gb3` are 54. */
export function pitchOf(name: string): number {
  const match = /^([a-g])([#b]?)(-?\d)$/.exec(name);
  const base = semitones[match?.[1] ?? ''];
  if (!match || base === undefined) throw new Error(`Not a note: ${name}`);
  const sharp = match[2] === '#' ? 1 : match[2] === 'b' ? -1 : 0;
  return 12 * (Number(match[3]) + 1) + base + sharp;
}
