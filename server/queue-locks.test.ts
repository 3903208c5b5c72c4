import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { getClipProgress } from '../contract/clips.ts';
import { endHopelessJobs } from '../core/clips/processing.ts';
import { openDb } from '../core/store/db.ts';
import { uploadedClip } from '../test/support/clips.ts';
import { signUp, testApp } from '../test/support/http.ts';
import { claimQueue, releaseDeadWorkers } from './queue-locks.ts';

const { app, ctx, db, url, close } = await testApp();
after(close);
const maker = await signUp(app, 'maker');

/** A worker of another process: it has its lock as long as its connections live. */
async function startWorker(name: string) {
  const own = openDb(url, { connections: 1 });
  await claimQueue({ ...ctx, db: own }, (sayName) => {
    sayName(name);
    return Promise.resolve();
  });
  return { die: () => own.end({ timeout: 0 }) };
}

async function takeJob(worker: string): Promise<string> {
  const id = await uploadedClip(ctx, 'maker');
  await db`update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now(), attempts = attempts + 1
    where key = ${`process_clip ${id}`}`;
  return id;
}

const holderOf = async (id: string) => {
  const [row] = await db<{ lockedBy: string | null }[]>`
    select locked_by from graphile_worker.jobs where key = ${`process_clip ${id}`}`;
  return row?.lockedBy;
};

test('the jobs of a dead worker are freed, those of a living one are not', async () => {
  const living = await startWorker('living');
  const dead = await startWorker('dead');
  const [kept, freed] = [await takeJob('living'), await takeJob('dead')];
  await releaseDeadWorkers(ctx);
  assert.deepEqual([await holderOf(kept), await holderOf(freed)], ['living', 'dead']);
  await dead.die();
  const deadline = Date.now() + 10_000;
  while ((await holderOf(freed)) !== null) {
    assert.ok(Date.now() < deadline);
    await releaseDeadWorkers(ctx);
  }
  assert.equal(await holderOf(kept), 'living');
  await living.die();
});

test('a clip whose every try took its worker down is told so to its uploader in the end', async () => {
  const id = await takeJob('crashed');
  await db`update graphile_worker._private_jobs set attempts = max_attempts where key = ${`process_clip ${id}`}`;
  await endHopelessJobs(ctx);
  const at = { params: { id } };
  assert.equal((await maker.call(getClipProgress, at)).status, 'processing', 'somebody may still be at it');
  await releaseDeadWorkers(ctx);
  await endHopelessJobs(ctx);
  const progress = await maker.call(getClipProgress, at);
  assert.deepEqual([progress.status, progress.code], ['rejected', 'internal']);
  assert.equal((await db`select from graphile_worker.jobs where key = ${`process_clip ${id}`}`).length, 0);
});
