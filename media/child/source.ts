// Longer than 100 lines: everything that decides what of a stranger's file is looked at, and with what.
import { fstatSync, readSync } from 'node:fs';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_DEPENDENT,
  AV_DISPOSITION_STILL_IMAGE,
  AV_DISPOSITION_TIMED_THUMBNAILS,
  AV_PKT_DATA_ENCRYPTION_INIT_INFO,
  AVDISCARD_ALL,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_CUR,
  AVSEEK_END,
  AVSEEK_SET,
  AVSEEK_SIZE,
  FF_DECODER_LIBDAV1D,
} from 'node-av/constants';
import {
  avGetCodecName,
  Codec,
  CodecContext,
  Dictionary,
  FormatContext,
  InputFormat,
  IOContext,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { clipLimits, refusal } from '../limits.ts';
import { check } from './check.ts';

/** The closed list of containers, by the names of FFmpeg's demuxers. Playlists and formats that point elsewhere are not on it. */
const containers = new Set([
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'flv',
  'asf',
  'gif',
]);

/** The closed list of decoders: what cameras, phones, browsers and editors have written in the last twenty years. */
const decoders = [
  [
    'h264',
    'hevc',
    'libdav1d',
    'vp9',
    'vp8',
    'vvc',
    'mpeg4',
    'msmpeg4v1',
    'msmpeg4v2',
    'msmpeg4',
    'h263',
    'h263p',
  ],
  [
    'h263i',
    'mpeg1video',
    'mpeg2video',
    'mjpeg',
    'mjpegb',
    'prores',
    'dnxhd',
    'dvvideo',
    'flv',
    'vp6',
    'vp6a',
    'vp6f',
  ],
  [
    'wmv1',
    'wmv2',
    'wmv3',
    'vc1',
    'theora',
    'svq1',
    'svq3',
    'cinepak',
    'qtrle',
    'rawvideo',
    'huffyuv',
    'ffv1',
    'gif',
  ],
  [
    'aac',
    'mp1float',
    'mp2float',
    'mp3float',
    'mp3',
    'mp2',
    'ac3',
    'eac3',
    'dca',
    'truehd',
    'opus',
    'vorbis',
    'flac',
  ],
  [
    'alac',
    'amrnb',
    'amrwb',
    'wmav1',
    'wmav2',
    'wmapro',
    'wmalossless',
    'qdm2',
    'qdmc',
    'nellymoser',
    'speex',
    'ac4',
  ],
  [
    'pcm_s16le',
    'pcm_s16be',
    'pcm_s24le',
    'pcm_s24be',
    'pcm_s32le',
    'pcm_s32be',
    'pcm_u8',
    'pcm_s8',
    'pcm_alaw',
  ],
  ['pcm_mulaw', 'pcm_f32le', 'pcm_f32be', 'pcm_f64le', 'pcm_f64be', 'pcm_bluray', 'pcm_dvd', 'adpcm_ms'],
  ['adpcm_ima_wav', 'adpcm_ima_qt', 'adpcm_swf', 'adpcm_yamaha', 'mace3', 'mace6', 'gsm', 'gsm_ms'],
].flat();
const decoderNames = new Set(decoders);

export interface Source {
  format: FormatContext;
  /** Name of the demuxer. */
  container: string;
  /** Read the next packet of a kept track into `packet`; false at the end. What is damaged ends the reading, too. */
  read(packet: Packet): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the file behind an inherited descriptor. FFmpeg sees nothing but these bytes: no name, no protocol, and only
 * the one demuxer that fits them.
 */
export async function openSource(fd: number): Promise<Source> {
  const container = recognise(fd);
  const io = new IOContext();
  openDescriptor(io, fd);
  const format = new FormatContext();
  format.allocContext();
  format.pb = io;
  const options = Dictionary.fromObject({
    protocol_whitelist: '',
    format_whitelist: container,
    codec_whitelist: decoders.join(','),
    max_streams: clipLimits.maxStreams,
    // QuickTime may keep its media in other files; these options are only known to that demuxer.
    ...(container.startsWith('mov') ? { enable_drefs: 0, use_absolute_path: 0 } : {}),
  });
  const opened = await format.openInput(
    '',
    InputFormat.findInputFormat(container.split(',')[0] ?? ''),
    options,
  );
  if (opened < 0) throw refusal('unreadable', `open: ${opened}`);
  check(await format.findStreamInfo(), 'unreadable');
  let packets = 0;
  return {
    format,
    container,
    async read(packet) {
      packet.unref();
      if (++packets > clipLimits.maxPackets) throw refusal('too_demanding');
      return (await format.readFrame(packet)) >= 0;
    },
    async close() {
      await format.closeInput();
      io.freeContext();
    },
  };
}

/** The content decides, never the name. */
function recognise(fd: number): string {
  const { size } = fstatSync(fd);
  if (size > clipLimits.maxBytes) throw refusal('file_too_large');
  const head = Buffer.alloc(Math.min(size, 1 << 20) + 64);
  readSync(fd, head, 0, head.length - 64, 0);
  const name = InputFormat.probe(head)?.name;
  if (name === undefined || name === null) throw refusal('unreadable');
  if (!containers.has(name)) throw refusal('not_a_video', name);
  return name;
}

function openDescriptor(io: IOContext, fd: number): void {
  const size = fstatSync(fd).size;
  let position = 0;
  io.allocContextWithCallbacks(
    1 << 18,
    0,
    (wanted) => {
      const buffer = Buffer.allocUnsafe(wanted);
      const got = readSync(fd, buffer, 0, wanted, position);
      position += got;
      return got === 0 ? AVERROR_EOF : buffer.subarray(0, got);
    },
    null,
    (offset, whence) => {
      if (whence === AVSEEK_SIZE) return BigInt(size);
      const from = { [AVSEEK_SET]: 0, [AVSEEK_CUR]: position, [AVSEEK_END]: size }[whence];
      const target = (from ?? NaN) + Number(offset);
      if (!(target >= 0)) return -22n;
      position = target;
      return BigInt(target);
    },
  );
}

export interface Tracks {
  picture: Stream;
  sound: Stream | null;
}

/**
 * The track that is the clip's picture, and the one that is its sound: the first that can be decoded, default tracks
 * before others. Every other track is thrown away while reading.
 */
export function chooseTracks(format: FormatContext): Tracks {
  const streams = format.streams.slice(0, clipLimits.maxStreams);
  const pictures = streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && isMoving(stream),
  );
  const decodable = pictures.filter((stream) => decoderOf(stream) !== null);
  // An animated AVIF carries its cover as a track of one picture, before the one that moves.
  const picture = decodable.find((stream) => stream.nbFrames !== 1n) ?? decodable[0];
  if (streams.some(isEncrypted)) throw refusal('encrypted');
  if (picture === undefined) throw refusal(pictures.length === 0 ? 'not_a_video' : 'codec_unsupported');
  const sounds = streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO && decoderOf(stream) !== null,
  );
  const sound = sounds.find((stream) => stream.hasDisposition(AV_DISPOSITION_DEFAULT)) ?? sounds[0] ?? null;
  for (const stream of streams) {
    if (stream.index !== picture.index && stream.index !== sound?.index) stream.discard = AVDISCARD_ALL;
  }
  return { picture, sound };
}

