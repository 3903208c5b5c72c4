import { createCanvas } from '@napi-rs/canvas';
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_LOG_ERROR,
  AV_PIX_FMT_RGBA,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  Encoder,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  FilterAPI,
  Frame,
  Log,
  Muxer,
  Rational,
} from 'node-av';
import { setPriority } from 'node:os';
import * as z from 'zod/mini';
import { demoClips, type DemoClip } from './clips.ts';
import { randomFrom, seedOf } from './random.ts';
import { FPS, framesOf, type Score } from './score.ts';
import { sounds, type SoundName } from './sounds.ts';
import { HEIGHT, WIDTH } from './stage.ts';
import { play, type Sound } from './synth.ts';
import { RATE } from './voices.ts';

// The child process of render.ts. It draws every clip it is told to, one after the other, and ends with its parent.

const SAMPLES = RATE / FPS;
const order = z.object({ name: z.string(), file: z.string() });
const played = new Map<SoundName, Sound>();

async function paintClip(name: string, file: string): Promise<void> {
  const clip = demoClips.find((each) => each.name === name);
  if (!clip) throw new Error(`There is no demo clip called ${name}.`);
  await encode(clip, sounds[clip.sound], soundOf(clip.sound), file);
}

/** Several clips share a sound. */
function soundOf(name: SoundName): Sound {
  const sound = played.get(name) ?? play(sounds[name]);
  played.set(name, sound);
  return sound;
}

/**
 * Nothing here may be waited for between a frame's drawing and the end of its conversion: `data()` is no copy but the
 * canvas's own memory, node-av only keeps its address, and the next drawing moves it.
 */
async function encode(clip: DemoClip, score: Score, sound: Sound, file: string): Promise<void> {
  const draw = clip.scene({ score, random: randomFrom(seedOf(clip.name)) });
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  await using muxer = await Muxer.open(file, { format: 'mp4' });
  using toVideo = FilterAPI.create(
    'scale=out_color_matrix=bt709:out_range=tv:flags=bilinear,format=yuv420p',
    { threads: 1 },
  );
  using picture = await pictureEncoder();
  using voice = await Encoder.create(FF_ENCODER_AAC, {
    context: { bitRate: 256_000 },
    options: { aac_coder: 'fast' },
  });
  const streams = { picture: muxer.addStream(picture), voice: muxer.addStream(voice) };
  const write = async (encoder: Encoder, stream: number, frame: Frame | null): Promise<void> => {
    // Not `encodeAllSync`: it frees the encoder's options twice.
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, stream);
      packet.free();
    }
    frame?.free();
  };
  using pixels = pixelsOf(canvas.data());
  const frames = framesOf(score);
  for (let frame = 0; frame < frames; frame++) {
    // Also forgets the frame before, which the canvas would otherwise copy to draw over it.
    pen.reset();
    draw(pen, { frame, turn: frame / frames, beat: frame / score.framesPerBeat });
    pixels.fromBuffer(canvas.data());
    pixels.pts = BigInt(frame);
    for (const converted of toVideo.processAllSync(pixels)) await write(picture, streams.picture, converted);
    await write(voice, streams.voice, samplesOf(sound, frame));
  }
  await write(picture, streams.picture, null);
  await write(voice, streams.voice, null);
}

/** Fast and nearly lossless: this file is only the original that the edition transcodes like anybody's. */
function pictureEncoder(): Promise<Encoder> {
  return Encoder.create(FF_ENCODER_LIBX264, {
    context: {
      timeBase: new Rational(1, FPS),
      gopSize: FPS,
      maxBFrames: 0,
      threadCount: 1,
      colorSpace: AVCOL_SPC_BT709,
      colorRange: AVCOL_RANGE_MPEG,
      colorPrimaries: AVCOL_PRI_BT709,
      colorTrc: AVCOL_TRC_BT709,
    },
    options: { preset: 'ultrafast', crf: 20 },
  });
}

/** One for all frames of a clip: each new one would bring megabytes along and soon call the garbage collector. */
function pixelsOf(rgba: Buffer): Frame {
  const timeBase = { num: 1, den: FPS };
  return Frame.fromVideoBuffer(rgba, { width: WIDTH, height: HEIGHT, format: AV_PIX_FMT_RGBA, timeBase });
}

function samplesOf({ left, right }: Sound, index: number): Frame {
  const from = index * SAMPLES;
  const planes = new Float32Array(2 * SAMPLES);
  planes.set(left.subarray(from, from + SAMPLES));
  planes.set(right.subarray(from, from + SAMPLES), SAMPLES);
  return Frame.fromAudioBuffer(Buffer.from(planes.buffer), {
    nbSamples: SAMPLES,
    format: AV_SAMPLE_FMT_FLTP,
    sampleRate: RATE,
    channelLayout: AV_CHANNEL_LAYOUT_STEREO,
    timeBase: { num: 1, den: RATE },
    pts: BigInt(from),
  });
}

setPriority(10);
Log.setLevel(AV_LOG_ERROR);
process.once('disconnect', () => process.exit());
process.on('message', (message) => {
  const { name, file } = order.parse(message);
  paintClip(name, file).then(
    () => process.send?.({ name }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
