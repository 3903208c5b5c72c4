import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { crowd } from '../../contract/signals.ts';
import { appendLeaf } from '../ledger/leaves.ts';
import type { Ctx } from '../store/context.ts';
import type { Sql, Tx } from '../store/db.ts';
import { locks } from '../store/locks.ts';

// The keys by which tokens are signed and checked, one for each day (UTC). A token of a day is drawn on that day and can
// be spent on it and on the next, because devices send hours later. Then the key is destroyed.
//
// The secret is a file that only this user can read, never in the database: no backup, replica or write-ahead log has
// it. The row says which key the day has; it and all that belongs to it is unlogged, so PostgreSQL empties it after a
// crash of its own. A day is whole or it begins anew under another key: what was spent before a crash stays spent.
//
//   A crash leaves                                 and is put right by `turnDay`, at the next start or request:
//   a file without a row (before the commit,       the file is deleted
//     or PostgreSQL has lost its unlogged rows)
//   a row without a file (a folder that was        the row is deleted; today gets another key
//     restored from a backup, which has no keys)

export interface DayKey {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The scalar, 32 bytes. */
  readonly secret: Uint8Array;
  /** The group element, 32 bytes: what everybody may know. */
  readonly publicKey: Uint8Array;
}

const DAY = 86_400_000;

/** The day (UTC) of a time in milliseconds since 1970, as YYYY-MM-DD. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The key of today, made when first asked for. */
export async function keyOfToday(ctx: Ctx, now: number): Promise<DayKey> {
  const known = await findKey(ctx, ctx.db, dayOf(now));
  if (known !== null) return known;
  await turnDay(ctx, now);
  const made = await findKey(ctx, ctx.db, dayOf(now));
  if (made === null) throw new Error('The key of today vanished while it was read.');
  return made;
}

/** The key of a day whose tokens may be spent now; null for every other day. */
export async function acceptedKey(ctx: Ctx, day: string, now: number): Promise<DayKey | null> {
  return acceptedDays(now).includes(day) ? findKey(ctx, ctx.db, day) : null;
}

/** What everybody may know of the days whose tokens can be spent now. */
export async function listDays(
  ctx: Ctx,
  now: number,
): Promise<{ day: string; key: string; crowded: boolean }[]> {
  await keyOfToday(ctx, now);
  const rows = await ctx.db<{ day: string; publicKey: Uint8Array; issued: number }[]>`
    select day::text, public_key, issued from token_days where day = any(${acceptedDays(now)}::date[]) order by day`;
  return rows.map(({ day, publicKey, issued }) => ({
    day,
    key: toBase64url(publicKey),
    crowded: issued >= crowd,
  }));
}

/**
 * Destroys what belongs to days that are over, and gives today its key, whose leaf is written by the same transaction.
 * Runs at midnight, at every start, and when a request finds no key; one process does it, the others wait and find it.
 */
export async function turnDay(ctx: Ctx, now: number): Promise<void> {
  await mkdir(ctx.keyFolder, { recursive: true, mode: 0o700 });
  await ctx.db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${locks.turnDay})`;
    await tx`delete from token_days where day <> all(${acceptedDays(now)}::date[])`;
    await tx`delete from spent_tokens where day <> all(${acceptedDays(now)}::date[])`;
    await destroyOrphans(ctx, tx);
    const today = dayOf(now);
    if ((await findKey(ctx, tx, today)) === null) await beginDay(ctx, tx, today);
  });
}

async function beginDay(ctx: Ctx, tx: Tx, day: string): Promise<void> {
  await tx`delete from token_days where day = ${day}`;
  // Emptied and not deleted from: no byte of who drew yesterday stays on the disk.
  await tx`truncate token_issues`;
  const { secretKey, publicKey } = ristretto255_oprf.voprf.generateKeyPair();
  await keepSecret(join(ctx.keyFolder, fileOf(day, publicKey)), secretKey);
  await tx`insert into token_days (day, public_key) values (${day}, ${publicKey})`;
  await appendLeaf(tx, {
    kind: 'key',
    version: 1,
    day,
    purpose: 'tokens',
    publicKey: toBase64url(publicKey),
  });
}

async function findKey(ctx: Ctx, sql: Sql, day: string): Promise<DayKey | null> {
  const [row] = await sql<{ publicKey: Uint8Array }[]>`select public_key from token_days where day = ${day}`;
  if (row === undefined) return null;
  try {
    const secret = await readFile(join(ctx.keyFolder, fileOf(day, row.publicKey)));
    return { day, secret: new Uint8Array(secret), publicKey: row.publicKey };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** On the disk before anybody learns of the key, and never written over. */
async function keepSecret(path: string, secret: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(secret);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Under the lock no other process is between its file and its row. */
async function destroyOrphans(ctx: Ctx, tx: Tx): Promise<void> {
  const rows = await tx<
    { day: string; publicKey: Uint8Array }[]
  >`select day::text, public_key from token_days`;
  const known = rows.map((row) => fileOf(row.day, row.publicKey));
  for (const name of await readdir(ctx.keyFolder)) {
    if (!known.includes(name)) await rm(join(ctx.keyFolder, name));
  }
}

function acceptedDays(now: number): string[] {
  return [dayOf(now - DAY), dayOf(now)];
}

function fileOf(day: string, publicKey: Uint8Array): string {
  return `${day} ${toBase64url(publicKey)}`;
}

function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