function isMoving(stream: Stream): boolean {
  return ![
    AV_DISPOSITION_ATTACHED_PIC,
    AV_DISPOSITION_TIMED_THUMBNAILS,
    AV_DISPOSITION_STILL_IMAGE,
    AV_DISPOSITION_DEPENDENT,
  ].some((disposition) => stream.hasDisposition(disposition));
}

/** Common Encryption (ISO/IEC 23001-7): by the sample entry's name, or by the key information beside it. */
function isEncrypted(stream: Stream): boolean {
  const { codecpar } = stream;
  return (
    ['encv', 'enca', 'drmi', 'drms'].includes(codecpar.codecTagString ?? '') ||
    codecpar.getCodedSideData(AV_PKT_DATA_ENCRYPTION_INIT_INFO) !== null
  );
}

function decoderOf(stream: Stream): Codec | null {
  const { codecId } = stream.codecpar;
  const name = avGetCodecName(codecId);
  const preferred =
    name === 'av1' ? Codec.findDecoderByName(FF_DECODER_LIBDAV1D) : Codec.findDecoder(codecId);
  return preferred !== null && decoderNames.has(preferred.name ?? '') ? preferred : null;
}

export async function openDecoder(stream: Stream, threads: number): Promise<CodecContext> {
  const codec = decoderOf(stream);
  if (codec === null) throw refusal('codec_unsupported');
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(stream.codecpar), 'unreadable');
  decoder.pktTimebase = stream.timeBase;
  const options = Dictionary.fromObject({ threads, max_pixels: clipLimits.maxPixels });
  check(await decoder.open2(codec, options), 'unreadable');
  return decoder;
}
