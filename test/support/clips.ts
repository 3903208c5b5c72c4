import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audience } from '../../contract/clips.ts';
import { findAccount } from '../../core/people/accounts.ts';
import { publishClip } from '../../core/clips/processing.ts';
import { createUpload, finishUpload } from '../../core/clips/uploads.ts';
import { adoptFile, uploadFolder, withWorkFolder, type NewBlob } from '../../core/store/blobs.ts';
import type { Ctx } from '../../core/store/context.ts';

interface ClipOptions {
  readonly caption?: string;
  readonly audience?: Audience;
  readonly keepOriginal?: boolean;
  /** The bytes of the first rung; any will do where nobody plays it. */
  readonly bytes?: Uint8Array;
}

/** An upload of `handle` that is complete and waits for its job. */
export async function uploadedClip(ctx: Ctx, handle: string, options: ClipOptions = {}): Promise<string> {
  const person = await findAccount(ctx.db, handle);
  if (person === null) throw new Error(`There is no account ${handle}.`);
  await mkdir(uploadFolder(ctx), { recursive: true });
  const original = Buffer.from('an original');
  const id = await createUpload(ctx, person, {
    bytes: original.byteLength,
    caption: options.caption ?? '',
    language: null,
    audience: options.audience,
    keepOriginal: options.keepOriginal ?? false,
  });
  await writeFile(join(uploadFolder(ctx), id), original);
  await finishUpload(ctx, id);
  return id;
}

/** A clip of `handle` that is published by the product's own functions, only its pictures are not real. */
export async function publishedClip(ctx: Ctx, handle: string, options: ClipOptions = {}): Promise<string> {
  const id = await uploadedClip(ctx, handle, options);
  await publishClip(ctx, id, {
    poster: await newBlob(ctx, Buffer.from('a poster'), 'jpg'),
    thumbhash: 'KggKBIBfeoeXZ1qVdofPWfhNWA==',
    duration: 2,
    width: 720,
    height: 1280,
    hasSound: true,
    renditions: [
      {
        blob: await newBlob(ctx, options.bytes ?? Buffer.from('a rendition'), 'mp4'),
        width: 720,
        height: 1280,
        codec: 'avc1.64001f, mp4a.40.2',
        bitrate: 1_000_000,
      },
    ],
    further: [],
  });
  return id;
}

/** Many published clips of `handle` at once, a minute apart, that share one poster and have nothing to play. */
export async function addClips(
  ctx: Ctx,
  handle: string,
  count: number,
  language: string | null = null,
): Promise<void> {
  const poster = 'AAAAAAAAAAAAAAAAAAAAAA.jpg';
  await ctx.db`insert into blobs (name, bytes) values (${poster}, 1) on conflict do nothing`;
  await ctx.db`insert into clips (id, author_id, status, audience, caption, language, upload_bytes, poster, thumbhash,
      duration, width, height, has_sound, published_at)
    select substr(md5(random()::text), 1, 16), (select id from accounts where handle = ${handle}), 'published',
      'everyone', 'Clip ' || n || ' #sea', ${language}, 1, ${poster}, 'KggKBIBfeoeXZ1qVdofPWfhNWA==', 9, 720, 1280,
      true, now() - n * interval '1 minute'
    from generate_series(1, ${count}::integer) n`;
}

export function newBlob(ctx: Ctx, bytes: Uint8Array, extension: string): Promise<NewBlob> {
  return withWorkFolder(ctx, async (folder) => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return adoptFile(ctx, path, extension);
  });
}
