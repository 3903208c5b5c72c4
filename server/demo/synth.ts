import { randomFrom, seedOf } from './random.ts';
import { notesOf, secondsOf, type Score, type Track } from './score.ts';
import { RATE, voices } from './voices.ts';

/** Two channels of samples at 48 kHz, −1 to 1. */
export interface Sound {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** What every sound is brought to, and the highest sample it may reach (room for the codec to overshoot). */
const LOUDNESS = -14;
const CEILING = 0.82;

/**
 * Plays a score into a loop: whatever rings past the end is folded back to the beginning, and room and echo run twice
 * over it, so that the last sample leads into the first. The same score gives the same samples.
 */
export function play(score: Score): Sound {
  const length = Math.round(secondsOf(score) * RATE);
  const dry = silence(length);
  const room = silence(length);
  const echo = silence(length);
  for (const [index, track] of score.tracks.entries()) {
    const mono = playTrack(score, track, index, length);
    const angle = (((track.pan ?? 0) + 1) * Math.PI) / 4;
    mix(dry, mono, Math.cos(angle), Math.sin(angle));
    if (track.room) mix(room, mono, track.room * Math.cos(angle), track.room * Math.sin(angle));
    if (track.echo) mix(echo, mono, track.echo, track.echo);
  }
  const delay = Math.round((0.75 * score.framesPerBeat * RATE) / 30);
  if (score.tracks.some((track) => track.echo)) addSound(dry, echoOf(echo, delay));
  addSound(dry, roomOf(room));
  return master(dry);
}

const silence = (length: number): Sound => ({
  left: new Float32Array(length),
  right: new Float32Array(length),
});

function playTrack(score: Score, track: Track, index: number, length: number): Float32Array {
  const random = randomFrom(seedOf(`${index} ${track.voice} ${track.notes}`));
  const secondsPerBeat = score.framesPerBeat / 30;
  const out = new Float32Array(length);
  for (const note of notesOf(score, track)) {
    for (const pitch of note.pitches) {
      const hz = 440 * 2 ** ((pitch - 69) / 12);
      const force = note.force * (0.94 + 0.12 * random()) * (track.gain ?? 1);
      const samples = voices[track.voice]({ hz, seconds: note.beats * secondsPerBeat, force, random });
      const start = Math.round(note.beat * secondsPerBeat * RATE);
      for (let i = 0; i < samples.length; i++) {
        const at = (start + i) % length;
        out[at] = (out[at] ?? 0) + (samples[i] ?? 0);
      }
    }
  }
  return out;
}

function mix(into: Sound, mono: Float32Array, left: number, right: number): void {
  for (let i = 0; i < mono.length; i++) {
    const sample = mono[i] ?? 0;
    into.left[i] = (into.left[i] ?? 0) + sample * left;
    into.right[i] = (into.right[i] ?? 0) + sample * right;
  }
}

function addSound(into: Sound, other: Sound): void {
  mix(into, other.left, 1, 0);
  mix(into, other.right, 0, 1);
}

/** Left, right, left: each return a little darker. */
function echoOf(input: Sound, delay: number): Sound {
  const length = input.left.length;
  const out = silence(length);
  const lines = { left: new Float32Array(delay), right: new Float32Array(delay) };
  let dull = 0;
  for (let i = 0; i < 2 * length; i++) {
    const at = i % delay;
    const fromLeft = lines.left[at] ?? 0;
    const fromRight = lines.right[at] ?? 0;
    dull += 0.45 * (fromRight - dull);
    lines.left[at] = (input.left[i % length] ?? 0) + 0.45 * dull;
    lines.right[at] = fromLeft * 0.8;
    out.left[i % length] = fromLeft;
    out.right[i % length] = fromRight;
  }
  return out;
}

/** A small hall: eight delay lines feeding each other through a Householder matrix (Jot's feedback delay network). */
function roomOf(input: Sound): Sound {
  const length = input.left.length;
  const out = silence(length);
  const sizes = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797];
  const lines = sizes.map((size) => new Float32Array(size));
  const dulled = new Float64Array(8);
  const heard = new Float64Array(8);
  for (let i = 0; i < 2 * length; i++) {
    let sum = 0;
    for (let k = 0; k < 8; k++) {
      const line = lines[k] ?? dulled;
      const value = line[i % line.length] ?? 0;
      dulled[k] = (dulled[k] ?? 0) + 0.55 * (value - (dulled[k] ?? 0));
      heard[k] = dulled[k] ?? 0;
      sum += heard[k] ?? 0;
    }
    const left = input.left[i % length] ?? 0;
    const right = input.right[i % length] ?? 0;
    for (let k = 0; k < 8; k++) {
      const line = lines[k] ?? dulled;
      line[i % line.length] = (k % 2 ? right : left) + 0.86 * ((heard[k] ?? 0) - sum / 4);
    }
    const at = i % length;
    out.left[at] = 0.35 * ((heard[0] ?? 0) - (heard[2] ?? 0) + (heard[4] ?? 0) - (heard[6] ?? 0));
    out.right[at] = 0.35 * ((heard[1] ?? 0) - (heard[3] ?? 0) + (heard[5] ?? 0) - (heard[7] ?? 0));
  }
  return out;
}

