import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../contract/errors.ts';
import { avatarLimit } from '../../contract/people.ts';
import { prepareAvatar } from '../../media/image.ts';
import { adoptFile, changeBlobs, withWorkFolder, type NewBlob } from '../store/blobs.ts';
import type { Ctx } from '../store/context.ts';
import type { Tx } from '../store/db.ts';
import type { Person } from './may.ts';

/**
 * Makes a picture, as it came over the wire, the person's avatar: a square without metadata. The picture itself lies in
 * a work folder meanwhile, which goes whatever happens; of the old avatar nothing is left once the new one is there.
 */
export async function setAvatar(ctx: Ctx, person: Person, picture: AsyncIterable<Uint8Array>): Promise<void> {
  const blob = await withWorkFolder(ctx, async (folder) => {
    const input = join(folder, 'picture');
    await pipeline(upTo(avatarLimit, picture), createWriteStream(input));
    return adoptFile(ctx, await inTurn(() => prepareAvatar({ input, outputFolder: folder })), 'webp');
  });
  await changeBlobs(ctx, [blob], async ({ tx, claim, drop }) => {
    await claim(blob);
    await drop(await replaceAvatar(tx, person, blob));
  });
}

export async function removeAvatar(ctx: Ctx, person: Person): Promise<void> {
  await changeBlobs(ctx, [], async ({ tx, drop }) => drop(await replaceAvatar(tx, person, null)));
}

/** Returns the name of the old one. */
async function replaceAvatar(tx: Tx, person: Person, blob: NewBlob | null): Promise<string | null> {
  const [before] = await tx<{ avatar: string | null }[]>`
    select avatar from accounts where id = ${person.id} for no key update`;
  await tx`update accounts set avatar = ${blob?.name ?? null} where id = ${person.id}`;
  return before?.avatar ?? null;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One picture at a time: a large one takes hundreds of megabytes to decode. Whoever still sends theirs has no turn yet. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(act);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function* upTo(limit: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > limit)
      throw new AppError('file_too_large', 'This picture is larger than 20 MB. Choose a smaller one.');
    yield chunk;
  }
}
