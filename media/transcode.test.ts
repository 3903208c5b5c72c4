// Films of two seconds, made here, so that these tests run everywhere.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { AppError, type ErrorCode } from '../contract/errors.ts';
import { generate, tone, twoSeconds, type Recipe } from '../test/support/generate.ts';
import { readMp4 } from '../test/support/mp4.ts';
import { faultsOf, metadataIn } from '../test/support/promise.ts';
import { addRenditions, prepareClip, probe, type PreparedClip } from './transcode.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overt-media-'));
});
after(() => rm(folder, { recursive: true }));

const h264 = { codec: 'libx264', options: { preset: 'ultrafast' } };
const aac = { codec: 'aac' };

async function make(name: string, recipe: Recipe): Promise<string> {
  return await generate(join(folder, name), recipe);
}

async function publish(input: string, threads = 1): Promise<PreparedClip> {
  const outputFolder = await mkdtemp(join(folder, 'out-'));
  const clip = await prepareClip({ input, outputFolder, threads });
  const bytes = await readFile(clip.rendition.path);
  assert.deepEqual(faultsOf(bytes, clip), []);
  assert.deepEqual(metadataIn(bytes), []);
  return clip;
}

async function assertRefused(input: string, code: ErrorCode): Promise<void> {
  const outputFolder = await mkdtemp(join(folder, 'out-'));
  await assert.rejects(prepareClip({ input, outputFolder, threads: 1 }), (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, code);
    return true;
  });
  assert.deepEqual(await readdir(outputFolder), [], 'nothing is left behind');
}

