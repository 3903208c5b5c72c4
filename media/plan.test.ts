import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  displaySize,
  fitFrameRate,
  furtherRungs,
  isHdr,
  lowerSound,
  macroblocks,
  nominalFrameRate,
  orientationOf,
  planClip,
  planSound,
  rungNames,
  rungSize,
  type PictureTrack,
  type Probe,
} from './plan.ts';

const upright = { transpose: false, flipX: false, flipY: false };

function probeOf(picture: Partial<PictureTrack>, duration = 10): Probe {
  return {
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    start: 0,
    duration,
    picture: {
      stream: 0,
      codec: 'h264',
      width: 1920,
      height: 1080,
      pixelShape: { num: 1, den: 1 },
      orientation: upright,
      color: { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false },
      frameRate: { num: 30, den: 1 },
      pictures: 300,
      ...picture,
    },
    sound: null,
  };
}

test('720p means the short side, for portrait and landscape alike', () => {
  const sizes = (picture: Partial<PictureTrack>) =>
    planClip(probeOf(picture), rungNames).rungs.map(({ width, height }) => `${width}x${height}`);
  assert.deepEqual(sizes({}), ['854x480', '1280x720', '1920x1080']);
  assert.deepEqual(sizes({ width: 1080, height: 1920 }), ['480x854', '720x1280', '1080x1920']);
  const turned = { transpose: true, flipX: true, flipY: false };
  assert.deepEqual(sizes({ orientation: turned }), ['480x854', '720x1280', '1080x1920']);
});

test('a small or odd source keeps its size, made even, and has no further rungs', () => {
  const plan = planClip(probeOf({ width: 321, height: 241 }), ['720p']);
  assert.equal(plan.rungs[0]?.width, 320);
  assert.equal(plan.rungs[0].height, 240);
  assert.deepEqual(furtherRungs(probeOf({ width: 321, height: 241 })), []);
  assert.deepEqual(furtherRungs(probeOf({ width: 1280, height: 720 })), ['480p']);
  assert.deepEqual(furtherRungs(probeOf({})), ['480p', '1080p']);
});

test('pixels become square', () => {
  assert.deepEqual(
    displaySize(probeOf({ width: 640, height: 360, pixelShape: { num: 2, den: 1 } }).picture),
    {
      width: 1280,
      height: 360,
    },
  );
  const absurd = probeOf({ width: 640, height: 360, pixelShape: { num: 148_477_457, den: 1 } });
  assert.deepEqual(displaySize(absurd.picture), { width: 640, height: 360 });
});

test('a rung never exceeds its source or its level, is even, and keeps the shape', () => {
  const side = fc.integer({ min: 16, max: 4096 });
  fc.assert(
    fc.property(side, side, fc.constantFrom(3600, 5120, 8192), (width, height, limit) => {
      const rung = rungSize({ width, height }, 720, limit);
      assert.ok(rung.width <= width && rung.height <= height);
      assert.ok(rung.width % 2 === 0 && rung.height % 2 === 0);
      assert.ok(Math.min(rung.width, rung.height) <= 720);
      assert.ok(macroblocks(rung.width, rung.height) <= limit);
      // By the scale of the long side, the short one is where rounding to even puts it.
      const scale = width > height ? rung.width / width : rung.height / height;
      assert.ok(Math.abs(rung.width - width * scale) <= 3 && Math.abs(rung.height - height * scale) <= 3);
    }),
  );
});

test('a rung keeps its level also in macroblocks a second', () => {
  const side = fc.integer({ min: 16, max: 4096 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 240 }), (width, height, rate) => {
      const plan = planClip(probeOf({ width, height, frameRate: { num: rate, den: 1 } }), rungNames);
      const perSecond = plan.rungs.map((rung) => {
        return (macroblocks(rung.width, rung.height) * rung.frameRate.num) / rung.frameRate.den;
      });
      const limits = [108_000, 216_000, 245_760];
      perSecond.forEach((used, i) => assert.ok(used <= (limits[i] ?? 0) + 1e-6));
      for (const rung of plan.rungs) {
        const seconds = (Number(rung.encoder['g']) * rung.frameRate.den) / rung.frameRate.num;
        assert.ok(seconds <= 2, `a group of ${seconds} s`);
      }
    }),
  );
});

test('rates keep the rhythm of the source', () => {
  assert.deepEqual(fitFrameRate({ num: 120, den: 1 }, 60), { num: 60, den: 1 });
  assert.deepEqual(fitFrameRate({ num: 240, den: 1 }, 60), { num: 60, den: 1 });
  assert.deepEqual(fitFrameRate({ num: 60_000, den: 1001 }, 30), { num: 30_000, den: 1001 });
  assert.deepEqual(fitFrameRate({ num: 90, den: 1 }, 60), { num: 45, den: 1 });
  assert.deepEqual(fitFrameRate({ num: 1, den: 1 }, 60), { num: 10, den: 1 });
  assert.deepEqual(fitFrameRate({ num: 25, den: 1 }, 60), { num: 25, den: 1 });
});

