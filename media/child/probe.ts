// Longer than 100 lines: what a file says about itself, and what reading it shows.
import { AV_NOPTS_VALUE, AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import { avGetCodecName, Packet, type CodecParameters, type Stream } from 'node-av/lib';
import { clipLimits, refusal } from '../limits.ts';
import { nominalFrameRate, orientationOf, type PictureTrack, type Probe, type Ratio } from '../plan.ts';
import { colorOf } from './color.ts';
import { chooseTracks, type Source } from './source.ts';

/**
 * Reads every packet once, decoding none: headers lie, and a live recording has none. Refuses what a clip may not be.
 * The loudness is left open; it is measured once the times are known.
 */
export async function probeSource(source: Source): Promise<Probe> {
  const { picture, sound } = chooseTracks(source.format);
  refuseSize(picture.codecpar);
  const { times, end, soundStart } = await readTimes(source, picture, sound);
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) throw refusal('unreadable');
  const rhythm = nominalFrameRate(times);
  // Some interlaced streams give each field a packet of its own: two make a picture.
  const paired = Math.abs(rate(rhythm) / rate(picture.avgFrameRate) - 2) < 0.1;
  const frameRate = paired ? { num: rhythm.num, den: rhythm.den * 2 } : rhythm;
  // Encoders of sound begin a few hundredths early and say so in ways that only their decoder understands.
  const start = soundStart < first - 0.05 ? soundStart : first;
  const duration = Math.max(end, last + 1 / rate(frameRate)) - start;
  if (duration < clipLimits.minSeconds) throw refusal('too_short', `${duration} s`);
  if (duration > clipLimits.maxSeconds) throw refusal('too_long', `${duration} s`);
  if (times.length === 1 && sound === null) throw refusal('not_a_video', 'a still picture');
  return {
    container: source.container,
    start,
    duration,
    picture: describePicture(picture, frameRate, paired ? times.length / 2 : times.length),
    sound:
      sound === null
        ? null
        : {
            stream: sound.index,
            codec: avGetCodecName(sound.codecpar.codecId) ?? '',
            channels: sound.codecpar.channelLayout.nbChannels,
            loudness: null,
          },
  };
}

function rate({ num, den }: Ratio): number {
  return num / den;
}

function refuseSize({ width, height }: CodecParameters): void {
  if (Math.max(width, height) > clipLimits.maxSide || width * height > clipLimits.maxPixels) {
    throw refusal('too_many_pixels', `${width} × ${height}`);
  }
  if (width === 0 || height === 0) throw refusal('unreadable', 'no size');
  if (Math.min(width, height) < clipLimits.minSide) throw refusal('not_a_video', `${width} × ${height}`);
}

interface Times {
  /** When each picture is shown, ascending, in seconds on the file's clock. */
  times: number[];
  /** When the last picture or sound ends. */
  end: number;
  /** When the sound begins; Infinity without sound. */
  soundStart: number;
}

async function readTimes(source: Source, picture: Stream, sound: Stream | null): Promise<Times> {
  const times: number[] = [];
  let end = -Infinity;
  let soundStart = Infinity;
  const packet = new Packet();
  packet.alloc();
  while (await source.read(packet)) {
    const stamp = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
    // An edit list cuts pictures away that are only there to be decoded.
    if (stamp === AV_NOPTS_VALUE || packet.hasFlags(AV_PKT_FLAG_DISCARD)) continue;
    const track = packet.streamIndex === picture.index ? picture : sound;
    if (track === null || packet.streamIndex !== track.index) continue;
    const time = seconds(stamp, track);
    end = Math.max(end, time + seconds(packet.duration, track));
    if (track === picture) times.push(time);
    else soundStart = Math.min(soundStart, time);
  }
  packet.free();
  return { times: times.sort((a, b) => a - b), end, soundStart };
}

function seconds(stamp: bigint, { timeBase }: Stream): number {
  return (Number(stamp) * timeBase.num) / timeBase.den;
}

function describePicture(stream: Stream, frameRate: Ratio, pictures: number): PictureTrack {
  const { codecpar } = stream;
  const shape = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : codecpar.sampleAspectRatio;
  const matrix = codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return {
    stream: stream.index,
    codec: avGetCodecName(codecpar.codecId) ?? '',
    width: codecpar.width,
    height: codecpar.height,
    pixelShape: shape.num > 0 && shape.den > 0 ? { num: shape.num, den: shape.den } : { num: 1, den: 1 },
    orientation: orientationOf(matrix === null || matrix.length < 36 ? null : readMatrix(matrix)),
    color: colorOf(codecpar),
    frameRate,
    pictures,
  };
}

function readMatrix(bytes: Buffer): number[] {
  return Array.from({ length: 9 }, (_, index) => bytes.readInt32LE(index * 4));
}
