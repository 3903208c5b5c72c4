import type { Random } from './random.ts';

export const RATE = 48_000;
const TAU = 2 * Math.PI;

/** One note as mono samples; `seconds` is how long it is held, and a voice may ring on after that. */
export type Voice = (note: { hz: number; seconds: number; force: number; random: Random }) => Float32Array;

type Shape = (t: number, index: number) => number;

function render(seconds: number, shape: Shape): Float32Array {
  const samples = new Float32Array(Math.ceil(seconds * RATE));
  const fade = Math.min(samples.length, 480);
  for (let i = 0; i < samples.length; i++) {
    // Every note ends in 10 ms of fading, so that cutting a decay short never clicks.
    const end = Math.min(1, (samples.length - i) / fade);
    samples[i] = shape(i / RATE, i) * end;
  }
  return samples;
}

const sine = (hz: number, t: number): number => Math.sin(TAU * hz * t);
const decay = (t: number, halfLife: number): number => Math.exp((-Math.LN2 / halfLife) * t);
const attack = (t: number, seconds: number): number => Math.min(1, t / seconds);
const saw = (phase: number): number => 2 * (phase - Math.floor(phase)) - 1;
const noise = (random: Random): number => 2 * random() - 1;

/** One pole; `hz` may move with time. The coefficient is 1 − e^−w to second order, which is cheaper and close enough. */
function lowPass(): (x: number, hz: number) => number {
  let y = 0;
  return (x, hz) => {
    const w = (TAU * hz) / RATE;
    return (y += (w / (1 + 0.5 * w)) * (x - y));
  };
}

/** A state-variable band pass (Chamberlin); stable for `hz` below a sixth of the rate. */
function bandPass(q: number): (x: number, hz: number) => number {
  let low = 0;
  let band = 0;
  return (x, hz) => {
    const f = 2 * Math.sin((Math.PI * hz) / RATE);
    low += f * band;
    band += f * (x - low - band / q);
    return band / q;
  };
}

/** A plucked string: noise circling in a delay line that softens it each time round (Karplus and Strong). */
function string(bright: number, ring: number): Voice {
  return ({ hz, force, random }) => {
    const length = RATE / hz;
    const line = new Float32Array(Math.ceil(length) + 2);
    const soften = lowPass();
    for (let i = 0; i < line.length; i++) line[i] = soften(noise(random), bright * (0.5 + force));
    const keep = 2 ** (-length / RATE / ring);
    let at = 0;
    let before = 0;
    const whole = Math.floor(length);
    const part = length - whole;
    return render(Math.min(2.6, ring * 5), (t) => {
      const now = line[at] ?? 0;
      const next = line[(at + 1) % whole] ?? 0;
      const out = now + (next - now) * part;
      line[at] = keep * (0.5 * out + 0.5 * before);
      before = out;
      at = (at + 1) % whole;
      return out * force * attack(t, 0.002) * 1.6;
    });
  };
}

/** A sine that dies away, from each two samples the next: a tenth of the work of computing sine and exponential. */
function ringing(hz: number, level: number, halfLife: number): () => number {
  const w = (TAU * hz) / RATE;
  const keep = 2 ** (-1 / RATE / halfLife);
  const [turn, fall] = [2 * keep * Math.cos(w), keep ** 2];
  let before = (-level * Math.sin(2 * w)) / keep ** 2;
  let now = (-level * Math.sin(w)) / keep;
  return () => {
    const next = turn * now - fall * before;
    before = now;
    return (now = next);
  };
}

/** Bars and bells: a few sines, each with its own ratio, level and half-life in seconds. */
function struck(parts: readonly (readonly [ratio: number, level: number, halfLife: number])[]): Voice {
  return ({ hz, force }) => {
    const longest = Math.max(...parts.map(([, , halfLife]) => halfLife));
    const partials = parts.map(([ratio, level, halfLife]) => ringing(hz * ratio, level, halfLife));
    return render(Math.min(4, longest * 7), (t) => {
      let sum = 0;
      for (const partial of partials) sum += partial();
      return sum * force * attack(t, 0.002);
    });
  };
}

const keys: Voice = ({ hz, seconds, force }) =>
  render(seconds + 0.5, (t) => {
    const tine = sine(hz * 14, t) * 0.35 * decay(t, 0.03) * force;
    const index = (0.4 + 1.5 * force) * decay(t, 0.35);
    const body = Math.sin(TAU * hz * t + index * sine(hz, t) + tine);
    const release = t < seconds ? 1 : Math.exp((seconds - t) * 9);
    return body * decay(t, 0.9) * (1 + 0.14 * sine(4.5, t)) * release * attack(t, 0.004) * force;
  });