test('the nominal rate of a steady series is its rate, whatever the clock rounds', () => {
  const common = fc.constantFrom(15, 24, 25, 30, 50, 60, 24_000 / 1001, 30_000 / 1001, 60_000 / 1001);
  fc.assert(
    fc.property(
      common,
      fc.integer({ min: 60, max: 600 }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      (rate, n, start) => {
        const times = Array.from({ length: n }, (_, i) => Math.round((start + i / rate) * 1000) / 1000);
        const { num, den } = nominalFrameRate(times);
        assert.ok(Math.abs(num / den / rate - 1) < 0.005, `${num}/${den} for ${rate}`);
      },
    ),
  );
});

test('a picture missing here and there does not change the rhythm', () => {
  const times = Array.from({ length: 90 }, (_, i) => i / 30).filter((_, i) => i % 11 !== 5);
  assert.deepEqual(nominalFrameRate(times), { num: 30, den: 1 });
});

test('a screen recording gets a rate that keeps its quick passages', () => {
  const times = Array.from({ length: 40 }, (_, i) => i).flatMap((i) => [
    i,
    i + 1 / 60,
    i + 1 / 7,
    i + 1 / 3,
    i + 0.8,
  ]);
  const { num, den } = nominalFrameRate(times);
  assert.ok(num / den >= 50, `${num}/${den}`);
});

test('the nominal rate of any series is a positive number', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (times) => {
      const { num, den } = nominalFrameRate(times.sort((a, b) => a - b));
      assert.ok(num > 0 && den > 0 && Number.isInteger(num) && Number.isInteger(den));
    }),
  );
});

test('the eight display matrices are told apart', () => {
  const matrix = (a: number, b: number, c: number, d: number) =>
    [a, b, 0, c, d, 0, 0, 0, 1].map((cell) => cell * 65536);
  const cases: [number[], string][] = [
    [matrix(1, 0, 0, 1), ''],
    [matrix(-1, 0, 0, 1), 'flipX'],
    [matrix(1, 0, 0, -1), 'flipY'],
    [matrix(-1, 0, 0, -1), 'flipX flipY'],
    [matrix(0, 1, 1, 0), 'transpose'],
    // A quarter turn clockwise, as a phone held upright writes it.
    [matrix(0, 1, -1, 0), 'transpose flipX'],
    [matrix(0, -1, 1, 0), 'transpose flipY'],
    [matrix(0, -1, -1, 0), 'transpose flipX flipY'],
  ];
  for (const [cells, expected] of cases) {
    const found = Object.entries(orientationOf(cells)).filter(([, yes]) => yes === true);
    assert.equal(found.map(([name]) => name).join(' '), expected);
  }
  assert.deepEqual(orientationOf(null), upright);
  assert.deepEqual(orientationOf([0, 0, 0, 0, 0, 0, 0, 0, 0]), upright);
});

test('only PQ and HLG are tone-mapped; other colours are converted', () => {
  const filters = (transfer: string | null, primaries: string | null) => {
    const color = { matrix: 'bt2020nc', primaries, transfer, fullRange: false };
    return { hdr: isHdr(color), chain: planClip(probeOf({ color }), ['720p']).rungs[0]?.filters ?? '' };
  };
  for (const transfer of ['smpte2084', 'arib-std-b67']) {
    assert.equal(filters(transfer, 'bt2020').hdr, true);
    assert.match(filters(transfer, 'bt2020').chain, /tonemap/);
  }
  assert.doesNotMatch(filters('bt2020-10', 'bt2020').chain, /tonemap/);
  assert.match(filters('bt2020-10', 'bt2020').chain, /zscale=primaries=bt709/);
  assert.match(filters(null, null).chain, /in_color_matrix=bt2020:.*out_color_matrix=bt709/);
});

test('sound is raised or lowered to −14 LUFS unless its peaks or its silence forbid', () => {
  assert.equal(planSound(2, { integrated: -24, truePeak: -20 }).gain, 10);
  assert.equal(planSound(2, { integrated: -8, truePeak: 0 }).gain, -6);
  // The peak may reach −1.5 dBTP before it is encoded.
  assert.equal(planSound(2, { integrated: -30, truePeak: -6 }).gain, 4.5);
  assert.equal(planSound(2, { integrated: -70, truePeak: -120 }).gain, 0);
  assert.equal(planSound(1, { integrated: -14, truePeak: -5 }).channels, 1);
  assert.equal(planSound(6, { integrated: -14, truePeak: -5 }).channels, 2);
  assert.equal(lowerSound({ channels: 2, gain: 3, bitrate: 1 }, 0.5).gain, 1);
});

test('sound that could not be measured is left out', () => {
  const sound = { stream: 1, codec: 'aac', channels: 2, loudness: null };
  assert.equal(planClip({ ...probeOf({}), sound }, ['720p']).sound, null);
});
