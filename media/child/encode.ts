// Longer than 100 lines: the one pass from the source's packets to finished files.
import { AV_FRAME_FLAG_CORRUPT } from 'node-av/constants';
import { Packet, type Frame, type Stream } from 'node-av/lib';
import { clipLimits, maxDecoderThreads, refusal } from '../limits.ts';
import type { ClipPlan, PictureTrack, Rung } from '../plan.ts';
import { decodeInto } from './decode.ts';
import { codecString, openMp4, openPictureEncoder, openSoundEncoder, type Encoder } from './output.ts';
import { openPictureChain } from './picture.ts';
import { openSoundChain, sampleRate } from './sound.ts';
import { chooseTracks, openDecoder, type Source } from './source.ts';

export interface EncodeOptions {
  threads: number;
  /** Share of the clip that is done, 0 to 1. */
  onProgress: (share: number) => void;
  /** Borrows each picture of the first rung. */
  onPicture?: (frame: Frame) => void;
}

export interface EncodedRung {
  rung: Rung;
  /** Name in the working folder. */
  file: string;
  codec: string;
}

/** One pass: decodes once, encodes every rung of the plan, and returns how long the clip became in seconds. */
export async function encodeClip(
  source: Source,
  plan: ClipPlan,
  track: PictureTrack,
  options: EncodeOptions,
): Promise<{ rungs: EncodedRung[]; duration: number }> {
  const { picture, sound } = chooseTracks(source.format);
  const soundEncoder = plan.sound === null ? null : await openSoundEncoder(plan.sound);
  const rungs = await Promise.all(
    plan.rungs.map((rung, index) =>
      openRung(rung, soundEncoder, options, index === 0 ? options.onPicture : undefined),
    ),
  );
  const pictures = await openPictures(picture, plan, track, options, (frame, seconds) => {
    for (const rung of rungs) rung.chain.push(frame, seconds);
  });
  const sounds =
    sound === null || soundEncoder === null
      ? null
      : await openSounds(sound, plan, (frame) => {
          soundEncoder.push(frame, (packet) => {
            for (const rung of rungs) rung.mp4.writeSound(packet);
          });
        });

  const packet = new Packet();
  packet.alloc();
  while (await source.read(packet)) {
    if (packet.streamIndex === picture.index) pictures.decode(packet);
    else if (packet.streamIndex === sound?.index) sounds?.decode(packet);
  }
  packet.free();
  const soundEnd = sounds?.finish() ?? 0;
  const duration = Math.min(plan.duration, Math.max(pictures.finish(), soundEnd));
  if (duration < clipLimits.minSeconds) throw refusal('unreadable', `${duration} s decode`);
  for (const rung of rungs) rung.finish(duration);
  soundEncoder?.close();
  return { rungs: rungs.map(({ rung, file, codec }) => ({ rung, file, codec })), duration };
}

async function openRung(
  rung: Rung,
  sound: Encoder | null,
  { threads }: EncodeOptions,
  onPicture: ((frame: Frame) => void) | undefined,
) {
  const encoder = await openPictureEncoder(rung, threads);
  const file = `${rung.name}.mp4`;
  const mp4 = openMp4(file, encoder, sound);
  const chain = openPictureChain(rung, threads, (frame) => {
    onPicture?.(frame);
    encoder.push(frame, mp4.writePicture);
  });
  return {
    rung,
    file,
    chain,
    mp4,
    codec: codecString(encoder, sound),
    finish(duration: number) {
      chain.finish(duration);
      encoder.push(null, mp4.writePicture);
      mp4.finish();
      encoder.close();
    },
  };
}

/** Decodes the picture track. `finish` gives the end of the last good picture, or refuses what is too damaged. */
async function openPictures(
  stream: Stream,
  plan: ClipPlan,
  track: PictureTrack,
  { threads, onProgress }: EncodeOptions,
  take: (frame: Frame, seconds: number) => void,
) {
  const decoder = await openDecoder(stream, Math.min(threads, maxDecoderThreads));
  const step = track.frameRate.den / track.frameRate.num;
  const tick = stream.timeBase.num / stream.timeBase.den;
  let good = 0;
  let end = 0;
  const decode = decodeInto(decoder, stream, (frame, at) => {
    const seconds = at - plan.start;
    if (!frame.hasFlags(AV_FRAME_FLAG_CORRUPT) && frame.decodeErrorFlags === 0) good++;
    end = Math.max(end, seconds + Math.max(step, Number(frame.duration) * tick));
    take(frame, seconds);
    onProgress(Math.min(1, Math.max(0, seconds / plan.duration)));
  });
  return {
    decode,
    finish() {
      decode(null);
      decoder.freeContext();
      // A damaged clip is published if at least half of its pictures decode, and a second of it is left.
      if (good * 2 < track.pictures)
        throw refusal('unreadable', `${good} of ${track.pictures} pictures decode`);
      return end;
    },
  };
}

/** Decodes the sound track; `take` gets it ready for the encoder, and null at the end. `finish` gives its end. */
async function openSounds(stream: Stream, plan: ClipPlan, take: (frame: Frame | null) => void) {
  const { channels, gain } = plan.sound ?? { channels: 2, gain: 0 };
  const decoder = await openDecoder(stream, 1);
  let samples = 0;
  const tail = `volume=${gain}dB:precision=float,asetnsamples=n=1024:p=0`;
  const chain = openSoundChain(channels, plan.duration, tail, (frame) => {
    frame.pts = BigInt(samples);
    samples += frame.nbSamples;
    take(frame);
  });
  const decode = decodeInto(decoder, stream, (frame, at) => {
    chain.push(frame, at - plan.start);
  });
  return {
    decode,
    finish() {
      decode(null);
      chain.finish();
      take(null);
      decoder.freeContext();
      return samples / sampleRate;
    },
  };
}
