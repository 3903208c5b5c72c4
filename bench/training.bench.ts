import { learn } from '../core/feed/learn.ts';
import type { Sums } from '../ranker/gram.ts';
import { dice } from '../test/support/made-up-clips.ts';
import { rounded, type Figure } from './figure.ts';

// How long a large edition takes to learn everything anew. Pairs are drawn within topics, popular clips more often; what
// was learned is not judged here (`npm run bench ranker` does).

const clips = 100_000;
const pairs = 20_000_000;
const topics = 500;

export async function measure(): Promise<Figure[]> {
  const random = dice(1);
  const begun = performance.now();
  await learn({
    seen: drawSums((pairs * 4) / 5, random),
    unseen: drawSums(pairs / 5, random),
    takesPart: new Uint8Array(clips).fill(1),
    content: Array.from({ length: clips }, (_, clip) => [
      `author:${Math.floor(clip / 5)}`,
      `tag:${clip % topics}`,
      `word:${Math.floor(random() * 20_000)}`,
      `word:${Math.floor(random() * 20_000)}`,
    ]),
    targets: Uint32Array.from({ length: clips }, (_, clip) => clip),
  });
  const against = `${clips} clips, ${pairs} pairs`;
  return [
    {
      figure: 'training from nothing',
      value: rounded((performance.now() - begun) / 60_000, 1),
      unit: 'min',
      goal: '≤ 15',
      against,
    },
    {
      figure: 'its peak memory',
      value: rounded(process.resourceUsage().maxRSS / 1024 / 1024, 1),
      unit: 'GB',
      goal: '≤ 4',
      against,
    },
  ];
}

/** Pairs may be drawn twice: that costs a little more than it would. */
function drawSums(count: number, random: () => number): Sums {
  const [a, b, weights] = [new Uint32Array(count), new Uint32Array(count), new Float32Array(count).fill(1)];
  const diagonal = new Float64Array(clips);
  const members = clips / topics;
  for (let k = 0; k < count; k += 1) {
    const topic = Math.floor(random() * topics);
    const one = topic + topics * Math.floor(members * random() ** 2);
    const near = topic + topics * Math.floor(members * random() ** 2);
    const other = near !== one && random() < 0.7 ? near : Math.floor(clips * random());
    [a[k], b[k]] = [one, other === one ? (one + 1) % clips : other];
    diagonal[one] = (diagonal[one] ?? 0) + 0.5;
    diagonal[b[k] ?? 0] = (diagonal[b[k] ?? 0] ?? 0) + 0.5;
  }
  return { a, b, weights, diagonal, total: count / 4 };
}
