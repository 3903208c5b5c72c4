import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { cardBlock, cardsAddress, headAddress, segmentAddress, type PackHead } from '../contract/packs.ts';
import { readHead } from '../core/feed/head.ts';
import { publishPacks, readPack } from '../core/feed/packs.ts';
import type { Ctx } from '../core/store/context.ts';
import { openDb, type Db } from '../core/store/db.ts';
import { migrate } from '../core/store/migrate.ts';
import { encodeSegment } from '../ranker/pack.ts';
import { createApp } from '../server/http/app.ts';
import { startPostgres } from '../server/postgres.ts';
import { madeUpClips } from '../test/support/made-up-clips.ts';
import { removeFolder, startServer, temporaryFolder } from '../test/support/server.ts';
import { percentile, rounded, type Bench, type Figure } from './figure.ts';
import { requestsPerSecond } from './load.ts';
import { startNginx } from './nginx.ts';
import { cpuSecondsOf } from './processes.ts';

const CLIPS = 10_000;
const ROUNDS = 5;
const LOAD = { seconds: 3, connections: 32 };

/** The feed's files of an edition with 10,000 clips: how they are made, how big they are, how fast they are sent. */
export const measure: Bench = async () => {
  const folder = temporaryFolder();
  const postgres = await startPostgres(join(folder, 'postgres'));
  const db = openDb(postgres.url);
  await migrate(db, postgres.url);
  const edition = { name: 'Bench', origin: 'http://localhost', minimumAge: 13 } as const;
  const ctx: Ctx = { db, blobFolder: join(folder, 'blobs'), keyFolder: join(folder, 'keys'), edition };
  await addClips(db, CLIPS, 0);
  const figures = [
    ...(await publishing(ctx)),
    ...(await opening(ctx)),
    ...(await sending(ctx, postgres.url, folder)),
  ];
  await db.end();
  await postgres.stop();
  removeFolder(folder);
  return figures;
};

/** The first publish, and one after new clips came and every count changed, when every segment is due. */
async function publishing(ctx: Ctx): Promise<Figure[]> {
  const first = await secondsOf(() => publishPacks(ctx));
  const before = await readHead(ctx);
  await addClips(ctx.db, 50, 1);
  await ctx.db`update clips set like_count = like_count + 1`;
  await ctx.db`update feed_segments set made_at = now() - interval '1 day'`;
  const next = await secondsOf(() => publishPacks(ctx));
  const known = new Set(segmentsOf(before).map(({ cards }) => cards));
  const now = segmentsOf(await readHead(ctx));
  const changed = now.filter(({ cards }) => !known.has(cards));
  const sizes = await Promise.all(
    now.map(async ({ cards }) => (await readPack(ctx, cards, 'cards'))?.length ?? 0),
  );
  return [
    {
      figure: 'segments that one publish changes',
      value: rounded((100 * changed.length) / now.length, 0),
      unit: '%',
      goal: '≤ 20 %',
      against: `${changed.length} of ${now.length}; ${CLIPS} clips, all of them changed, 50 new`,
    },
    {
      figure: 'that publish',
      value: rounded(next, 2),
      unit: 's',
      goal: 'none',
      against: `in four languages; the first one, of all segments: ${rounded(first, 1)} s`,
    },
    {
      figure: 'first segment: 500 clips with 40 neighbours each',
      value: rounded(brotliCompressSync(largeSegment(40)).length / 1000, 1),
      unit: 'kB',
      goal: '≤ 60 kB',
      against: `its cards: ${rounded(percentile(sizes, 0.5) / 1000, 1)} kB; both in brotli`,
    },
  ];
}

/** What it takes from the tap to twenty complete cards, once the process has been asked before. */
async function opening(ctx: Ctx): Promise<Figure[]> {
  let statements = 0;
  const counted = new Proxy(ctx.db, {
    apply: (db, self, input: unknown[]): unknown => {
      statements += 1;
      return Reflect.apply(db, self, input);
    },
  });
  const app = createApp({ ...ctx, db: counted });
  const open = async (headers: Record<string, string>) => {
    const replies: Buffer[] = [];
    const get = async (path: string): Promise<Buffer> => {
      const body = Buffer.from(await (await app.request(path, { headers })).arrayBuffer());
      replies.push(body);
      return body;
    };
    const head = JSON.parse((await get(headAddress)).toString()) as PackHead;
    const [named] = segmentsOf(head);
    await get(segmentAddress(named?.segment ?? ''));
    const cards = cardBlock.parse(JSON.parse((await get(cardsAddress(named?.cards ?? ''))).toString()));
    if (cards.clips.length < 20) throw new Error('fewer than twenty cards');
    return replies;
  };
  await open({});
  statements = 0;
  const one = await open({ cookie: 'overt_session=one', 'accept-language': 'de' });
  const other = await open({ cookie: 'overt_session=other', 'accept-language': 'en' });
  const personal = one.reduce((sum, body, n) => sum + (other[n]?.equals(body) === true ? 0 : body.length), 0);
  const tap = (what: string, value: number, goal: string, against: string): Figure => ({
    figure: `from tap to 20 complete cards: ${what}`,
    value,
    unit: '',
    goal,
    against,
  });
  return [
    tap('SQL statements', statements, '0', 'counted at the pool, over two openings'),
    tap('personalised bytes', personal, '0', 'in replies to two readers with other cookies and languages'),
    tap('requests', one.length, '≤ 6', 'head, segment, cards'),
  ];
}

