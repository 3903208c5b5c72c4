import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clipsWithoutJob } from '../core/clips/processing.ts';
import {
  blobPath,
  filesIn,
  listBlobFiles,
  sizeOf,
  uploadFolder,
  workFolder,
  type NewBlob,
} from '../core/store/blobs.ts';
import type { Ctx } from '../core/store/context.ts';
import { openDb } from '../core/store/db.ts';
import type { Config } from './config.ts';
import { addressOfEmbedded, startPostgres } from './postgres.ts';
import { claimFolder, ownerOf } from './process.ts';

/** Milliseconds after which something that the running server was in the middle of is looked at again. */
const SECOND_LOOK = 2000;

/** Checks the data folder and prints what is wrong. Changes nothing. Returns the exit code. */
export async function fsck(config: Config): Promise<number> {
  return withDatabase(config, async (databaseUrl, serverRuns) => {
    const db = openDb(databaseUrl, { connections: 2 });
    const { name, origin, minimumAge } = config;
    const ctx: Ctx = {
      db,
      blobFolder: join(config.dataFolder, 'blobs'),
      keyFolder: join(config.dataFolder, 'day-keys'),
      edition: { name, origin, minimumAge },
    };
    try {
      let findings = await findProblems(ctx, serverRuns);
      // Between a file and its row the server needs a moment; what is really wrong is still wrong after it.
      for (let look = 0; serverRuns && findings.length > 0 && look < 3; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK));
        const now = await findProblems(ctx, serverRuns);
        findings = findings.filter((finding) => now.includes(finding));
      }
      return await report(ctx, findings);
    } finally {
      await db.end();
    }
  });
}

/** Uses the database of the running server; where none runs, holds the folder and starts PostgreSQL for the check. */
async function withDatabase(
  config: Config,
  check: (databaseUrl: string, serverRuns: boolean) => Promise<number>,
): Promise<number> {
  const folder = join(config.dataFolder, 'postgres');
  if (!existsSync(join(config.dataFolder, 'blobs'))) {
    throw new Error(
      `There is nothing of Overt in ${config.dataFolder}. Set OVERT_DATA to the folder that it uses.`,
    );
  }
  const lockFile = join(config.dataFolder, 'server.pid');
  if (ownerOf(lockFile) !== null) return check(config.databaseUrl ?? addressOfEmbedded(folder), true);
  const claim = claimFolder(lockFile);
  try {
    if (config.databaseUrl !== null) return await check(config.databaseUrl, false);
    const postgres = await startPostgres(folder);
    try {
      return await check(postgres.url, false);
    } finally {
      await postgres.stop();
    }
  } finally {
    claim.release();
  }
}

/** One sentence for each thing that is wrong. */
async function findProblems(ctx: Ctx, serverRuns: boolean): Promise<string[]> {
  return [
    ...(await compareBlobs(ctx)),
    ...(await findUnclaimedRows(ctx)),
    ...(await compareUploads(ctx)),
    ...(await findStuckClips(ctx)),
    ...(serverRuns ? [] : await findLeftovers(ctx)),
  ];
}

async function compareBlobs(ctx: Ctx): Promise<string[]> {
  // Files first, then rows, then the file again: what comes or goes in between is not taken for a fault.
  const files = new Map((await listBlobFiles(ctx)).map((file) => [file.name, file.bytes]));
  const rows = await ctx.db<NewBlob[]>`select name, bytes from blobs`;
  const problems: string[] = [];
  for (const { name, bytes } of rows) {
    const size = files.get(name) ?? (await sizeOf(blobPath(ctx, name)));
    if (size === null) problems.push(`missing blob: ${name} has a row and no file`);
    else if (size !== bytes) problems.push(`wrong size: ${name} has ${size} bytes, its row says ${bytes}`);
  }
  const claimed = new Set(rows.map((row) => row.name));
  const orphans = [...files.keys()].filter((name) => !claimed.has(name));
  return [...problems, ...orphans.map((name) => `orphan file: ${name} has no row`)];
}

async function findUnclaimedRows(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db<{ name: string }[]>`select name from blobs b where
    not exists (select from renditions where blob = b.name)
    and not exists (select from clips where poster = b.name or original = b.name)
    and not exists (select from accounts where avatar = b.name)`;
  return rows.map(({ name }) => `unused blob: nothing refers to ${name}`);
}

async function compareUploads(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db<{ id: string; uploadBytes: number }[]>`
    select id, upload_bytes from clips where status = 'uploading'`;
  const problems: string[] = [];
  for (const { id, uploadBytes } of rows) {
    const size = await sizeOf(join(uploadFolder(ctx), id));
    if (size === null) problems.push(`missing upload: ${id} has a row and no file`);
    else if (size >= uploadBytes) problems.push(`unfinished upload: ${id} is complete, but not processed`);
  }
  const open = new Set(rows.map((row) => row.id));
  const orphans = (await filesIn(uploadFolder(ctx))).filter((name) => !open.has(name));
  return [...problems, ...orphans.map((name) => `orphan upload: ${name} has no row`)];
}

async function findStuckClips(ctx: Ctx): Promise<string[]> {
  const waiting = await clipsWithoutJob(ctx, 'process_clip');
  const halfDone = await clipsWithoutJob(ctx, 'add_renditions');
  const bare = await ctx.db<{ id: string }[]>`select id from clips c where status in ('published', 'hidden')
    and not exists (select from renditions r where r.clip_id = c.id)`;
  return [
    ...waiting.map((id) => `stuck clip: ${id} is to be processed, and no job will do it`),
    ...halfDone.map((id) => `stuck clip: ${id} keeps an original for renditions that no job will make`),
    ...bare.map(({ id }) => `empty clip: ${id} is published and has nothing to play`),
  ];
}

async function findLeftovers(ctx: Ctx): Promise<string[]> {
  return (await filesIn(workFolder(ctx))).map((name) => `leftover: work/${name} belongs to no running job`);
}

async function report(ctx: Ctx, findings: readonly string[]): Promise<number> {
  const [counts] = await ctx.db<{ blobs: number; bytes: number; clips: number; uploads: number }[]>`
    select (select count(*) from blobs) as blobs, (select coalesce(sum(bytes), 0)::bigint from blobs) as bytes,
      (select count(*) from clips where status in ('published', 'hidden')) as clips,
      (select count(*) from clips where status = 'uploading') as uploads`;
  for (const finding of findings) console.log(finding);
  const megabytes = ((counts?.bytes ?? 0) / 1e6).toFixed(1);
  console.log(
    `${counts?.clips ?? 0} clips, ${counts?.blobs ?? 0} blobs (${megabytes} MB), ` +
      `${counts?.uploads ?? 0} unfinished uploads, ${findings.length} findings`,
  );
  if (findings.length > 0)
    console.log('The next start puts right what a crash leaves; what stays is damage.');
  return findings.length === 0 ? 0 : 1;
}
