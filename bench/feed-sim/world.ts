import { dice } from '../../test/support/made-up-clips.ts';

// A made-up edition: people with tastes that nobody is told, makers with gifts that nobody is told, and clips of them. All
// of it follows from a seed.

export const days = 60;
const clipCount = 5000;
const topicCount = 24;
/** Dimensions of what is in no tag: humour, pace, looks … */
const styleCount = 6;
/** This share of the clips is there before the first day. */
const before = 0.1;

export interface MadeUpClip {
  readonly maker: number;
  readonly topic: number;
  readonly quality: number;
  readonly style: Float64Array;
  /** Seconds. */
  readonly duration: number;
  /** Days since the edition opened. */
  readonly publishedAt: number;
  readonly caption: string;
  /** No other clip of its maker came before. */
  readonly first: boolean;
}

export interface World {
  readonly people: number;
  /** In the order in which they come out. */
  readonly clips: readonly MadeUpClip[];
  readonly makers: number;
  /** How likely a person is to enjoy a clip, 0 to 1: person * clips.length + clip. Only the oracle may look. */
  readonly liking: Float32Array;
  /** Whether a person opens the app on a day, the same for every ranking. */
  readonly isActive: (person: number, day: number) => boolean;
  /** A number from 0 to 1 for a person and a clip: below their liking it is enjoyed, whoever ranked it. */
  readonly fortune: (person: number, clip: number) => number;
}

export function makeWorld(people: number, seed: number): World {
  const random = dice(seed);
  const clips = makeClips(random);
  return {
    people,
    clips,
    makers: 1 + Math.max(...clips.map(({ maker }) => maker)),
    liking: likingOf(people, clips, random),
    isActive: (person, day) => fraction(seed, person, day + 1_000_003) < 0.35,
    fortune: (person, clip) => fraction(seed, person, clip),
  };
}

/** A few makers make much, most make little; each keeps mostly to one topic and always to one style. */
function makeClips(random: () => number): MadeUpClip[] {
  const makers = Array.from({ length: 900 }, () => ({
    topic: Math.floor(topicCount * random() ** 1.4),
    gift: normal(random),
    style: normals(random),
  }));
  const times = Array.from({ length: clipCount }, (_, at) =>
    at < before * clipCount ? -7 * random() : days * random(),
  ).sort((a, b) => a - b);
  const known = new Set<number>();
  return times.map((publishedAt) => {
    // Makers join over time, so that on every day some post their first clip.
    const joined = Math.ceil(makers.length * (0.15 + (0.85 * Math.max(0, publishedAt)) / days));
    const index = Math.floor(joined * random() ** 1.5);
    const maker = makers[index];
    if (maker === undefined) throw new Error('there are no makers');
    const topic = random() < 0.85 ? maker.topic : Math.floor(topicCount * random());
    const first = !known.has(index);
    known.add(index);
    return {
      maker: index,
      topic,
      quality: 0.7 * maker.gift + 0.7 * normal(random),
      style: maker.style.map((value) => 0.8 * value + 0.6 * normal(random)),
      duration: Math.round(Math.min(120, 18 * Math.exp(0.6 * normal(random)) + 4)),
      publishedAt,
      caption: captionOf(topic, random),
      first,
    };
  });
}

/** Three captions in four tell the topic; one in ten tells a wrong one; most carry a tag that says nothing. */
function captionOf(topic: number, random: () => number): string {
  const told = random() < 0.1 ? Math.floor(topicCount * random()) : topic;
  const tags = [
    ...(random() < 0.75 ? [`#topic${told}`] : []),
    ...(random() < 0.5 ? [`#topic${told}part${Math.floor(4 * random())}`] : []),
    ...(random() < 0.6 ? ['#foryou'] : []),
  ];
  const words = [`word${topic * 7 + Math.floor(12 * random())}`, `word${Math.floor(3000 * random())}`];
  return [...words, ...tags].join(' ');
}

/** Everybody has two to four topics, more or less dear, and a taste in style; quality pleases everybody. */
function likingOf(people: number, clips: readonly MadeUpClip[], random: () => number): Float32Array {
  const liking = new Float32Array(people * clips.length);
  for (let person = 0; person < people; person += 1) {
    const topics = new Float64Array(topicCount);
    const count = 2 + Math.floor(3 * random());
    for (let each = 0; each < count; each += 1) {
      topics[Math.floor(topicCount * random() ** 1.4)] = 1.2 + 1.4 * random();
    }
    const taste = normals(random);
    const ease = -2.8 + 0.5 * normal(random);
    for (const [clip, { topic, quality, style }] of clips.entries()) {
      let fit = 0;
      for (let axis = 0; axis < styleCount; axis += 1) fit += (taste[axis] ?? 0) * (style[axis] ?? 0);
      const drive = ease + (topics[topic] ?? 0) + (0.9 * fit) / Math.sqrt(styleCount) + quality;
      liking[person * clips.length + clip] = 1 / (1 + Math.exp(-drive));
    }
  }
  return liking;
}

function normals(random: () => number): Float64Array {
  return Float64Array.from({ length: styleCount }, () => normal(random));
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From 0 up to 1, by three whole numbers: the finalizer of MurmurHash3. */
export function fraction(seed: number, one: number, other: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) ^ Math.imul(one + 1, 0x85ebca6b) ^ Math.imul(other + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
