import { tagsOf, wordsOf } from '../../ranker/content.ts';
import type { Neighbour, PackClip } from '../../ranker/pack.ts';

// For tests and benches only: a catalogue as an edition could have it, the same for the same settings.

interface Settings {
  readonly clips: number;
  /** Of each clip. */
  readonly neighbours: number;
  readonly seed?: number;
}

const topics = 40;
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const adjectives = ['quick', 'gentle', 'fearless', 'crooked', 'midnight', 'homemade', 'patient', 'electric'];
const nouns = [
  'sourdough',
  'kickflip',
  'watercolour',
  'accordion',
  'terrarium',
  'chisel',
  'lighthouse',
  'sparrow',
];

/** Numbers from 0 up to 1, the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** Clips in topics, by makers who keep to one; neighbours mostly within the topic, popular ones more often. */
export function madeUpClips({ clips, neighbours, seed = 1 }: Settings): PackClip[] {
  const random = dice(seed);
  const upTo = (end: number) => Math.floor(random() * end);
  const oneOf = <T>(list: readonly T[]) => list[upTo(list.length)];
  const makers = Math.ceil(clips / 3);
  let number = 0;
  const all = Array.from({ length: clips }, (_, at) => {
    // Numbers that are no longer in the pack lie between.
    number += 1 + upTo(8);
    const maker = Math.floor(makers * random() ** 2);
    const topic = random() < 0.8 ? maker % topics : upTo(topics);
    return { number, maker, topic, fame: random() ** 4, at };
  });
  const inTopic = Array.from({ length: topics }, (_, topic) => all.filter((each) => each.topic === topic));
  return all.map(({ number, maker, topic, fame, at }) => {
    const caption = `${oneOf(adjectives)} ${oneOf(nouns)} ${oneOf(nouns)}ing attempt${upTo(500)} #topic${topic} #sub${topic}_${upTo(5)} #clip${upTo(900)}`;
    const near = new Map<number, Neighbour>();
    while (near.size < Math.min(neighbours, clips - 1)) {
      const other = random() < 0.8 ? oneOf(inTopic[topic] ?? all) : all[Math.floor(clips * random() ** 1.5)];
      if (other === undefined || other.at === at) continue;
      const against = random() < 0.05 ? -1 : 1;
      near.set(other.number, {
        number: other.number,
        weight: against * 2 ** (-1 - (6 * (random() + random())) / 2),
      });
    }
    const views = Math.floor(20 + 50_000 * fame * random());
    return {
      number,
      id: Array.from({ length: 16 }, () => base64url.charAt(upTo(64))).join(''),
      author: `maker_${(maker * 7919) % 100_003}`,
      sound: random() < 0.4 ? `sound-of-${upTo(clips / 20)}` : null,
      challenge: random() < 0.1 ? `challenge-${upTo(30)}` : null,
      tags: tagsOf(caption),
      words: wordsOf(caption),
      language: oneOf(['en', 'en', 'en', 'de', null]) ?? null,
      ageRating: random() < 0.05 ? 16 : 0,
      publishedAt: 480_000 + Math.floor(at / 8),
      duration: 5 + upTo(55),
      views,
      likes: Math.floor(views * 0.1 * random()),
      popularity: (8 * fame * random()) / clips,
      completion: Math.floor(17 * random()) / 16,
      neighbours: [...near.values()],
    };
  });
}
