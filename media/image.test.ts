import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import sharp from 'sharp';
import { filesIn, findSharedMedia } from '../test/support/shared-media.ts';
import { prepareAvatar } from './image.ts';

const media = findSharedMedia();
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overt-image-'));
});
after(() => rm(folder, { recursive: true }));

async function avatarOf(input: string): Promise<Buffer> {
  const outputFolder = await mkdtemp(join(folder, 'out-'));
  return await readFile(await prepareAvatar({ input, outputFolder }));
}

async function assertRefused(input: string): Promise<void> {
  const outputFolder = await mkdtemp(join(folder, 'out-'));
  await assert.rejects(prepareAvatar({ input, outputFolder }), {
    name: 'AppError',
    code: 'image_unreadable',
  });
  assert.deepEqual(await readdir(outputFolder), []);
}

/** A WebP is a RIFF file: chunks of four letters, a size and a body. Only the picture's own are allowed. */
function chunksOf(webp: Buffer): string[] {
  assert.equal(webp.toString('latin1', 0, 4) + webp.toString('latin1', 8, 12), 'RIFFWEBP');
  const chunks: string[] = [];
  for (let at = 12; at < webp.length; at += 8 + webp.readUInt32LE(at + 4) + (webp.readUInt32LE(at + 4) % 2)) {
    chunks.push(webp.toString('latin1', at, at + 4));
  }
  return chunks;
}

async function assertAvatar(webp: Buffer): Promise<void> {
  assert.deepEqual(chunksOf(webp), ['VP8 ']);
  const { width, height } = await sharp(webp).metadata();
  assert.deepEqual([width, height], [512, 512]);
}

/** The upper left quarter red, the rest blue. */
async function corner() {
  const red = await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const blue = sharp({ create: { width: 200, height: 200, channels: 3, background: 'blue' } });
  return sharp(
    await blue
      .composite([{ input: red, left: 0, top: 0 }])
      .png()
      .toBuffer(),
  );
}

/** Which quarter of a picture is red: 0 and 1 above, 2 and 3 below. */
async function redQuarter(webp: Buffer): Promise<number> {
  const { data } = await sharp(webp)
    .resize(2, 2, { kernel: 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [0, 1, 2, 3].findIndex((i) => (data[i * 3] ?? 0) > 128);
}

test('all eight orientations of EXIF stand upright', async () => {
  // Where the stored upper left corner is to be seen, by the orientation (CIPA DC-008, 4.6.5).
  const expected = [0, 1, 3, 2, 0, 1, 3, 2];
  for (const [i, quarter] of expected.entries()) {
    const input = join(folder, `orientation-${i + 1}.jpg`);
    await writeFile(
      input,
      await (
        await corner()
      )
        .jpeg()
        .withMetadata({ orientation: i + 1 })
        .toBuffer(),
    );
    const avatar = await avatarOf(input);
    await assertAvatar(avatar);
    assert.equal(await redQuarter(avatar), quarter, `orientation ${i + 1}`);
  }
});

test('JPEG, PNG, WebP, AVIF and GIF, whatever they are called, lose their metadata', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const) {
    const input = join(folder, `${format}.txt`);
    const exif = {
      IFD0: { Artist: 'Somebody' },
      IFD3: { GPSLatitude: '48/1 51/1 30/1', GPSLatitudeRef: 'N' },
    };
    await writeFile(input, await (await corner()).withExif(exif).toFormat(format).toBuffer());
    await assertAvatar(await avatarOf(input));
  }
});

test('a picture with too many pixels is refused by what it declares', async () => {
  const png = await (await corner()).png().toBuffer();
  // The size stands in the first chunk, whose checksum libpng would complain about later.
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  await writeFile(join(folder, 'bomb.png'), png);
  await assertRefused(join(folder, 'bomb.png'));
});

test('what is no photo is refused', async () => {
  const contents = {
    'vector.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    'text.jpg': 'not a picture',
    'empty.png': '',
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(folder, name), content);
    await assertRefused(join(folder, name));
  }
});

suite('real photos', { skip: media === null, concurrency: 2 }, () => {
  for (const name of media === null ? [] : filesIn(join(media, 'image'))) {
    test(name, async () => assertAvatar(await avatarOf(join(media ?? '', 'image', name))));
  }
});

/** Odd, but pictures all the same. */
const readable = [
  'bomb-uber-40000-frames.gif',
  'png-cve-2022-44268-profile.png',
  'polyglot-jpg-php.jpg',
  'polyglot-jpg-plays-as-mp3.jpg',
];

suite('broken pictures', { skip: media === null, concurrency: 2 }, () => {
  const pictures = /\.(png|jpg|gif|bmp|avif|heic|svg)$/;
  for (const name of media === null
    ? []
    : filesIn(join(media, 'broken')).filter((file) => pictures.test(file))) {
    const input = join(media ?? '', 'broken', name);
    if (readable.includes(name)) test(`${name} is read`, async () => assertAvatar(await avatarOf(input)));
    else test(`${name} is refused`, () => assertRefused(input));
  }
});
