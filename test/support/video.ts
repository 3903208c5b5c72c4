import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_LOG_QUIET, Decoder, Demuxer, Encoder, FF_ENCODER_LIBX264, Log, Muxer } from 'node-av';

/** A silent MP4 of moving patterns, `seconds` long. */
export async function makeVideo(seconds: number, size: string): Promise<Buffer<ArrayBuffer>> {
  Log.setLevel(AV_LOG_QUIET);
  const folder = await mkdtemp(join(tmpdir(), 'overt-video-'));
  try {
    const path = join(folder, 'video.mp4');
    const input = await Demuxer.open(`testsrc2=size=${size}:rate=30:duration=${seconds}`, {
      format: 'lavfi',
    });
    const stream = input.video();
    if (stream === undefined) throw new Error('The generator has no picture.');
    const decoder = await Decoder.create(stream);
    const options = { preset: 'ultrafast' };
    const encoder = await Encoder.create(FF_ENCODER_LIBX264, { decoder, bitrate: '8M', options });
    const output = await Muxer.open(path);
    const track = output.addStream(encoder);
    const packets = encoder.packets(decoder.frames(input.packets(stream.index)));
    for await (const packet of packets) await output.writePacket(packet, track);
    await output.close();
    await input.close();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
