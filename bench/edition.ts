import { link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openDb, randomId, type Tx } from '../core/store/db.ts';
import { addressOfEmbedded } from '../server/postgres.ts';
import { removeFolder, startServer, type RunningServer } from '../test/support/server.ts';

const CLIPS = 72;
let edition: Promise<RunningServer> | undefined;

/**
 * A running edition whose feed holds 72 clips: the demo, and copies of it under addresses of their own. Drawing the demo
 * takes minutes, so all benches of a run share it; `closeEdition` ends it.
 */
export function fullEdition(): Promise<RunningServer> {
  return (edition ??= openEdition());
}

export async function closeEdition(): Promise<void> {
  const server = await edition;
  await server?.stop();
  if (server !== undefined) removeFolder(server.dataFolder);
}

async function openEdition(): Promise<RunningServer> {
  const server = await startServer({ settings: { OVERT_DEMO: '1' } });
  while (!/Demo clip (\d+) of \1:/.test(server.output())) await new Promise((wait) => setTimeout(wait, 500));
  const db = openDb(addressOfEmbedded(join(server.dataFolder, 'postgres')), { connections: 1 });
  const blobs = join(server.dataFolder, 'blobs');
  await db.begin(async (tx) => {
    const originals = await tx<{ id: string }[]>`
      select id from clips where status = 'published' order by published_at`;
    for (let made = originals.length; made < CLIPS; made += 1) {
      await copyClip(tx, blobs, originals[made % originals.length]?.id ?? '');
    }
  });
  await db.end();
  return server;
}

/** The same pictures as other files, so that no cache can know them. */
async function copyClip(tx: Tx, folder: string, original: string): Promise<void> {
  const id = randomId();
  const [clip] = await tx<{ poster: string }[]>`select poster from clips where id = ${original}`;
  const poster = await copyBlob(tx, folder, clip?.poster ?? '');
  await tx`insert into clips (id, author_id, status, audience, caption, upload_bytes, poster, thumbhash, duration,
      width, height, has_sound, published_at)
    select ${id}, author_id, status, audience, caption, upload_bytes, ${poster}, thumbhash, duration, width, height, has_sound, clock_timestamp()
    from clips where id = ${original}`;
  const renditions = await tx<{ blob: string; height: number }[]>`
    select blob, height from renditions where clip_id = ${original}`;
  for (const { blob, height } of renditions) {
    await tx`insert into renditions (clip_id, blob, width, height, codec, bitrate)
      select ${id}, ${await copyBlob(tx, folder, blob)}, width, height, codec, bitrate
      from renditions where clip_id = ${original} and height = ${height}`;
  }
}

async function copyBlob(tx: Tx, folder: string, blob: string): Promise<string> {
  const name = `${randomBytes(16).toString('base64url')}.${blob.split('.')[1] ?? ''}`;
  const place = (each: string) => join(folder, each.slice(0, 2), each);
  await mkdir(dirname(place(name)), { recursive: true });
  await link(place(blob), place(name));
  await tx`insert into blobs (name, bytes) select ${name}, bytes from blobs where name = ${blob}`;
  return name;
}
