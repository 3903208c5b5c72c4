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
import { demoClips, type DemoClip } from './clips.ts';
import { randomFrom, seedOf } from './random.ts';
import { FPS, framesOf, type Score } from './score.ts';
import { sounds } from './sounds.ts';
import { HEIGHT, WIDTH, type Draw, type Pen } from './stage.ts';
import { play, type Sound } from './synth.ts';
import { RATE } from './voices.ts';

// The child process of render.ts: `painter.ts NAME FILE`. Its standard input stays open as long as the parent lives.

const SAMPLES = RATE / FPS;

async function main(name: string, file: string): Promise<void> {
  setPriority(10);
  process.stdin.on('end', () => process.exit(1)).resume();
  Log.setLevel(AV_LOG_ERROR);
  const clip = demoClips.find((each) => each.name === name);
  if (!clip) throw new Error(`There is no demo clip called ${name}.`);
  await encode(clip, sounds[clip.sound], file);
  process.exit(0);
}

async function encode(clip: DemoClip, score: Score, file: string): Promise<void> {
  const sound = play(score);
  const draw = clip.scene({ score, random: randomFrom(seedOf(clip.name)) });
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  await using muxer = await Muxer.open(file, { format: 'mp4' });
  using toVideo = FilterAPI.create(
    'scale=out_color_matrix=bt709:out_range=tv:flags=bilinear,format=yuv420p',
    { threads: 1 },
  );
  using picture = await pictureEncoder();
  using voice = await Encoder.create(FF_ENCODER_AAC, { context: { bitRate: 256_000 } });
  const streams = { picture: muxer.addStream(picture), voice: muxer.addStream(voice) };
  const write = async (encoder: Encoder, stream: number, frame: Frame | null): Promise<void> => {
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, stream);
      packet.free();
    }
    frame?.free();
  };
  const send = async (pixels: Frame, samples: Frame): Promise<void> => {
    for (const frame of await toVideo.processAll(pixels)) await write(picture, streams.picture, frame);
    pixels.free();
    await write(voice, streams.voice, samples);
  };
  // One frame after the other: encoding one while the next is drawn crashed in the codec library every few clips.
  for (let index = 0; index < framesOf(score); index++) {
    paintFrame(pen, draw, score, index);
    const pixels = pixelsOf(canvas.data(), index);
    await send(pixels, samplesOf(sound, index));
  }
  await write(picture, streams.picture, null);
  await write(voice, streams.voice, null);
}

function paintFrame(pen: Pen, draw: Draw, score: Score, frame: number): void {
  pen.save();
  draw(pen, { frame, turn: frame / framesOf(score), beat: frame / score.framesPerBeat });
  pen.restore();
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
    options: { preset: 'ultrafast', crf: 15 },
  });
}

function pixelsOf(rgba: Buffer, index: number): Frame {
  const timeBase = { num: 1, den: FPS };
  return Frame.fromVideoBuffer(rgba, {
    width: WIDTH,
    height: HEIGHT,
    format: AV_PIX_FMT_RGBA,
    timeBase,
    pts: BigInt(index),
  });
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

const [name = '', file = ''] = process.argv.slice(2);
await main(name, file);
