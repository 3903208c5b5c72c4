// What becomes of every real file: published as promised, or refused with the code that is written here.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { AppError, type MediaErrorCode } from '../contract/errors.ts';
import { faultsOf, metadataIn } from '../test/support/promise.ts';
import { filesIn, findSharedMedia } from '../test/support/shared-media.ts';
import { prepareClip, probe, type PreparedClip } from './transcode.ts';

const media = findSharedMedia();

/** Everything that is not named here has to be published. */
const refused: Partial<Record<MediaErrorCode, string[]>> = {
  codec_unsupported: ['broken/invalid-codec-zzzz.mp4'],
  encrypted: ['web/drm-cenc-encrypted.mp4'],
  not_a_video: [
    'broken/afl-ffmpeg-h264-call-stack-overflow.mp4',
    'broken/afl-msie-png.png',
    'broken/afl-msie-zlib-dos.png',
    'broken/bomb-309x15403836.png',
    'broken/bomb-50Kx50K-gray.png',
    'broken/bomb-61680.jpg',
    'broken/bomb-65536x65536.png',
    'broken/bomb-lottapixel-64250.jpg',
    'broken/bomb-reallybig.bmp',
    'broken/bomb-uber-40000-frames.gif',
    'broken/ffconcat-1.ffconcat',
    'broken/heif-clusterfuzz.heic',
    'broken/hls-in-avi-named-mp4-read-passwd.mp4',
    'broken/hls-in-avi-named-mp4-read-shadow.mp4',
    'broken/moz-1180881.webm',
    'broken/moz-1530897.webm',
    'broken/moz-1734008.webm',
    'broken/moz-1787281.mp4',
    'broken/moz-1905231.webm',
    'broken/moz-1905234.webm',
    'broken/moz-bug1799787.webm',
    'broken/moz-demux-1156505.mp4',
    'broken/moz-demux-1301065-harder.mp4',
    'broken/moz-demux-1301065-i64min.mp4',
    'broken/moz-demux-1301065-max-ok.mp4',
    'broken/moz-demux-1301065-overfl.mp4',
    'broken/moz-demux-1301065-u64max.mp4',
    'broken/moz-demux-1301065.mp4',
    'broken/moz-demux-1329061.mov',
    'broken/moz-empty_size.mp3',
    'broken/moz-invalid-excess_discard.webm',
    'broken/moz-invalid-m2c0.opus',
    'broken/moz-small-timebase.mp4',
    'broken/moz-vp9cake_corrupt.webm',
    'broken/moz-wave_metadata_bad_len.wav',
    'broken/mp4ff-init-truncated.mp4',
    'broken/mp4parse-alpha_video_moov_is_moop.avif',
    'broken/png-cve-2022-44268-profile.png',
    'broken/polyglot-jpg-php.jpg',
    'broken/polyglot-jpg-plays-as-mp3.jpg',
    'broken/polymock-multi.mp4',
    'broken/svg-text-etc-passwd.svg',
    'broken/truncated.jpg',
    'broken/truncated.png',
    'broken/udta-location-200bytes.mp4',
    'web/ac4-audio.mp4',
    'web/animated-lossless.webp',
    'web/apng-1000x625.png',
    'web/audio-only-gps.mp4',
    'web/auxiliary-depth-tracks.mp4',
    'web/gpac-svg-france.mp4',
    'web/iamf-audio.mp4',
    'web/mediarecorder-opus-audio-only.webm',
    'web/mkv-audio-8k.mkv',
    'web/no-video-stream.mp4',
    'web/sample_alac.mp4',
    'web/sample_fpcm_64le.mp4',
    'web/truehd-audio.mp4',
  ],
  too_long: ['broken/afl-ffmpeg-h264-bad-read.mp4', 'broken/truncated-10min.mkv'],
  too_many_pixels: [
    'broken/bomb-30-bytes-8224.gif',
    'broken/libwebm-invalid_vp9_bitstream-bug_1416.webm',
    'broken/libwebm-invalid_vp9_bitstream-bug_1417.webm',
    'broken/moz-789075.webm',
  ],
  too_short: [
    'broken/afl-firefox-gif-leak.gif',
    'broken/bomb-pillow.gif',
    'broken/claims-360s-mjpeg.mp4',
    'broken/decord-unordered.mov',
    'broken/md5-collision1.mp4',
    'broken/md5-collision2.mp4',
    'broken/moz-1765842.webm',
    'broken/moz-1859600.mp4',
    'broken/moz-1860840.mp4',
    'broken/moz-1917627.mp4',
    'broken/moz-channel-count-in-metadata-different-than-in-content.mp4',
    'broken/moz-demux-1181719.mp4',
    'broken/moz-demux-1204580.mp4',
    'broken/moz-short-zero-in-moov.mp4',
    'broken/moz-test_InvalidElementId.webm',
    'broken/moz-test_InvalidElementSize.webm',
    'broken/moz-test_InvalidLargeElementId.webm',
    'broken/moz-track-with-zero-dimensions.mp4',
    'broken/nestegg-bug2020502.webm',
    'clips/nails-vertical-part6.ts',
    'phone/android-rot90-noaudio.mp4',
    'phone/android-slowmo-capturefps.mp4',
    'phone/android6-1080p-gps.mp4',
    'phone/iphone12promax-dolbyvision-gps.mp4',
    'phone/iphone14pro-dolbyvision-portrait-gps.MOV',
    'phone/pixel-hevc-mett-rotated-gps.mp4',
    'phone/spatial-mvhevc-180.mov',
    'phone/vertical-hevc-216x384.mp4',
    'web/av1-single-frame-1080p.mp4',
    'web/gstreamer-live.webm',
    'web/itunes-metadata.mp4',
    'web/prores-422.mov',
    'web/test_non_zero_start.mp4',
  ],
  unreadable: [
    'broken/afl-ffmpeg-h264-bad-ptr-800m.mp4',
    'broken/bomb-17000x17000.avif',
    'broken/bomb-20Kx20K.gif',
    'broken/bomb-65534.gif',
    'broken/corrupt.mkv',
    'broken/empty.flv',
    'broken/exiv2-issue_1793_poc.heic',
    'broken/exiv2-issue_2366_poc.mp4',
    'broken/exiv2-issue_2377_poc.mp4',
    'broken/exiv2-issue_ghsa_crmj_qh74_2r36_poc.mov',
    'broken/exiv2-issue_ghsa_fgw8_p7pr_37cp_poc.mov',
    'broken/exo-invalid-bitstream.webm',
    'broken/exo-sample_malformed_free_box.mp4',
    'broken/ftyp-dash-32bytes.mp4',
    'broken/ftyp-only.mp4',
    'broken/heif-clap-overflow.heic',
    'broken/init-segment-only.mp4',
    'broken/libwebm-chapters_truncated_chapter_string_2.mkv',
    'broken/libwebm-projection_float_overflow.webm',
    'broken/moz-1389304.mp4',
    'broken/moz-1830206.mp4',
    'broken/moz-1840002.webm',
    'broken/moz-1845350.mp4',
    'broken/moz-bogus.wav',
    'broken/moz-decode_error_vp9.webm',
    'broken/moz-demux-1181215.mp4',
    'broken/moz-demux-1296473.mp4',
    'broken/moz-demux-1410565.mp4',
    'broken/moz-empty-samples.webm',
    'broken/moz-encrypted-track-with-bad-sample-description-index.mp4',
    'broken/moz-encrypted-track-without-tenc.mp4',
    'broken/moz-garbled.webm',
    'broken/moz-mp4_box_emptyrange.mp4',
    'broken/moz-negative_duration.mp4',
    'broken/mp4parse-bug-1661347.avif',
    'broken/mp4parse-chunk_out_of_range.mp4',
    'broken/mp4parse-clusterfuzz-testcase-minimized-mp4-6093954524250112',
    'broken/mp4parse-invalid_userdata.mp4',
    'broken/nestegg-bug1200148.webm',
    'broken/nestegg-bug1480003.webm',
    'broken/nestegg-bug1539686.webm',
    'broken/streamio-broken.mp4',
    'broken/text-named.mp4',
    'broken/truncated-pentax.mov',
    'broken/truncated.avi',
    'broken/truncated.wmv',
    'web/ts-no-initial-keyframe.ts',
  ],
};
const codeOf = new Map(
  Object.entries(refused).flatMap(([code, files]) => files.map((file) => [file, code] as const)),
);

