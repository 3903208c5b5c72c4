import { AV_OPT_SEARCH_CHILDREN, AV_OPT_TYPE_DOUBLE, AVDISCARD_ALL } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import type { Loudness, Probe } from '../plan.ts';
import { decodeInto } from './decode.ts';
import type { Graph } from './graph.ts';
import { openSoundChain } from './sound.ts';
import { chooseTracks, openDecoder, type Source } from './source.ts';

/**
 * Decodes the sound alone and measures it as the encoder will get it (ITU-R BS.1770 by FFmpeg's ebur128). Null where
 * nothing of it can be decoded: the clip is then silent.
 */
export async function measureLoudness(source: Source, probe: Probe): Promise<Loudness | null> {
  const { picture, sound } = chooseTracks(source.format);
  if (sound === null || probe.sound === null) return null;
  picture.discard = AVDISCARD_ALL;
  const decoder = await openDecoder(sound, 1).catch(() => null);
  if (decoder === null) return null;
  let loudness: Loudness | null = null;
  const chain = openSoundChain(
    probe.sound.channels === 1 ? 1 : 2,
    probe.duration,
    // The meter works in steps of 100 ms; the padding lets it hear the end.
    'apad=pad_dur=0.1,ebur128=peak=true',
    () => {},
    (graph) => (loudness = louder(loudness, readMeter(graph))),
  );
  const decode = decodeInto(decoder, sound, (frame, seconds) => {
    chain.push(frame, seconds - probe.start);
  });
  const packet = new Packet();
  packet.alloc();
  while (await source.read(packet)) {
    if (packet.streamIndex === sound.index) decode(packet);
  }
  decode(null);
  chain.finish();
  packet.free();
  decoder.freeContext();
  return loudness;
}

function readMeter({ steps }: Graph): Loudness {
  const meter = steps.at(-1);
  // Digital silence has a peak of −∞ dBTP, which JSON cannot carry.
  const read = (name: string) =>
    Math.max(-120, meter?.getOption(name, AV_OPT_TYPE_DOUBLE, AV_OPT_SEARCH_CHILDREN) ?? -120);
  return { integrated: read('integrated'), truePeak: read('true_peak') };
}

/** Where the format changes in mid-stream there are several measurements; the loudest decides, so that nothing clips. */
function louder(a: Loudness | null, b: Loudness): Loudness {
  if (a === null) return b;
  return { integrated: Math.max(a.integrated, b.integrated), truePeak: Math.max(a.truePeak, b.truePeak) };
}