/** No rumble, −14 LUFS, and no sample above the ceiling; limiting costs loudness, so it may take a few rounds. */
function master(sound: Sound): Sound {
  let now: Sound = { left: withoutRumble(sound.left), right: withoutRumble(sound.right) };
  for (let round = 0; round < 3; round++) {
    const gain = 10 ** ((LOUDNESS - loudnessOf(now)) / 20);
    if (Math.abs(gain - 1) < 0.005) break;
    const louder = silence(now.left.length);
    mix(louder, now.left, gain, 0);
    mix(louder, now.right, 0, gain);
    now = limit(louder);
  }
  return now;
}

/** A first-order high pass at 28 Hz, run twice round the loop. */
function withoutRumble(samples: Float32Array): Float32Array {
  const out = new Float32Array(samples.length);
  const keep = Math.exp((-2 * Math.PI * 28) / RATE);
  let before = 0;
  let y = 0;
  for (let i = 0; i < 2 * samples.length; i++) {
    const x = samples[i % samples.length] ?? 0;
    y = keep * (y + x - before);
    before = x;
    out[i % samples.length] = y;
  }
  return out;
}

/** Turns the sound down around its peaks, from 5 ms before to 5 ms after, without a corner. */
function limit(sound: Sound): Sound {
  const { left, right } = sound;
  const length = left.length;
  const reach = 240;
  const needed = new Float32Array(length).fill(1);
  let quiet = true;
  for (let i = 0; i < length; i++) {
    const peak = Math.max(Math.abs(left[i] ?? 0), Math.abs(right[i] ?? 0));
    if (peak <= CEILING) continue;
    quiet = false;
    for (let k = i - reach; k <= i + reach; k++) {
      const at = (k + length) % length;
      needed[at] = Math.min(needed[at] ?? 1, CEILING / peak);
    }
  }
  if (quiet) return sound;
  const gains = smooth(needed, reach);
  for (let i = 0; i < length; i++) {
    left[i] = (left[i] ?? 0) * (gains[i] ?? 1);
    right[i] = (right[i] ?? 0) * (gains[i] ?? 1);
  }
  return sound;
}

/** The mean over `reach` on either side, round the loop. */
function smooth(values: Float32Array, reach: number): Float32Array {
  const length = values.length;
  const out = new Float32Array(length);
  let sum = 0;
  for (let k = -reach; k <= reach; k++) sum += values[(k + length) % length] ?? 0;
  for (let i = 0; i < length; i++) {
    out[i] = sum / (2 * reach + 1);
    sum += (values[(i + reach + 1) % length] ?? 0) - (values[(i - reach + length) % length] ?? 0);
  }
  return out;
}

/** Integrated loudness in LUFS by ITU-R BS.1770-5, without the gate (these loops have no long silences). */
export function loudnessOf(sound: Sound): number {
  const power = weightedPower(sound.left) + weightedPower(sound.right);
  return -0.691 + 10 * Math.log10(Math.max(power, 1e-12));
}

/** The mean square after K-weighting: the two filters of BS.1770-5, tables 1 and 2, for 48 kHz. */
function weightedPower(samples: Float32Array): number {
  let [p1, p2, q1, q2, sum] = [0, 0, 0, 0, 0];
  for (const x of samples) {
    const shelved = 1.53512485958697 * x + p1;
    p1 = -2.69169618940638 * x + 1.69065929318241 * shelved + p2;
    p2 = 1.19839281085285 * x - 0.73248077421585 * shelved;
    const y = shelved + q1;
    q1 = -2 * shelved + 1.99004745483398 * y + q2;
    q2 = shelved - 0.99007225036621 * y;
    sum += y * y;
  }
  return sum / samples.length;
}
