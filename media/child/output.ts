// Longer than 100 lines: a rung's encoder and its file, which have to agree on every detail.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_ID_AAC,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVCHROMA_LOC_LEFT,
  AVFMT_FLAG_BITEXACT,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  BitStreamFilter,
  BitStreamFilterContext,
  Codec,
  CodecContext,
  CodecParameters,
  Dictionary,
  FormatContext,
  Packet,
  Rational,
  type Frame,
} from 'node-av/lib';
import { refusal } from '../limits.ts';
import type { Rung, SoundPlan } from '../plan.ts';
import { check, isDry } from './check.ts';
import { sampleRate } from './sound.ts';

export interface Encoder {
  parameters: CodecParameters;
  timeBase: { num: number; den: number };
  /** Null: the end. Calls `take` for each packet, which it borrows. */
  push(frame: Frame | null, take: (packet: Packet) => void): void;
  close(): void;
}

/** H.264 as the plan says. Whatever tells of the encoder (the SEI with its version and settings) is taken out. */
export async function openPictureEncoder(rung: Rung, threads: number): Promise<Encoder> {
  const { encoder, codec } = newEncoder(FF_ENCODER_LIBX264);
  encoder.width = rung.width;
  encoder.height = rung.height;
  encoder.pixelFormat = AV_PIX_FMT_YUV420P;
  encoder.timeBase = new Rational(rung.frameRate.den, rung.frameRate.num);
  encoder.framerate = new Rational(rung.frameRate.num, rung.frameRate.den);
  encoder.sampleAspectRatio = new Rational(1, 1);
  encoder.colorRange = AVCOL_RANGE_MPEG;
  encoder.colorPrimaries = AVCOL_PRI_BT709;
  encoder.colorTrc = AVCOL_TRC_BT709;
  encoder.colorSpace = AVCOL_SPC_BT709;
  encoder.chromaLocation = AVCHROMA_LOC_LEFT;
  check(await encoder.open2(codec, Dictionary.fromObject({ ...rung.encoder, threads })), 'too_demanding');
  const filter = new BitStreamFilterContext();
  const units = BitStreamFilter.getByName('filter_units');
  if (units === null) throw refusal('unreadable', 'filter_units');
  check(filter.alloc(units), 'too_demanding');
  // NAL unit type 6 is SEI (H.264 table 7-1).
  filter.setOption('remove_types', '6');
  if (filter.inputCodecParameters !== null) encoder.parametersFromContext(filter.inputCodecParameters);
  filter.inputTimeBase = encoder.timeBase;
  check(filter.init(), 'too_demanding');
  const parameters = filter.outputCodecParameters;
  if (parameters === null) throw refusal('unreadable', 'filter_units');
  const clean = newPacket();
  return run(
    encoder,
    parameters,
    (packet, take) => {
      check(filter.sendPacketSync(packet), 'unreadable');
      while (!isDry(filter.receivePacketSync(clean), 'unreadable')) {
        // Also of the last, which the muxer could not know.
        clean.duration = 1n;
        take(clean);
      }
    },
    () => {
      clean.free();
      filter.free();
    },
  );
}

/** AAC-LC. Bit-exact mode is what keeps FFmpeg from writing its name into the first packet. */
export async function openSoundEncoder(plan: SoundPlan): Promise<Encoder> {
  const { encoder, codec } = newEncoder(FF_ENCODER_AAC);
  encoder.sampleRate = sampleRate;
  encoder.sampleFormat = AV_SAMPLE_FMT_FLTP;
  encoder.channelLayout = avChannelLayoutDefault(plan.channels);
  encoder.timeBase = new Rational(1, sampleRate);
  encoder.bitRate = BigInt(plan.bitrate);
  check(await encoder.open2(codec, null), 'too_demanding');
  const parameters = new CodecParameters();
  parameters.alloc();
  parameters.fromContext(encoder);
  return run(
    encoder,
    parameters,
    (packet, take) => {
      take(packet);
    },
    () => {
      parameters.free();
    },
  );
}