const pad: Voice = ({ hz, seconds, force }) => {
  const filters = [lowPass(), lowPass()] as const;
  return render(seconds + 1.2, (t) => {
    const mix = saw(hz * t) + saw(hz * 1.006 * t + 0.3) + saw(hz * 0.995 * t + 0.7);
    const cut = 500 + 900 * force * (0.5 - 0.5 * Math.cos((TAU * t) / (seconds + 1.2)));
    const release = t < seconds ? 1 : Math.max(0, 1 - (t - seconds) / 1.2);
    return filters[1](filters[0](mix, cut), cut) * attack(t, 0.5) * release * release * 0.5 * force;
  });
};

const bass: Voice = ({ hz, seconds, force }) => {
  const soften = lowPass();
  return render(seconds + 0.08, (t) => {
    const body = Math.tanh(1.6 * sine(hz, t) + 0.5 * saw(hz * t) * decay(t, 0.12));
    const release = t < seconds ? 1 : Math.max(0, 1 - (t - seconds) / 0.08);
    return soften(body, 900) * decay(t, 1.2) * release * attack(t, 0.005) * force;
  });
};

const whistle: Voice = ({ hz, seconds, force, random }) => {
  const breath = bandPass(3);
  return render(seconds + 0.15, (t) => {
    const bend = 1 + 0.006 * sine(5.2, t) * attack(t, 0.3) - 0.03 * decay(t, 0.02);
    const release = t < seconds ? 1 : Math.max(0, 1 - (t - seconds) / 0.15);
    const tone = Math.sin(TAU * hz * t + (bend - 1) * 25) + 0.12 * sine(hz * 2, t);
    return (tone * 0.6 + breath(noise(random), hz) * 0.2) * attack(t, 0.04) * release * force;
  });
};

const arp: Voice = ({ hz, seconds, force }) => {
  const filters = [lowPass(), lowPass()] as const;
  return render(seconds + 0.25, (t) => {
    const square = Math.tanh(4 * sine(hz, t)) + 0.4 * saw(hz * 1.004 * t);
    const cut = 300 + 3200 * force * decay(t, 0.07);
    return filters[1](filters[0](square, cut), cut) * decay(t, 0.16) * attack(t, 0.003) * force;
  });
};

/** Mouths: the first three resonances of a, e, i, o, u in hertz, chosen by the pitch class of the note. */
const vowels = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [300, 2250, 2950],
  [570, 840, 2410],
  [330, 870, 2240],
] as const;

/** Somebody speaking behind a wall: a buzzing voice through a moving mouth. No words, but every syllable. */
const talk: Voice = ({ hz, seconds, force, random }) => {
  const vowel = vowels[Math.round(12 * Math.log2(hz / 110) + 60) % vowels.length] ?? vowels[0];
  const mouths = [bandPass(7), bandPass(9), bandPass(9)] as const;
  const tilt = random() * 0.06 - 0.02;
  let phase = 0;
  return render(seconds * 0.92 + 0.05, (t) => {
    const open = Math.sin(Math.PI * Math.min(1, t / (seconds * 0.92 + 0.05))) ** 0.5;
    phase += (hz * (1.05 - (0.1 + tilt) * (t / seconds) + 0.008 * sine(6, t))) / RATE;
    const source = saw(phase) * 0.9 + noise(random) * 0.06;
    const shape = 0.6 + 0.4 * open;
    const sum =
      mouths[0](source, vowel[0] * shape) +
      0.8 * mouths[1](source, vowel[1] * shape) +
      0.35 * mouths[2](source, vowel[2] * shape);
    return sum * open * attack(t, 0.015) * force * 2;
  });
};

const kick: Voice = ({ force }) =>
  render(0.45, (t) => {
    const phase = 48 * t + ((110 * 0.045) / Math.LN2) * (1 - decay(t, 0.045)) * 0.7;
    return Math.tanh(1.5 * Math.sin(TAU * phase)) * decay(t, 0.09) * attack(t, 0.001) * force;
  });

const snare: Voice = ({ force, random }) => {
  const body = bandPass(1.2);
  return render(0.3, (t) => {
    const rattle = body(noise(random), 2600) * decay(t, 0.05) * 1.6;
    return (rattle + sine(190, t) * decay(t, 0.03) * 0.7) * attack(t, 0.001) * force;
  });
};

const clap: Voice = ({ force, random }) => {
  const body = bandPass(1.5);
  return render(0.3, (t) => {
    const hands = t < 0.03 ? 1 - ((t * 100) % 1) * 0.8 : decay(t - 0.03, 0.045);
    return body(noise(random), 1500) * hands * 2 * force * attack(t, 0.001);
  });
};

