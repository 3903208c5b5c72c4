import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { clipProgress, uploadsPath, type ClipProgress } from '../../contract/clips.ts';
import { openDb, type Db } from '../../core/store/db.ts';
import { filesIn, listBlobFiles, sizeOf } from '../../core/store/blobs.ts';
import { readOperatorToken } from '../../server/operator-token.ts';
import { addressOfEmbedded } from '../../server/postgres.ts';
import { removeFolder, startServer, temporaryFolder, type RunningServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';

// What is killed, when, and what must be true after the next start: every acknowledged upload ends as published or
// rejected, an unfinished one goes on where it stopped, and nothing lies about that nobody claims. The moments are found
// by looking at rows and files, or made to last by a lock that the test holds in the database; nothing in the server
// knows of this test.

type Body = string | Buffer<ArrayBuffer> | ReadableStream;

const root = join(import.meta.dirname, '../..');
const dataFolder = temporaryFolder();
const blobFolder = join(dataFolder, 'blobs');
let server: RunningServer;
let db: Db;
let video: Buffer<ArrayBuffer>;

before(async () => {
  video = await makeVideo(3, '1280x720');
  await start();
  const made = await send(
    'PUT',
    '/api/operator/accounts/maker',
    { 'content-type': 'application/json' },
    '{}',
  );
  assert.equal(made.status, 200);
});
after(async () => {
  await db.end({ timeout: 1 });
  await server.stop();
  removeFolder(dataFolder);
});

async function start(): Promise<void> {
  server = await startServer({ dataFolder });
  db = openDb(addressOfEmbedded(join(dataFolder, 'postgres')), { connections: 3 });
}

async function killAndRestart(): Promise<void> {
  await server.kill();
  await db.end({ timeout: 1 });
  await start();
}

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Body,
): Promise<Response> {
  const token = readOperatorToken(dataFolder);
  return fetch(`${server.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'overt-as': 'maker', 'tus-resumable': '1.0.0', ...headers },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
}

async function create(bytes: Buffer): Promise<string> {
  const reply = await send('POST', uploadsPath, { 'upload-length': String(bytes.length) });
  assert.equal(reply.status, 201);
  return reply.headers.get('location')?.split('/').at(-1) ?? '';
}

function append(id: string, offset: number, body: Body): Promise<Response> {
  const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
  return send('PATCH', `${uploadsPath}/${id}`, headers, body);
}

async function offsetOf(id: string): Promise<number> {
  const reply = await send('HEAD', `${uploadsPath}/${id}`);
  assert.equal(reply.status, 200);
  return Number(reply.headers.get('upload-offset'));
}

async function uploadAll(): Promise<string> {
  const id = await create(video);
  assert.equal((await append(id, 0, video)).status, 204);
  return id;
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    assert.ok(Date.now() < deadline, `waited in vain: ${what}\n${server.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function untilDone(id: string): Promise<ClipProgress> {
  return until(`the end of ${id}`, async () => {
    const reply = await send('GET', `/api/clips/${id}/progress`);
    const progress = clipProgress.parse(await reply.json());
    return ['published', 'rejected'].includes(progress.status) && progress;
  });
}

async function untilIdle(): Promise<void> {
  await until('an empty queue', async () => {
    const [row] = await db`select count(*) as jobs from graphile_worker.jobs
      where task_identifier in ('process_clip', 'add_renditions')`;
    return row?.['jobs'] === 0;
  });
}

async function fsck(): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['server/cli.ts', 'fsck'], {
    cwd: root,
    env: { ...process.env, OVERT_DATA: dataFolder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return { code: child.exitCode ?? -1, output: Buffer.concat(chunks).toString() };
}

/** Nothing waits, nothing lies about. */
async function assertClean(): Promise<void> {
  await untilIdle();
  assert.deepEqual(await filesIn(join(blobFolder, 'uploads')), []);
  assert.deepEqual(await filesIn(join(blobFolder, 'work')), []);
  assert.deepEqual(mediaChildren(), []);
  const { code, output } = await fsck();
  assert.equal(code, 0, output);
}

/** Processes that still work in the folder of a job, by Linux's account of where they are. */
function mediaChildren(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(join(blobFolder, 'work'));
    } catch {
      return false;
    }
  });
}

/** Half of the video, and then nothing: a phone that lost its network. */
function halfAndSilence(): ReadableStream {
  return new ReadableStream({
    start: (controller) => controller.enqueue(video.subarray(0, video.length / 2)),
  });
}

test('killed after an upload was opened: it is resumed from its first byte', async () => {
  const id = await create(video);
  await killAndRestart();
  assert.equal(await offsetOf(id), 0);
  assert.equal((await append(id, 0, video)).status, 204);
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('killed while bytes come in: the upload is resumed where the disk has it', async () => {
  const id = await create(video);
  const interrupted = append(id, 0, halfAndSilence()).catch(() => null);
  const half = Math.floor(video.length / 2);
  await until('half of the file', async () => (await sizeOf(join(blobFolder, 'uploads', id))) === half);
  await killAndRestart();
  await interrupted;
  assert.equal(await offsetOf(id), half);
  assert.equal((await append(id, half, video.subarray(half))).status, 204);
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('killed after the last byte and before its acknowledgement: the next start finishes the upload', async () => {
  const id = await create(video);
  const blocker = await db.reserve();
  await blocker`begin`;
  await blocker`lock table blobs in exclusive mode`;
  const unanswered = append(id, 0, video).catch(() => null);
  await until('the transaction that waits for the lock', async () => isWaiting());
  await killAndRestart();
  await unanswered;
  assert.equal((await untilDone(id)).status, 'published');
  assert.equal(await offsetOf(id), video.length);
  await assertClean();
});

test('killed right after the acknowledgement: the clip is processed by the next start', async () => {
  const id = await uploadAll();
  await killAndRestart();
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('killed in the middle of transcoding, twice: the clip is processed by the third start', async () => {
  const id = await uploadAll();
  for (let round = 0; round < 2; round += 1) {
    await until('a running job with files', async () => {
      const [job] = await db`select from graphile_worker.jobs
        where locked_at is not null and task_identifier = 'process_clip'`;
      return job !== undefined && (await filesIn(join(blobFolder, 'work'))).length > 0;
    });
    await killAndRestart();
  }
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('killed while a clip is being published: the files of the first try are swept, the second try publishes', async () => {
  const blocker = await db.reserve();
  const before = (await listBlobFiles({ blobFolder })).length;
  const id = await uploadAll();
  await blocker`begin`;
  await blocker`lock table renditions in exclusive mode`;
  await until('the transaction that waits for the lock', async () => isWaiting());
  assert.equal((await listBlobFiles({ blobFolder })).length, before + 3);
  await killAndRestart();
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('killed while further renditions are made: the clip stays published and gets them after the next start', async () => {
  const id = await uploadAll();
  assert.equal((await untilDone(id)).status, 'published');
  await until('a running job for further renditions', async () => {
    const [job] = await db`select from graphile_worker.jobs
      where locked_at is not null and task_identifier = 'add_renditions'`;
    return job !== undefined && (await filesIn(join(blobFolder, 'work'))).length > 0;
  });
  await killAndRestart();
  await assertClean();
  const rows = await db`select height from renditions where clip_id = ${id} order by height`;
  assert.deepEqual(
    rows.map((row) => Number(row['height'])),
    [480, 720],
  );
});

test('PostgreSQL killed in the middle of transcoding: the server says so and ends; the next start goes on', async () => {
  const id = await uploadAll();
  await until('a running job', async () => {
    const [job] = await db`select from graphile_worker.jobs
        where locked_at is not null and task_identifier = 'process_clip'`;
    return job;
  });
  const ended = once(server.process, 'exit');
  process.kill(
    Number.parseInt(readFileSync(join(dataFolder, 'postgres/cluster/postmaster.pid'), 'utf8'), 10),
    'SIGKILL',
  );
  await ended;
  assert.match(server.output(), /PostgreSQL ended/);
  await db.end({ timeout: 1 });
  await start();
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

test('stopped with Ctrl-C in the middle of transcoding: nothing is left over, and the try does not count', async () => {
  const id = await uploadAll();
  await until('a running job', async () => {
    const [job] = await db`select from graphile_worker.jobs
        where locked_at is not null and task_identifier = 'process_clip'`;
    return job;
  });
  assert.equal(await server.stop(), 0, server.output());
  await db.end({ timeout: 1 });
  const { code, output } = await fsck();
  assert.equal(code, 0, output);
  await start();
  const [job] = await db`select attempts from graphile_worker.jobs where task_identifier = 'process_clip'`;
  assert.ok(job === undefined || Number(job['attempts']) <= 1);
  assert.equal((await untilDone(id)).status, 'published');
  await assertClean();
});

async function isWaiting(): Promise<boolean> {
  const [row] = await db`select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock'`;
  return Number(row?.['waiting']) > 0;
}