function newEncoder(name: FFEncoderCodec) {
  const codec = Codec.findEncoderByName(name);
  if (codec === null) throw refusal('unreadable', `no encoder ${name}`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
  return { encoder, codec };
}

function run(
  encoder: CodecContext,
  parameters: CodecParameters,
  give: (packet: Packet, take: (packet: Packet) => void) => void,
  close: () => void,
): Encoder {
  const packet = newPacket();
  return {
    parameters,
    timeBase: encoder.timeBase,
    push(frame, take) {
      check(encoder.sendFrameSync(frame), 'too_demanding');
      while (!isDry(encoder.receivePacketSync(packet), 'too_demanding')) {
        give(packet, take);
        packet.unref();
      }
    },
    close() {
      packet.free();
      encoder.freeContext();
      close();
    },
  };
}

function newPacket(): Packet {
  const packet = new Packet();
  packet.alloc();
  return packet;
}

export interface Mp4 {
  writePicture: (packet: Packet) => void;
  writeSound: (packet: Packet) => void;
  /** Moves the index to the front and closes the file. */
  finish(): void;
}

/** An MP4 file in the working folder with nothing in it but its tracks: no dates, no names, no encoder. */
export function openMp4(file: string, picture: Encoder, sound: Encoder | null): Mp4 {
  const format = new FormatContext();
  check(format.allocOutputContext2(null, 'mp4', file), 'too_demanding');
  format.setFlags(AVFMT_FLAG_BITEXACT);
  const tracks = [picture, ...(sound === null ? [] : [sound])].map((encoder) => {
    const stream = format.newStream();
    check(encoder.parameters.copy(stream.codecpar), 'too_demanding');
    stream.codecpar.codecTag = encoder.parameters.codecId === AV_CODEC_ID_AAC ? 'mp4a' : 'avc1';
    stream.timeBase = new Rational(encoder.timeBase.num, encoder.timeBase.den);
    return { encoder, stream };
  });
  check(format.openOutputSync(), 'too_demanding');
  check(
    format.writeHeaderSync(
      Dictionary.fromObject({ movflags: '+faststart', empty_hdlr_name: 1, movie_timescale: 1000 }),
    ),
    'too_demanding',
  );
  const copy = newPacket();
  const write = (packet: Packet, index: 0 | 1) => {
    const track = tracks[index];
    if (track === undefined) return;
    check(copy.ref(packet), 'too_demanding');
    copy.streamIndex = index;
    copy.rescaleTs(track.encoder.timeBase, track.stream.timeBase);
    // Takes the reference over, whatever comes of it.
    check(format.interleavedWriteFrameSync(copy), 'too_demanding');
  };
  return {
    writePicture: (packet) => {
      write(packet, 0);
    },
    writeSound: (packet) => {
      write(packet, 1);
    },
    finish() {
      check(format.writeTrailerSync(), 'too_demanding');
      format.closeOutputSync();
      format.freeContext();
      copy.free();
      emptyUserData(file);
    },
  };
}

/** FFmpeg writes a box for user data even where there is none; its frame becomes free space, so that nothing moves. */
function emptyUserData(file: string): void {
  const fd = openSync(file, 'r+');
  const header = Buffer.alloc(8);
  const find = (type: string, from: number) => {
    for (let at = from; readSync(fd, header, 0, 8, at) === 8; at += header.readUInt32BE(0)) {
      if (header.toString('latin1', 4) === type) return { at, size: header.readUInt32BE(0) };
      if (header.readUInt32BE(0) < 8) break;
    }
    return null;
  };
  const index = find('moov', 0);
  const userData = index === null ? null : find('udta', index.at + 8);
  if (userData !== null) {
    const free = Buffer.alloc(userData.size);
    free.writeUInt32BE(userData.size, 0);
    free.write('free', 4, 'latin1');
    writeSync(fd, free, 0, free.length, userData.at);
  }
  closeSync(fd);
}

/** RFC 6381: `avc1.` and the three bytes after the type of the first sequence parameter set (profile, constraints, level). */
export function codecString(picture: Encoder, sound: Encoder | null): string {
  const extradata = picture.parameters.extradata ?? Buffer.alloc(0);
  let at = 0;
  while (at < extradata.length && !(extradata[at - 1] === 1 && (extradata[at] ?? 0) % 32 === 7)) at++;
  const avc = `avc1.${extradata.subarray(at + 1, at + 4).toString('hex')}`;
  return sound === null ? avc : `${avc}, mp4a.40.2`;
}