/**
 * Requests that one core's time is enough for, against nginx sending the same bytes with the same headers, in turn. By
 * processor time, because the client runs on the same machine and may be the slower one.
 */
async function sending(ctx: Ctx, databaseUrl: string, folder: string): Promise<Figure[]> {
  const segment = largeSegment(46);
  const name = hash('sha256', segment, 'base64url');
  const brotli = brotliCompressSync(segment);
  await ctx.db`insert into packs (hash, content, brotli) values (${name}, 'segment', ${brotli})`;
  const server = await startServer({ settings: { DATABASE_URL: databaseUrl } });
  const path = segmentAddress(name);
  const reply = await fetch(server.origin + path, { headers: { 'accept-encoding': 'br' } });
  await reply.arrayBuffer();
  mkdirSync(join(folder, 'nginx'));
  const nginx = await startNginx(join(folder, 'nginx'), brotli, reply.headers);
  const ours = { port: Number(new URL(server.origin).port), path, pid: server.process.pid ?? 0 };
  const ratios: number[] = [];
  const speeds: number[] = [];
  const speedsOfNginx: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const own = await loadOf(ours);
    const peer = nginx === null ? null : await loadOf({ ...nginx, path: '/file' });
    // The first round warms both up.
    if (round === 0) continue;
    speeds.push(own.perSecond);
    if (peer === null) continue;
    speedsOfNginx.push(peer.perSecond);
    ratios.push(own.perCore / peer.perCore);
  }
  nginx?.stop();
  await server.stop();
  removeFolder(server.dataFolder);
  const speed = rounded(percentile(speeds, 0.5), 0);
  const figure = `requests/s on one core for a ${rounded(brotli.length / 1000, 0)} kB segment, against nginx`;
  if (nginx === null) {
    return [
      { figure, value: speed, unit: '/s', goal: '≥ 0.8 ×', against: 'nothing: nginx is not installed' },
    ];
  }
  const byTheClock = `${speed}/s and ${rounded(percentile(speedsOfNginx, 0.5), 0)}/s by the clock`;
  return [
    {
      figure,
      value: rounded(percentile(ratios, 0.5), 2),
      unit: '×',
      goal: '≥ 0.8 ×',
      against: `by processor time, median of ${ROUNDS} pairs; ${byTheClock}`,
    },
  ];
}

async function loadOf(target: { port: number; path: string; pid: number }) {
  const began = cpuSecondsOf(target.pid);
  const headers = { 'accept-encoding': 'br' };
  const perSecond = await requestsPerSecond({ ...target, headers }, LOAD);
  return { perSecond, perCore: (perSecond * LOAD.seconds) / (cpuSecondsOf(target.pid) - began) };
}

function largeSegment(neighbours: number): Uint8Array {
  return encodeSegment(madeUpClips({ clips: CLIPS, neighbours }).slice(0, 500));
}

function segmentsOf(head: PackHead): PackHead['languages'][string] {
  return head.languages['all'] ?? [];
}

async function secondsOf(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/** Rows as published clips have them: three renditions under random names, a caption of some words and tags. */
async function addClips(db: Db, count: number, batch: number): Promise<void> {
  const name = db`translate(encode(sha256((${batch} || what || n)::bytea), 'base64'), '+/', '-_')`;
  await db`insert into accounts (handle, name, age_band, closed)
    select 'maker_' || n, 'Maker ' || n, '18+', false from generate_series(1, 3000) n on conflict do nothing`;
  await db`insert into blobs (name, bytes)
    select left(${name}, 22) || ending, 1 from generate_series(1, ${count}::integer) n,
      (values ('poster', '.jpg'), ('480', '.mp4'), ('720', '.mp4'), ('1080', '.mp4')) as files(what, ending)`;
  await db`insert into clips (id, author_id, status, audience, caption, language, upload_bytes, poster, thumbhash,
      duration, width, height, has_sound, published_at, like_count, comment_count)
    select left(${name}, 16), (select min(id) from accounts) + n % 3000, 'published', 'everyone',
      array_to_string(array(select (array['quiet','morning','kitchen','river','skateboard','lantern','sourdough',
        'grandmother','accordion','midnight','harbour','bicycle'])[1 + (n * 7 + w * (n % 11 + 1)) % 12]
        from generate_series(1, 3 + n % 9) w), ' ') || ' #topic' || n % 40 || ' #tag' || n % 700,
      (array['en','de','ja',null])[1 + n % 4], 1, left(translate(encode(sha256((${batch} || 'poster' || n)::bytea),
        'base64'), '+/', '-_'), 22) || '.jpg', encode(substr(sha256(n::text::bytea), 1, 21), 'base64'),
      3 + n % 57, 720, 1280, true, now() - n * interval '3 minutes', (10000 / n)::integer + n % 3, n % 5
    from generate_series(1, ${count}::integer) n, (values ('clip')) as ids(what)`;
  await db`insert into renditions (clip_id, blob, width, height, codec, bitrate)
    select left(translate(encode(sha256((${batch} || 'clip' || n)::bytea), 'base64'), '+/', '-_'), 16),
      left(${name}, 22) || '.mp4', what::integer, what::integer * 16 / 9, 'avc1.64001f, mp4a.40.2', 900000 + n * 37
    from generate_series(1, ${count}::integer) n, (values ('480'), ('720'), ('1080')) as rungs(what)`;
}