/** Anything that is mostly hiss: centre in hertz, width, half-life. */
function hiss(hz: number, q: number, halfLife: number, rise = 0.001): Voice {
  return ({ force, random }) => {
    const colour = bandPass(q);
    return render(
      halfLife * 7 + rise,
      (t) => colour(noise(random), hz) * attack(t, rise) * decay(t, halfLife) * force,
    );
  };
}

/** Wind, rain, rails: noise that lasts as long as the note, fading in and out over half a second. */
function weather(hz: number, q: number, swell: number): Voice {
  return ({ seconds, force, random }) => {
    const colour = bandPass(q);
    return render(seconds + 0.5, (t) => {
      const edge = Math.min(1, t / 0.5, (seconds + 0.5 - t) / 0.5);
      const swelling = 1 - swell * (0.5 + 0.5 * Math.cos((TAU * t * 2) / seconds));
      return (
        colour(noise(random), hz * (0.7 + 0.3 * swelling)) * Math.sin((Math.PI / 2) * edge) * swelling * force
      );
    });
  };
}

/** Drops, embers, dust on a record: short ticks at random times, `rate` a second. */
function specks(rate: number, hz: number, halfLife: number): Voice {
  return ({ seconds, force, random }) => {
    const colour = bandPass(2);
    let level = 0;
    const fade = 2 ** (-1 / (halfLife * RATE));
    return render(seconds, () => {
      if (random() < rate / RATE) level = 0.3 + 0.7 * random();
      level *= fade;
      return colour(noise(random), hz) * level * force;
    });
  };
}

/** A rocket climbs for as long as the note is held, then bursts. */
const rocket: Voice = ({ seconds, force, random }) => {
  const thud = lowPass();
  const crackle = bandPass(1);
  return render(seconds + 1.6, (t) => {
    const climb = t < seconds ? sine(900 + 500 * (t / seconds) ** 2, t) * 0.05 * attack(t, 0.1) : 0;
    const after = t - seconds;
    if (after < 0) return climb * force;
    const boom = thud(noise(random), 160) * decay(after, 0.16) * 5;
    const spark = random() < 0.004 ? noise(random) : 0;
    return (boom + crackle(spark, 4600) * 3 * decay(after, 0.35)) * force * attack(after, 0.002);
  });
};

export const voices = {
  guitar: string(2600, 0.5),
  uke: string(4200, 0.22),
  koto: string(5200, 0.4),
  marimba: struck([
    [1, 0.8, 0.16],
    [3.93, 0.25, 0.05],
    [9.2, 0.08, 0.02],
  ]),
  kalimba: struck([
    [1, 0.8, 0.28],
    [2.01, 0.12, 0.12],
    [6.2, 0.12, 0.04],
  ]),
  bell: struck([
    [1, 0.55, 0.5],
    [2.76, 0.25, 0.3],
    [5.4, 0.12, 0.12],
    [8.93, 0.05, 0.05],
  ]),
  celesta: struck([
    [1, 0.7, 0.3],
    [3, 0.14, 0.12],
    [4, 0.14, 0.16],
  ]),
  bowl: struck([
    [1, 0.6, 1.1],
    [1.004, 0.4, 1.1],
    [2.71, 0.22, 0.7],
    [5.15, 0.1, 0.35],
  ]),
  keys,
  pad,
  bass,
  whistle,
  arp,
  talk,
  kick,
  snare,
  clap,
  hat: hiss(7600, 1.2, 0.018),
  open: hiss(7200, 1, 0.09),
  shaker: hiss(6000, 1.5, 0.025, 0.02),
  rim: struck([
    [6.4, 0.5, 0.012],
    [9.1, 0.4, 0.008],
  ]),
  tick: struck([
    [9, 0.6, 0.008],
    [15.1, 0.25, 0.004],
  ]),
  tock: struck([
    [6.7, 0.6, 0.01],
    [11.3, 0.25, 0.005],
  ]),
  tom: struck([
    [0.42, 1, 0.1],
    [0.66, 0.3, 0.05],
  ]),
  needle: struck([
    [11, 0.4, 0.01],
    [13.7, 0.3, 0.016],
  ]),
  page: hiss(3800, 0.8, 0.03, 0.03),
  crash: hiss(6400, 0.9, 0.13),
  clack: hiss(900, 1.5, 0.03, 0.004),
  rain: weather(3600, 0.5, 0.15),
  wind: weather(520, 1.4, 0.6),
  sea: weather(700, 0.5, 0.7),
  rumble: weather(110, 0.8, 0.2),
  sand: weather(5600, 0.9, 0.4),
  dust: specks(26, 3200, 0.0012),
  drops: specks(14, 2400, 0.006),
  rocket,
} satisfies Record<string, Voice>;

export type VoiceName = keyof typeof voices;
