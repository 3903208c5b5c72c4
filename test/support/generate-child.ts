import process from 'node:process';
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_ERROR,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVFMT_GLOBALHEADER,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Filter,
  FilterGraph,
  FormatContext,
  Frame,
  Log,
  Packet,
  type FilterContext,
} from 'node-av/lib';
import type { Recipe, TrackRecipe } from './generate.ts';

Log.setLevel(AV_LOG_ERROR);
const [file = '', recipe = ''] = process.argv.slice(2);
make(JSON.parse(recipe) as Recipe);
process.exit(0);

function make({ format: name, muxer = {}, metadata = {}, picture, sound }: Recipe): void {
  const format = new FormatContext();
  must(format.allocOutputContext2(null, name, file));
  format.metadata = Dictionary.fromObject(metadata);
  const globalHeader = format.oformat?.hasFlags(AVFMT_GLOBALHEADER) ?? false;
  const tracks = [picture, sound]
    .filter((track) => track !== undefined)
    .map((track) => {
      const { encoder, packets } = encode(track, globalHeader);
      const stream = format.newStream();
      must(stream.codecpar.fromContext(encoder));
      stream.timeBase = encoder.timeBase;
      return { encoder, packets, stream };
    });
  if (picture?.matrix !== undefined) {
    const cells = Buffer.alloc(36);
    picture.matrix.forEach((cell, i) => cells.writeInt32LE(cell, i * 4));
    must(tracks[0]?.stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, cells) ?? 0);
  }
  must(format.openOutputSync());
  must(format.writeHeaderSync(Dictionary.fromObject(muxer)));
  const seconds = (packet: Packet, encoder: CodecContext) =>
    (Number(packet.dts) * encoder.timeBase.num) / encoder.timeBase.den;
  const queue = tracks
    .flatMap(({ encoder, packets, stream }) => packets.map((packet) => ({ packet, encoder, stream })))
    .sort((a, b) => seconds(a.packet, a.encoder) - seconds(b.packet, b.encoder));
  for (const { packet, encoder, stream } of queue) {
    packet.streamIndex = stream.index;
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    must(format.interleavedWriteFrameSync(packet));
  }
  must(format.writeTrailerSync());
  format.closeOutputSync();
}

function encode(track: TrackRecipe, globalHeader: boolean) {
  const codec = Codec.findEncoderByName(track.codec as FFEncoderCodec);
  if (codec === null) throw new Error(`no encoder ${track.codec}`);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  if (globalHeader) encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  const { graph, sink } = openSource(track.source);
  encoder.timeBase = sink.buffersinkGetTimeBase();
  const frame = new Frame();
  frame.alloc();
  const packets: Packet[] = [];
  const push = (given: Frame | null) => {
    must(encoder.sendFrameSync(given));
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      if (encoder.receivePacketSync(packet) < 0) return;
      packets.push(packet);
    }
  };
  while (sink.buffersinkGetFrameSync(frame) >= 0) {
    if (!encoder.isOpen) open(encoder, codec, sink, frame, track.options ?? {});
    push(frame);
    frame.unref();
  }
  push(null);
  graph.free();
  return { encoder, packets };
}

function openSource(source: string): { graph: FilterGraph; sink: FilterContext } {
  const graph = new FilterGraph();
  graph.alloc();
  // A comma inside an expression is written `\\,`.
  const steps = source.split(/(?<!\\),/).map((step, i) => {
    const [name = '', args = null] = step.replaceAll('\\,', ',').split(/=(.*)/s);
    const filter = Filter.getByName(name);
    const made = filter === null ? null : graph.createFilter(filter, `step${i}`, args);
    if (made === null) throw new Error(`no filter ${step}`);
    return made;
  });
  const isSound = /^(sine|anoisesrc|aevalsrc|anullsrc)/.test(source);
  const end = Filter.getByName(isSound ? 'abuffersink' : 'buffersink');
  const sink = end === null ? null : graph.createFilter(end, 'out', null);
  if (sink === null) throw new Error('no sink');
  steps.forEach((step, i) => must(step.link(0, steps[i + 1] ?? sink, 0)));
  must(graph.configSync());
  return { graph, sink };
}

function open(
  encoder: CodecContext,
  codec: Codec,
  sink: FilterContext,
  frame: Frame,
  options: Record<string, string>,
): void {
  if (frame.isVideo()) {
    encoder.width = frame.width;
    encoder.height = frame.height;
    encoder.pixelFormat = sink.buffersinkGetFormat() as typeof encoder.pixelFormat;
    encoder.sampleAspectRatio = sink.buffersinkGetSampleAspectRatio();
    encoder.framerate = sink.buffersinkGetFrameRate();
    encoder.colorRange = frame.colorRange;
    encoder.colorSpace = frame.colorSpace;
    encoder.colorPrimaries = frame.colorPrimaries;
    encoder.colorTrc = frame.colorTrc;
  } else {
    encoder.sampleRate = frame.sampleRate;
    encoder.sampleFormat = frame.format as typeof encoder.sampleFormat;
    encoder.channelLayout = frame.channelLayout;
  }
  must(encoder.open2Sync(codec, Dictionary.fromObject(options)));
}

function must(result: number): void {
  FFmpegError.throwIfError(result);
}
