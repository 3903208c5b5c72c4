import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Ctx } from '../core/store/context.ts';
import { openDb } from '../core/store/db.ts';
import { migrate } from '../core/store/migrate.ts';
import { noteAddress } from './address.ts';
import { readConfig, type Config } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { createApp } from './http/app.ts';
import { createPackMemory, type PackMemory } from './http/packs.ts';
import { mountWeb } from './http/web.ts';
import { startJobs } from './jobs.ts';
import { ensureOperatorToken } from './operator-token.ts';
import { startPostgres } from './postgres.ts';
import { claimFolder, watchParent } from './process.ts';

/** What was started, to be stopped in the opposite order. */
const running: { name: string; stop: () => Promise<void> | void }[] = [];
let stopping = false;

async function start(config: Config): Promise<void> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o711 });
  const claim = claimFolder(join(config.dataFolder, 'server.pid'));
  running.push({ name: 'the claim on the data folder', stop: () => claim.release() });

  const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config));
  const db = openDb(databaseUrl);
  running.push({ name: 'the database pool', stop: () => db.end({ timeout: 5 }) });
  await migrate(db, databaseUrl);

  const ctx: Ctx = {
    db,
    blobFolder: join(config.dataFolder, 'blobs'),
    keyFolder: join(config.dataFolder, 'day-keys'),
    edition: { name: config.name, origin: config.origin, minimumAge: config.minimumAge },
  };
  const jobs = await startJobs(ctx, databaseUrl);
  running.push({ name: 'the jobs', stop: () => jobs.stop() });

  const packs = createPackMemory(ctx);
  const app = createApp(ctx, {
    packs,
    operatorToken: ensureOperatorToken(config.dataFolder),
    trustProxy: config.trustProxy,
  });
  await mountWeb(app, join(import.meta.dirname, '../web/build'));
  await listen(config, app.fetch, packs);
  const note = noteAddress(config.dataFolder, `http://${config.host ?? 'localhost'}:${config.port}`);
  running.push({ name: 'the note of the address', stop: () => note.erase() });
  console.log(`\n  ${config.name} is ready: ${config.origin}\n`);
  if (config.demo) seedInBackground(ctx);
}

/** A newcomer does not wait for the demo: it fills the feed clip by clip, and a stop or a crash only interrupts it. */
function seedInBackground(ctx: Ctx): void {
  const interrupt = new AbortController();
  const onProgress = (done: number, total: number, title: string): void =>
    console.log(`  Demo clip ${done} of ${total}: ${title}`);
  const seeding = seedDemo(ctx, { signal: interrupt.signal, onProgress }).catch((error: unknown) => {
    if (!interrupt.signal.aborted)
      console.error('The demo clips are not complete; the next start goes on.', error);
  });
  running.push({
    name: 'the demo',
    stop: () => {
      interrupt.abort();
      return seeding;
    },
  });
}

async function embeddedDatabase(config: Config): Promise<string> {
  const postgres = await startPostgres(join(config.dataFolder, 'postgres'));
  running.push({ name: 'PostgreSQL', stop: () => postgres.stop() });
  void postgres.ended.then(() => {
    if (stopping) return;
    console.error(
      `PostgreSQL ended; its own words are in ${config.dataFolder}/postgres/log. Nothing that was acknowledged is lost: start Overt again.`,
    );
    void stop(1);
  });
  return postgres.url;
}

function listen(
  config: Config,
  fetch: Parameters<typeof getRequestListener>[0],
  packs: PackMemory,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const routes = getRequestListener(fetch);
    // Node would cut every request off after five minutes; an upload over a thin line takes longer.
    const server = createServer({ requestTimeout: 0 }, (request, response) => {
      if (!packs.answer(request, response)) void routes(request, response);
    });
    server.listen(config.port, config.host ?? undefined, () => resolve());
    server.once('error', (error: Error) => reject(wordsFor(error, config.port)));
    running.push({
      name: 'HTTP',
      stop: () =>
        new Promise((done) => {
          server.close(() => done());
          // A feed that plays on keeps its connection for as long as it likes.
          server.closeAllConnections();
        }),
    });
  });
}

function wordsFor(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} is taken. Stop what listens there, or choose another: PORT=8081 npm start`);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // A part that waits for another one that is gone must not keep the rest from ending.
  setTimeout(() => process.exit(exitCode), 15_000).unref();
  for (const part of running.reverse()) {
    try {
      await part.stop();
    } catch (error) {
      console.error(`Stopping ${part.name} failed:`, error);
    }
  }
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
watchParent(() => void stop(1));
try {
  await start(readConfig());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}
