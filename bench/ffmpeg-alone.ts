import process from 'node:process';
import { Decoder, Demuxer, Encoder, FilterAPI, Muxer, pipeline } from 'node-av/api';
import { FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { planClip } from '../media/plan.ts';
import { probe } from '../media/transcode.ts';

// The peer of the upload bench: FFmpeg, the same build, making the same rung of the same file with the same filters and
// settings, and nothing else: no sandbox, no check, no poster, no loudness, no queue. Prints the seconds of the transcode.
const [input = '', output = ''] = process.argv.slice(2);
const plan = planClip(await probe(input), ['720p']);
const [rung] = plan.rungs;
if (rung === undefined) throw new Error('no rung');

const began = performance.now();
const demuxer = await Demuxer.open(input);
const video = demuxer.video();
const audio = demuxer.audio();
if (video === undefined) throw new Error('no picture');
const muxer = await Muxer.open(output, { options: { movflags: '+faststart' } });

const videoDecoder = await Decoder.create(video, { threadCount: 0 });
const rate = `${rung.frameRate.num}/${rung.frameRate.den}`;
const videoFilter = FilterAPI.create(`${rung.filters},fps=${rate}`, {});
const videoEncoder = await Encoder.create(FF_ENCODER_LIBX264, { filter: videoFilter, options: rung.encoder });
muxer.addStream(videoEncoder);

if (audio === undefined || plan.sound === null) {
  await pipeline(demuxer, videoDecoder, videoFilter, videoEncoder, muxer).completion;
} else {
  const audioDecoder = await Decoder.create(audio);
  const audioFilter = FilterAPI.create(
    `volume=${plan.sound.gain}dB,aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo`,
    {},
  );
  const audioEncoder = await Encoder.create(FF_ENCODER_AAC, {
    filter: audioFilter,
    bitrate: plan.sound.bitrate,
  });
  await pipeline(
    { video: demuxer, audio: demuxer },
    {
      video: [videoDecoder, videoFilter, videoEncoder],
      audio: [audioDecoder, audioFilter, audioEncoder],
    },
    muxer,
  ).completion;
}
console.log(((performance.now() - began) / 1000).toFixed(3));
process.exit(0);
