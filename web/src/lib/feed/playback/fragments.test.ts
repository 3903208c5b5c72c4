import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { cutPieces, initSegment, mediaSegment } from './fragments.ts';
import { indexEnd, MovieError, readMovie } from './movie.ts';

/** avcC of a 720 × 1280 High stream; the pictures themselves are noise, which nothing here decodes. */
const avcC = Uint8Array.from(
  Buffer.from(
    '0164001fffe1001867640 01facd940b4a16a0202028000003008000001e078c18cb01000568ebe3cb22c0'.replace(' ', ''),
    'hex',
  ),
);

interface Packet {
  readonly time: number;
  readonly length: number;
  readonly key: boolean;
  readonly data: Uint8Array;
}

function packets(sizes: readonly number[], rate: number, keyEvery: number): Packet[] {
  return sizes.map((size, i) => ({
    time: i / rate,
    length: 1 / rate,
    key: i % keyEvery === 0,
    data: Uint8Array.from({ length: size }, (_, n) => (n * 31 + i * 7 + size) % 256),
  }));
}

/** A progressive MP4 with the index first, written by Mediabunny, which knows nothing of the code under test. */
async function writeFile(
  video: readonly Packet[],
  audio: readonly Packet[],
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const pictures = new EncodedVideoPacketSource('avc');
  const sounds = new EncodedAudioPacketSource('aac');
  output.addVideoTrack(pictures);
  if (audio.length > 0) output.addAudioTrack(sounds);
  await output.start();
  const config = { codec: 'avc1.64001f', codedWidth: 720, codedHeight: 1280, description: avcC };
  const sound = {
    codec: 'mp4a.40.2',
    sampleRate: 48_000,
    numberOfChannels: 2,
    description: Uint8Array.of(17, 144),
  };
  const write = async () => {
    for (const { data, key, time, length } of video) {
      await pictures.add(new EncodedPacket(data, key ? 'key' : 'delta', time, length), {
        decoderConfig: config,
      });
    }
    pictures.close();
  };
  const writeSound = async () => {
    for (const { data, time, length } of audio) {
      await sounds.add(new EncodedPacket(data, 'key', time, length), { decoderConfig: sound });
    }
    sounds.close();
  };
  await Promise.all(audio.length > 0 ? [write(), writeSound()] : [write()]);
  await output.finalize();
  assert.ok(target.buffer);
  return new Uint8Array(target.buffer);
}

function fragmented(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const movie = readMovie(file);
  const pieces = cutPieces(movie);
  const segments = pieces.map((piece, i) => mediaSegment(piece, file.subarray(piece.from, piece.to), i + 1));
  return new Uint8Array(Buffer.concat([initSegment(movie.tracks), ...segments]));
}

async function packetsOf(file: Uint8Array<ArrayBuffer>, kind: 'video' | 'audio'): Promise<string[]> {
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const track = kind === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack();
  const found: string[] = [];
  if (!track) return found;
  for await (const { data, type, timestamp } of new EncodedPacketSink(track).packets()) {
    found.push(`${type} ${timestamp.toFixed(3)} ${Buffer.from(data).toString('base64')}`);
  }
  return found;
}

const sizes = (most: number) => fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: most });

test('a file cut into pieces holds the same pictures and sounds at the same times', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes(90),
      sizes(140),
      fc.integer({ min: 1, max: 60 }),
      async (pictures, sounds, keyEvery) => {
        const file = await writeFile(packets(pictures, 30, keyEvery), packets(sounds, 48_000 / 1024, 1));
        const cut = fragmented(file);
        assert.deepEqual(await packetsOf(cut, 'video'), await packetsOf(file, 'video'));
        assert.deepEqual(await packetsOf(cut, 'audio'), await packetsOf(file, 'audio'));
      },
    ),
    { numRuns: 25 },
  );
});

test('pieces cover the media without a gap, and a key picture always begins one', async () => {
  const sample = () => Array.from({ length: 150 }, (_, i) => 20 + (i % 13));
  const file = await writeFile(packets(sample(), 30, 40), packets(sample(), 48_000 / 1024, 1));
  const movie = readMovie(file);
  const pieces = cutPieces(movie);
  assert.ok(pieces.length >= 9);
  assert.deepEqual(
    pieces.filter(({ key }) => key).map(({ start }) => start.toFixed(2)),
    ['0.00', '1.33', '2.67', '4.00'],
  );
  pieces.slice(1).forEach(({ from, start }, i) => {
    assert.equal(from, pieces[i]?.to);
    assert.equal(start, pieces[i]?.end);
  });
  assert.equal(pieces.at(-1)?.to, file.length);
});

test('the end of the index is known from the first bytes alone', async () => {
  const file = await writeFile(packets([40, 41, 42], 30, 30), []);
  const end = indexEnd(file);
  assert.ok(end !== null && end < file.length);
  assert.equal(indexEnd(file.slice(0, 48)), end);
  assert.equal(indexEnd(file.slice(0, 12)), null);
  assert.equal(readMovie(file.slice(0, end)).tracks[0]?.samples.length, 3);
});

test('what is no progressive MP4 is refused as such, whatever the bytes', () => {
  const mdatFirst = Uint8Array.of(0, 0, 0, 16, 0x6d, 0x64, 0x61, 0x74, 0, 0, 0, 0, 0, 0, 0, 0);
  assert.throws(() => indexEnd(mdatFirst), MovieError);
  assert.throws(() => readMovie(new TextEncoder().encode('<!doctype html>')), MovieError);
});