/** Of the many like them in clips/, which are ordinary films for the demo, one of each kind is enough. */
const spared =
  /^clips\/(nails-vertical-part[1-5]|toy-(monster|pig)|intel-(asl-(book|walk)|bottles)|big-buck-bunny-first|sam2|flower)/;

for (const folder of ['phone', 'web', 'clips', 'broken', 'image', 'audio']) {
  suite(`every file in ${folder}`, { skip: media === null, concurrency: 2 }, () => {
    for (const file of media === null ? [] : filesIn(join(media, folder))) {
      const name = `${folder}/${file}`;
      if (spared.test(name)) continue;
      // A clip is made of a picture that moves: neither a photo nor a song is one.
      const code = ['image', 'audio'].includes(folder) ? 'not_a_video' : codeOf.get(name);
      test(`${name} is ${code ?? 'published'}`, () => check(join(media ?? '', name), code));
    }
  });
}

async function check(input: string, code: string | undefined): Promise<void> {
  const outputFolder = await mkdtemp(join(tmpdir(), 'overt-media-'));
  try {
    // One thread each: two files are made at a time.
    const making = prepareClip({ input, outputFolder, threads: 1 });
    if (code === undefined) await assertPromise(await making);
    else await assert.rejects(making, (error) => error instanceof AppError && error.code === code);
  } finally {
    await rm(outputFolder, { recursive: true });
  }
}

async function assertPromise(clip: PreparedClip): Promise<void> {
  const bytes = await readFile(clip.rendition.path);
  assert.deepEqual(metadataIn(bytes), []);
  assert.deepEqual(faultsOf(bytes, clip), []);
  const { width, height } = clip.probe.picture;
  assert.ok(Math.min(clip.width, clip.height) <= Math.max(720, Math.min(width, height)), 'upscaled');
  const poster = await readFile(clip.poster);
  assert.equal(poster.readUInt16BE(0), 0xffd8, 'a JPEG');
  // The start of image and at once the tables: no JFIF comment, no Exif, no XMP.
  assert.ok(!/Exif|http:|Photoshop/.test(poster.toString('latin1')), 'metadata in the poster');
  assert.ok(Buffer.from(clip.thumbhash, 'base64').length >= 5);
  const made = await probe(clip.rendition.path);
  assert.ok(
    Math.abs(made.duration - clip.duration) < 0.1,
    `${made.duration} s instead of ${clip.duration} s`,
  );
  if (made.sound?.loudness) {
    const { integrated, truePeak } = made.sound.loudness;
    const loud = Math.abs(integrated + 14) <= 1;
    const silent = integrated <= -70;
    const heldByPeak = integrated < -14 && truePeak > -4;
    assert.ok(truePeak <= -1 + 0.05, `a true peak of ${truePeak} dBTP`);
    assert.ok(loud || silent || heldByPeak, `${integrated} LUFS with a true peak of ${truePeak} dBTP`);
  }
}