suite('what is made', { concurrency: 2 }, () => {
  test('a phone’s video loses its place, its dates and its names, and stands upright', async () => {
    const input = await make('phone.mp4', {
      format: 'mp4',
      muxer: { movflags: 'use_metadata_tags' },
      metadata: {
        location: '+48.8577+002.2950/',
        title: 'My home',
        comment: 'for the family',
        creation_time: '2026-01-02T03:04:05Z',
        'com.android.model': 'A phone',
      },
      picture: { ...h264, source: twoSeconds, matrix: [0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30] },
      sound: { ...aac, source: tone('fltp', 1024) },
    });
    const before = await readFile(input);
    assert.ok(before.includes('+48.8577') && before.includes('My home'), 'the source has what has to go');
    assert.ok(metadataIn(before).length > 3, 'the check sees it');
    const clip = await publish(input);
    assert.deepEqual([clip.width, clip.height], [240, 320]);
    assert.equal(clip.hasSound, true);
    assert.match(clip.rendition.codec, /^avc1\.6400[0-9a-f]{2}, mp4a\.40\.2$/);
    const { size } = await stat(clip.rendition.path);
    assert.equal(clip.rendition.bitrate, Math.round((size * 8) / clip.duration));
    const heard = (await probe(clip.rendition.path)).sound?.loudness;
    assert.ok(Math.abs((heard?.integrated ?? 0) + 14) <= 1, `${heard?.integrated} LUFS`);
  });

  test('a live WebM without a duration plays from start to end', async () => {
    const input = await make('live.webm', {
      format: 'webm',
      muxer: { live: '1' },
      picture: { codec: 'libvpx', options: { deadline: 'realtime' }, source: twoSeconds },
      sound: { codec: 'libopus', source: tone('flt', 960) },
    });
    const clip = await publish(input);
    assert.ok(Math.abs(clip.duration - 2) < 0.1, `${clip.duration} s`);
  });

  test('HLG and PQ in ten bits become BT.709 in eight', async () => {
    for (const transfer of ['arib-std-b67', 'smpte2084']) {
      const color = `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc:range=tv`;
      const input = await make(`${transfer}.mp4`, {
        format: 'mp4',
        picture: {
          codec: 'libx265',
          options: { preset: 'ultrafast', 'x265-params': 'log-level=none' },
          source: `${twoSeconds.replace('yuv420p', 'yuv420p10le')},${color}`,
        },
      });
      const { picture } = await probe(input);
      assert.equal(picture.color.transfer, transfer, 'the source is HDR');
      const clip = await publish(input);
      assert.equal(clip.hasSound, false);
    }
  });

  test('odd sizes become even, uneven rates constant, quick ones at most sixty', async () => {
    const odd = twoSeconds.replace('320x240', '161x121').replace('yuv420p', 'yuv444p');
    const clip = await publish(
      await make('odd.mkv', { format: 'matroska', picture: { ...h264, source: odd } }),
    );
    assert.deepEqual([clip.width, clip.height], [160, 120]);
    const uneven = `${twoSeconds},setpts=N*2-mod(N\\,3)`;
    await publish(await make('uneven.mkv', { format: 'matroska', picture: { ...h264, source: uneven } }));
    const quick = twoSeconds.replace('rate=30', 'rate=120');
    const slowed = await publish(
      await make('quick.mp4', { format: 'mp4', picture: { ...h264, source: quick } }),
    );
    assert.ok(Math.abs(slowed.duration - 2) < 0.05);
  });

  test('a GIF, an interlaced MPEG-TS and a camera’s AVI', async () => {
    const gif = { codec: 'gif', source: 'testsrc2=size=160x120:rate=10:duration=2,format=rgb8' };
    await publish(await make('moving.gif', { format: 'gif', picture: gif }));
    const interlaced = {
      codec: 'mpeg2video',
      options: { flags: '+ildct+ilme', b: '2000000' },
      source: `${twoSeconds.replace('rate=30', 'rate=50')},interlace`,
    };
    const sound = { codec: 'ac3', source: tone('fltp', 1536) };
    const clip = await publish(await make('camera.ts', { format: 'mpegts', picture: interlaced, sound }));
    assert.equal(clip.hasSound, true);
    const mjpeg = { codec: 'mjpeg', source: twoSeconds.replace('yuv420p', 'yuvj422p') };
    const pcm = { codec: 'pcm_s16le', source: tone('s16', 1024).replace('stereo', 'mono') };
    await publish(await make('camera.avi', { format: 'avi', picture: mjpeg, sound: pcm }));
  });

  test('sound that begins late begins late', async () => {
    const late = `${tone('s16', 4608).replace('duration=2', 'duration=1')},asetpts=PTS+1/TB`;
    const input = await make('late.mkv', {
      format: 'matroska',
      picture: { ...h264, source: twoSeconds },
      sound: { codec: 'flac', source: late },
    });
    const clip = await publish(input);
    // Cut to its first second, the clip has a sound track with nothing in it.
    const found = await probe(clip.rendition.path);
    assert.ok(Math.abs(found.duration - 2) < 0.1);
    assert.ok((found.sound?.loudness?.integrated ?? -70) > -20);
    assert.ok(await isSilentBefore(clip.rendition.path, 0.9));
  });

  test('loud sound is lowered, and peaks stay below −1 dBTP', async () => {
    const clicks = 'aevalsrc=0.99*lt(mod(t\\,0.5)\\,0.001)+0.001*sin(2000*t):duration=2:sample_rate=48000';
    const input = await make('clicks.mkv', {
      format: 'matroska',
      picture: { ...h264, source: twoSeconds },
      sound: {
        codec: 'flac',
        source: `${clicks},aformat=sample_fmts=s16:channel_layouts=mono,asetnsamples=n=4608:p=0`,
      },
    });
    const { sound } = await probe((await publish(input)).rendition.path);
    assert.ok((sound?.loudness?.truePeak ?? 0) <= -1, `${sound?.loudness?.truePeak} dBTP`);
    assert.equal(sound?.channels, 1);
  });

  test('the further rungs of a large source, in one pass', async () => {
    const large = twoSeconds.replace('320x240', '1080x1920').replace('duration=2', 'duration=1');
    const input = await make('large.mp4', { format: 'mp4', picture: { ...h264, source: large } });
    const clip = await publish(input, 2);
    assert.deepEqual([clip.width, clip.height, clip.further], [720, 1280, ['480p', '1080p']]);
    const outputFolder = await mkdtemp(join(folder, 'out-'));
    const percents: number[] = [];
    const onProgress = (percent: number) => percents.push(percent);
    const made = await addRenditions({ input, outputFolder, rungs: clip.further, onProgress });
    assert.deepEqual(
      made.map(({ width, height }) => [width, height]),
      [
        [480, 854],
        [1080, 1920],
      ],
    );
    for (const rendition of made) {
      const bytes = await readFile(rendition.path);
      assert.deepEqual([...faultsOf(bytes, { ...rendition, hasSound: false }), ...metadataIn(bytes)], []);
    }
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
      'progress never goes back',
    );
    assert.ok(percents.length > 0 && percents.every((percent) => percent >= 0 && percent <= 100));
  });
});

