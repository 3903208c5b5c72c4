import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dice } from '../test/support/made-up-clips.ts';
import { blend, contentRows, scalesOf } from './blend.ts';
import { hashFeatures, featureWidth, similarItems } from './features.ts';
import { gramOf, sumBaskets, type Gram } from './gram.ts';
import { fitRows, rowAt, usual, type Rows } from './train.ts';

/** Baskets of people who each keep to one of `groups` groups of ten items, and of some who take whatever comes. */
function drawnBaskets(groups: number, count: number, loyalty: number, seed: number): number[][] {
  const random = dice(seed);
  const upTo = (end: number) => Math.floor(random() * end);
  return Array.from({ length: count }, () => {
    const group = upTo(groups);
    const basket = new Set<number>();
    while (basket.size < 4) basket.add(random() < loyalty ? group * 10 + upTo(10) : upTo(groups * 10));
    return [...basket];
  });
}

const everyItem = (size: number) => Uint32Array.from({ length: size }, (_, item) => item);
const everybody = (size: number) => new Uint8Array(size).fill(1);

function dense({ size, starts, columns, values, diagonal }: Gram): number[][] {
  return Array.from({ length: size }, (_, row) => {
    const line = Array<number>(size).fill(0);
    line[row] = diagonal[row] ?? 0;
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at += 1)
      line[columns[at] ?? 0] = values[at] ?? 0;
    return line;
  });
}

test('sums of baskets are the Gram matrix of their rows, however they are cut in two and added', () => {
  const baskets = fc.array(fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 }), { maxLength: 30 });
  fc.assert(
    fc.property(baskets, fc.nat(30), (all, cut) => {
      const expected = Array.from({ length: 8 }, (_, i) =>
        Array.from(
          { length: 8 },
          (__, j) => all.filter((each) => each.includes(i) && each.includes(j)).length,
        ),
      );
      const [one, other] = [sumBaskets(all.slice(0, cut), 8), sumBaskets(all.slice(cut), 8)];
      assert.deepEqual(dense(gramOf(one, other)), expected);
      assert.equal(gramOf(one, other).total, all.length);
    }),
  );
});

test('with every item a candidate, the fit is the ridge regression on what deviates from popularity', () => {
  const gram = gramOf(sumBaskets(drawnBaskets(2, 60, 0.8, 5), 20));
  const matrix = dense(gram);
  const mean = gram.diagonal.reduce((sum, value) => sum + value, 0) / gram.size;
  const usualWith = (i: number, j: number) =>
    ((gram.diagonal[i] ?? 0) * (gram.diagonal[j] ?? 0)) / gram.total;
  const [target] = [3];
  const row = rowAt(fitRows(gram, everybody(20), Uint32Array.of(target)), 0);
  assert.ok(row.items.length >= 10);
  for (const item of row.items) {
    const penalty = usual.ridge * mean * ((gram.diagonal[item] ?? 0) / mean) ** usual.ridgePower;
    const left = Array.from(row.items, (other, at) => {
      const centred = (matrix[item]?.[other] ?? 0) - usualWith(item, other) + (other === item ? penalty : 0);
      return centred * (row.weights[at] ?? 0);
    }).reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(left - ((matrix[item]?.[target] ?? 0) - usualWith(item, target))) < 1e-4);
  }
});

test('who is met together speaks for each other; who does not take part is silent', () => {
  const gram = gramOf(sumBaskets(drawnBaskets(4, 2000, 0.9, 7), 40));
  const takesPart = everybody(40);
  takesPart[5] = 0;
  const rows = fitRows(gram, takesPart, everyItem(40), { ...usual, neighbours: 8 });
  assert.equal(rowAt(rows, 5).items.length, 0);
  assert.ok(!rows.items.includes(5));
  for (const target of [0, 13, 39]) {
    const { items, weights } = rowAt(rows, target);
    assert.equal(items.length, 8);
    for (const [at, item] of items.entries()) {
      if (Math.floor(item / 10) === Math.floor(target / 10)) assert.ok((weights[at] ?? 0) > 0);
    }
    const own = items.filter((item) => Math.floor(item / 10) === Math.floor(target / 10));
    assert.ok(own.length >= 7, `${own.length} of 8`);
  }
});

/** What both opinions come to, fitted on one half of the baskets and judged by the other. */
function scaled(loyalty: number, count: number, describe: (item: number) => string[]) {
  const [seen, unseen] = [1, 2].map((seed) =>
    sumBaskets(drawnBaskets(4, count, loyalty, 1000 * seed), 40),
  ) as [ReturnType<typeof sumBaskets>, ReturnType<typeof sumBaskets>];
  const gram = gramOf(seen);
  const learned = fitRows(gram, everybody(40), everyItem(40));
  const similar = similarItems(
    hashFeatures(Array.from({ length: 40 }, (_, item) => describe(item))),
    featureWidth,
    9,
  );
  const content = contentRows(similar, gram, everybody(40));
  const popularity = gram.diagonal.map((weight) => weight / gram.total);
  const scales = scalesOf(learned, content, gramOf(unseen), popularity);
  return { scales, gram, blended: blend(learned, content, scales, gram, 64), content };
}

test('weights come to the scale of chances: how much likelier a basket is to have the other', () => {
  const { blended, gram } = scaled(0.9, 3000, (item) => [`item${item}`]);
  const matrix = dense(gram);
  const { items, weights } = rowAt(blended, 0);
  const [at, item] = [...items.entries()].find(([, each]) => each < 10) ?? assert.fail();
  const lift = (matrix[item]?.[0] ?? 0) / (gram.diagonal[item] ?? 1) - (gram.diagonal[0] ?? 0) / gram.total;
  assert.ok((weights[at] ?? 0) > lift / 3 && (weights[at] ?? 0) < lift * 3, `${weights[at]} for ${lift}`);
});

test('content is believed as far as baskets bear it out', () => {
  const telling = scaled(0.9, 60, (item) => [`group${Math.floor(item / 10)}`]).scales;
  const misleading = scaled(0.9, 60, (item) => [`group${item % 4}`]).scales;
  assert.ok(telling.content > 0.1, `${telling.content}`);
  assert.ok(misleading.content < telling.content / 5, `${misleading.content}`);
  assert.ok(misleading.learned > 0);
});

test('nobody’s taste teaches next to nothing', () => {
  const { blended } = scaled(0, 3000, (item) => [`item${item}`]);
  const loyal = scaled(0.9, 3000, (item) => [`item${item}`]).blended;
  const size = ({ weights }: Rows) => weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  assert.ok(size(blended) < size(loyal) / 20, `${size(blended)} against ${size(loyal)}`);
});

test('the likest are found among few and among many', () => {
  for (const size of [100, 9000]) {
    const random = dice(size);
    const features = Float32Array.from({ length: size * 8 }, () => random() - 0.5);
    // Items 2k and 2k + 1 are twins, but for a trace.
    for (let at = 0; at < features.length; at += 16) {
      for (let d = 0; d < 8; d += 1) features[at + 8 + d] = (features[at + d] ?? 0) + 0.001 * random();
    }
    const rows = similarItems(features, 8, 3);
    for (let item = 0; item < size; item += 101) assert.equal(rowAt(rows, item).items[0], item ^ 1);
  }
});

test('items without any features are like nobody', () => {
  const rows = similarItems(new Float32Array(40), 4, 3);
  assert.equal(rows.items.length, 0);
  assert.equal(rows.targets.length, 10);
});
