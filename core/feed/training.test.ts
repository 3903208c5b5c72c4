import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { gramOf, sumBaskets } from '../../ranker/gram.ts';
import { decodeSegment } from '../../ranker/pack.ts';
import { fitRows, usual } from '../../ranker/train.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp } from '../../test/support/http.ts';
import { untilWaiting } from '../../test/support/database.ts';
import { dice } from '../../test/support/made-up-clips.ts';
import { upTo } from '../../test/support/signals.ts';
import { createBaskets } from './baskets.ts';
import { fitInThreads } from './fit.ts';
import { drawParticipants, leastTokens } from './learn.ts';
import { publishPacks, readPack } from './packs.ts';
import { runInThread } from './thread.ts';
import { train } from './training.ts';

const { app, ctx, db, close } = await testApp();
after(close);
await signUp(app, 'ada');

/** Baskets of four of the first ten clips, or of the second ten. */
async function sendBaskets(count: number, seed: number): Promise<void> {
  const send = createBaskets(ctx);
  const random = dice(seed);
  for (let sent = 0; sent < count; sent += 1) {
    const basket = new Set<number>();
    while (basket.size < 4) basket.add(1 + 10 * (sent % 2) + Math.floor(random() * 10));
    await send([...basket]);
  }
}

test('baskets teach which clips belong together, a clip of this minute is known by its caption, and packs tell', async () => {
  for (let number = 1; number <= 20; number += 1) {
    await publishedClip(ctx, 'ada', { caption: number <= 10 ? '#sourdough crust' : '#kickflip ramp' });
  }
  await publishPacks(ctx);
  await sendBaskets(600, 1);
  await publishedClip(ctx, 'ada', { caption: '#sourdough' });
  await publishPacks(ctx);
  await train(ctx);
  await publishPacks(ctx);

  const [named] = await db<{ segment: string }[]>`select segment from feed_segments where language = 'all'`;
  const clips = decodeSegment(
    brotliDecompressSync((await readPack(ctx, named?.segment ?? '', 'segment')) ?? new Uint8Array()),
  );
  assert.equal(clips.length, 21);
  for (const { number, neighbours, popularity } of clips.slice(0, 20)) {
    const best = neighbours.toSorted((a, b) => b.weight - a.weight).slice(0, 6);
    assert.equal(best.length, 6);
    assert.ok(best.every((each) => each.weight > 0 && each.number <= 10 === number <= 10));
    assert.ok(popularity > 0.1 && popularity < 0.4);
  }
  const fresh = clips[20];
  assert.ok(fresh?.popularity === 0 && fresh.neighbours.length > 0);
  assert.ok(fresh.neighbours.every((each) => each.number <= 10 && each.weight > 0));
});

test('only clips about which more is known are learned anew', async () => {
  const written = () =>
    db<{ number: number; xmin: string }[]>`select number, xmin from feed_neighbours order by number`;
  const before = await written();
  await train(ctx);
  assert.deepEqual([...(await written())], [...before]);
  const [one] = before;
  await db`update basket_sums set tokens = tokens * 2 where number = ${one?.number ?? 0}`;
  await train(ctx);
  const changed = (await written()).filter((row, at) => row.xmin !== before[at]?.xmin);
  assert.deepEqual(
    changed.map(({ number }) => number),
    [one?.number],
  );
});

const neighboursOf = async (number: number): Promise<number[]> => {
  const [row] = await db<{ neighbours: number[] }[]>`
    select neighbours from feed_neighbours where number = ${number}`;
  return row?.neighbours ?? [];
};

test('a clip that goes while others are learned takes nothing with it, and one that comes changes nothing', async () => {
  await db`delete from feed_neighbours`;
  const late = await publishedClip(ctx, 'ada', { caption: '#late' });
  const training = await db.begin(async (tx) => {
    await tx`lock table pair_sums`;
    const running = train(ctx);
    running.catch(() => undefined);
    // It knows its clips by now, and waits to read their pairs.
    await untilWaiting(db, 'pair_sums', 1);
    await tx`delete from clips where id = (select clip_id from feed_numbers where number = 20)`;
    await tx`insert into feed_numbers (clip_id) values (${late})`;
    await tx`insert into pair_sums (held, a, b, weight)
      select false, f.number, n.number, 1000 from feed_numbers f, feed_numbers n
      where f.number between 11 and 19 and n.clip_id = ${late}`;
    return { running };
  });
  await training.running;
  const learned = await db<{ number: number }[]>`select number from feed_neighbours order by number`;
  assert.deepEqual(
    learned.map(({ number }) => number),
    [...upTo(19), 21],
  );
  const [first] = await db<{ strongest: number[] }[]>`
    select array(select n from unnest(neighbours, weights) as t (n, w) order by w desc limit 6) as strongest
    from feed_neighbours where number = 1`;
  assert.ok(first?.strongest.length === 6 && first.strongest.every((number) => number <= 10));
});

test('what a clip is about that is not for everybody is nobody’s neighbour', async () => {
  const [shown, hidden] = [
    await publishedClip(ctx, 'ada', { caption: '#zebra' }),
    await publishedClip(ctx, 'ada', { caption: 'Not decided' }),
  ];
  await publishPacks(ctx);
  await db`update clips set caption = '#zebra', audience = 'me' where id = ${hidden}`;
  await train(ctx);
  const rows = await db<{ number: number }[]>`
    select number from feed_numbers where clip_id in (${shown}, ${hidden}) order by number`;
  const [one = 0, other = 0] = rows.map(({ number }) => number);
  assert.ok(!(await neighboursOf(one)).includes(other));
  assert.deepEqual(await neighboursOf(other), []);
});

test('a server that stops does not begin to learn', async () => {
  await db`delete from feed_neighbours`;
  await assert.rejects(train(ctx, AbortSignal.abort()));
  await assert.rejects(
    runInThread(new URL('data:text/javascript,setInterval(() => 0, 9)'), 0, AbortSignal.abort()),
  );
});

test('threads come to what one would', async () => {
  const random = dice(9);
  const baskets = Array.from({ length: 3000 }, () => {
    const first = Math.floor(random() * 600);
    return [first, (first + 1 + Math.floor(random() * 9)) % 600];
  });
  const gram = gramOf(sumBaskets(baskets, 600));
  const takesPart = new Uint8Array(600).fill(1);
  const targets = Uint32Array.from({ length: 599 }, (_, at) => 599 - at);
  assert.deepEqual(
    await fitInThreads({ gram, takesPart, targets, options: usual }),
    fitRows(gram, takesPart, targets),
  );
});

test('about five tokens make a clip take part: never none, and not always the same number', () => {
  const random = dice(3);
  const share = (tokens: number) =>
    drawParticipants(Array<number>(2000).fill(tokens), random).reduce((sum, takes) => sum + takes, 0) / 2000;
  assert.equal(share(0), 0);
  assert.ok(share(leastTokens - 1) > 0.1 && share(leastTokens - 1) < 0.5);
  assert.ok(share(leastTokens) > 0.5 && share(leastTokens) < 0.9);
  assert.ok(share(leastTokens + 10) > 0.99);
});
