import { randomBytes } from 'node:crypto';
import { tagsOf, wordsOf } from '../../ranker/content.ts';
import type { Sums } from '../../ranker/gram.ts';
import { rowAt } from '../../ranker/train.ts';
import { isPublic } from '../clips/show.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import { locks } from '../store/locks.ts';
import { drawParticipants, type Learned, type Lesson } from './learn.ts';
import { runInThread } from './thread.ts';

/** A clip's neighbours are learned anew when its baskets have grown by this share since. */
const moved = 1.1;
/** Rows written by one statement. */
const batch = 500;

/** A clip as training sees it; its place in the list is its item. */
interface Clip {
  readonly number: number;
  readonly author: string;
  readonly caption: string;
  readonly isPublic: boolean;
  readonly language: string | null;
  /** In how many baskets it was, and in how many when its neighbours were last learned; null for never. */
  readonly tokens: number;
  readonly learnedAt: number | null;
}

/**
 * Learns from the sums of baskets and from what clips are about which of them belong together, for the packs. Only clips
 * about which more is known than last time are learned anew. Nothing is written before all is learned, and then in one
 * transaction: a crash costs the training, and the next one does the same again. Where another process trains already,
 * nothing is done. An abort of `signal` ends it and rejects. The server answers meanwhile: threads do the work.
 */
export async function train(ctx: Ctx, signal?: AbortSignal): Promise<void> {
  await ctx.db.begin(async (tx) => {
    const [lock] = await tx`select pg_try_advisory_xact_lock(${locks.training}) as ours`;
    if (lock?.['ours'] !== true) return;
    const clips = await readClips(tx);
    const targets = Uint32Array.from(clips.keys()).filter((item) => hasMoved(clips[item]));
    if (targets.length === 0) return;
    const itemOf = new Map(clips.map(({ number }, item) => [number, item]));
    const lesson: Lesson = {
      seen: await readSums(tx, itemOf, false, signal),
      unseen: await readSums(tx, itemOf, true, signal),
      takesPart: drawParticipants(
        clips.map(({ tokens }) => tokens),
        secretNumber,
      ),
      content: clips.map(describe),
      targets,
    };
    const learned = await runInThread<Learned>(new URL('./learn-worker.ts', import.meta.url), lesson, signal);
    // A publish has segments locked that are to be marked: either it ends first, or it waits.
    await tx`select pg_advisory_xact_lock(${locks.publish})`;
    await writeLearned(tx, clips, learned);
  });
}

function hasMoved(clip: Clip | undefined): boolean {
  if (clip === undefined) return false;
  return clip.learnedAt === null || clip.tokens > clip.learnedAt * moved;
}

/** From 0 up to 1, known to nobody afterwards. */
function secretNumber(): number {
  return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
}

function readClips(tx: Tx): Promise<Clip[]> {
  return tx<Clip[]>`
    select number, a.handle as author, c.caption, ${isPublic(tx)} as is_public, c.language, n.tokens as learned_at,
      coalesce((select sum(tokens) from basket_sums where number = f.number), 0)::integer as tokens
    from feed_numbers f join clips c on c.id = f.clip_id join accounts a on a.id = c.author_id
      left join feed_neighbours n using (number)
    order by number`;
}

/** Of what is not for everybody nothing: whom it resembles would tell what it is about. */
function describe({ author, caption, language, isPublic }: Clip): string[] {
  if (!isPublic) return [];
  return [
    `author:${author}`,
    `language:${language ?? ''}`,
    ...tagsOf(caption).map((tag) => `tag:${tag}`),
    ...wordsOf(caption).map((word) => `word:${word}`),
  ];
}

/**
 * Columns, not rows: twenty million pairs as objects would not fit. Clips come and go while it reads: what `itemOf` does
 * not know is left out.
 */
async function readSums(
  tx: Tx,
  itemOf: ReadonlyMap<number, number>,
  held: boolean,
  signal: AbortSignal | undefined,
): Promise<Sums> {
  const [baskets] = await tx<{ baskets: number }[]>`select baskets from basket_counts where held = ${held}`;
  const diagonal = new Float64Array(itemOf.size);
  const clips = await tx<{ number: number; tokens: number }[]>`
    select number, tokens from basket_sums where held = ${held}`;
  for (const { number, tokens } of clips) {
    const item = itemOf.get(number);
    if (item !== undefined) diagonal[item] = tokens;
  }
  const [size] = await tx<{ pairs: number }[]>`
    select count(*)::integer as pairs from pair_sums where held = ${held}`;
  const pairs = size?.pairs ?? 0;
  const [a, b, weights] = [new Uint32Array(pairs), new Uint32Array(pairs), new Float32Array(pairs)];
  let at = 0;
  const rows = tx<{ a: number; b: number; weight: number }[]>`
    select a, b, weight from pair_sums where held = ${held} order by a, b`;
  for await (const some of rows.cursor(10_000)) {
    signal?.throwIfAborted();
    for (const row of some) {
      const [one, other] = [itemOf.get(row.a), itemOf.get(row.b)];
      if (one === undefined || other === undefined || at === pairs) continue;
      [a[at], b[at], weights[at]] = [one, other, row.weight];
      at += 1;
    }
  }
  const read = { a: a.subarray(0, at), b: b.subarray(0, at), weights: weights.subarray(0, at) };
  return { ...read, diagonal, total: baskets?.baskets ?? 0 };
}

/** Of clips that have been deleted meanwhile nothing is written; the others stay until all is. */
async function writeLearned(tx: Tx, clips: readonly Clip[], { rows, popularity }: Learned): Promise<void> {
  const learned = Array.from(rows.targets, (item, r) => {
    const row = rowAt(rows, r);
    return {
      number: clips[item]?.number ?? 0,
      popularity: popularity[item] ?? 0,
      tokens: clips[item]?.tokens ?? 0,
      neighbours: Array.from(row.items, (other) => clips[other]?.number ?? 0),
      weights: [...row.weights],
    };
  });
  for (let at = 0; at < learned.length; at += batch) {
    await tx`
      insert into feed_neighbours (number, popularity, tokens, neighbours, weights)
      select number, popularity, tokens, neighbours, weights
      from jsonb_to_recordset(${tx.json(learned.slice(at, at + batch))})
        as r (number integer, popularity real, tokens integer, neighbours integer[], weights real[])
        join feed_numbers using (number)
      for key share of feed_numbers
      on conflict (number) do update set popularity = excluded.popularity, tokens = excluded.tokens,
        neighbours = excluded.neighbours, weights = excluded.weights`;
  }
  // Every segment is due: the next publishes make them again, a fifth at a time.
  await tx`update feed_segments set made_at = 'epoch'`;
}