suite('what is refused', { concurrency: 2 }, () => {
  const recipes: [name: string, code: ErrorCode, recipe: Recipe][] = [
    [
      'short.mp4',
      'too_short',
      {
        format: 'mp4',
        picture: { ...h264, source: twoSeconds.replace('duration=2', 'duration=0.5') },
      },
    ],
    [
      'long.mkv',
      'too_long',
      {
        format: 'matroska',
        picture: { ...h264, source: 'testsrc2=size=32x32:rate=1:duration=182,format=yuv420p' },
      },
    ],
    [
      'huge.mp4',
      'too_many_pixels',
      {
        format: 'mp4',
        picture: { ...h264, source: 'testsrc2=size=4160x64:rate=10:duration=2,format=yuv420p' },
      },
    ],
    ['song.m4a', 'not_a_video', { format: 'mp4', sound: { ...aac, source: tone('fltp', 1024) } }],
    [
      'photo.jpg',
      'not_a_video',
      {
        format: 'image2pipe',
        picture: { codec: 'mjpeg', source: 'testsrc2=size=64x64:rate=1:duration=1,format=yuvj420p' },
      },
    ],
    [
      'exotic.mkv',
      'codec_unsupported',
      {
        format: 'matroska',
        picture: { codec: 'utvideo', source: twoSeconds },
      },
    ],
  ];
  for (const [name, code, recipe] of recipes) {
    test(`${name}: ${code}`, async () => assertRefused(await make(name, recipe), code));
  }

  test('a video cut off before its index is unreadable, one cut off in the middle is not', async () => {
    const recipe: Recipe = { format: 'mp4', picture: { ...h264, source: twoSeconds.replace('=2', '=4') } };
    const whole = await readFile(await make('whole.mp4', recipe));
    const cut = join(folder, 'cut.mp4');
    await writeFile(cut, whole.subarray(0, whole.length * 0.7));
    await assertRefused(cut, 'unreadable');
    const stream = await readFile(await make('whole.ts', { ...recipe, format: 'mpegts' }));
    await writeFile(join(folder, 'cut.ts'), stream.subarray(0, stream.length * 0.7));
    const clip = await publish(join(folder, 'cut.ts'));
    assert.ok(clip.duration > 1.5 && clip.duration < 4);
  });

  test('texts, nothing and noise', async () => {
    const contents: [Buffer, ErrorCode][] = [
      [Buffer.alloc(0), 'unreadable'],
      [Buffer.from('this is no video\n'), 'unreadable'],
      [Buffer.alloc(100_000, 'noise 1234'), 'unreadable'],
    ];
    for (const [i, [content, code]] of contents.entries()) {
      const file = join(folder, `content-${i}.mp4`);
      await writeFile(file, content);
      await assertRefused(file, code);
    }
  });

  test('playlists open nothing, whatever they are called', async () => {
    await make('target.ts', { format: 'mpegts', picture: { ...h264, source: twoSeconds } });
    const target = join(folder, 'target.ts');
    const playlists = [
      `ffconcat version 1.0\nfile '${target}'\n`,
      `ffconcat version 1.0\nfile target.ts\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2,\nfile://${target}\n#EXT-X-ENDLIST\n`,
      `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file://${target}"/></svg>`,
    ];
    for (const [i, text] of playlists.entries()) {
      const file = join(folder, `playlist-${i}.mp4`);
      await writeFile(file, text);
      const outputFolder = await mkdtemp(join(folder, 'out-'));
      await assert.rejects(prepareClip({ input: file, outputFolder }), { name: 'AppError' });
    }
  });
});

/** True where the sound of an MP4 says nothing for so many seconds: AAC needs a few bytes for silence, and many for a tone. */
async function isSilentBefore(file: string, seconds: number): Promise<boolean> {
  const sound = readMp4(await readFile(file)).tracks.find((track) => track.handler === 'soun');
  const frames = Math.floor((seconds * 48_000) / 1024);
  return sound?.sizes.slice(0, frames).every((size) => size < 30) ?? false;
}
