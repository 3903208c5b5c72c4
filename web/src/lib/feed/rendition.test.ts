import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseRendition } from './rendition.ts';

const rung = (height: number, bitrate: number) => ({
  url: `/media/${height}.mp4`,
  width: (height * 9) / 16,
  height,
  codec: 'avc1.64001f, mp4a.40.2',
  bitrate,
});
const ladder = [rung(854, 800_000), rung(1280, 1_800_000), rung(1920, 4_000_000)];
const chosen = (pixels: number, speed: number | null) => chooseRendition(ladder, pixels, speed)?.height;

test('the smallest that fills the screen is enough', () => {
  assert.equal(chosen(320, null), 854);
  assert.equal(chosen(800, null), 1280);
  assert.equal(chosen(1080, null), 1920);
  assert.equal(chosen(2160, null), 1920);
});

test('a slow connection gets what it carries, with room to spare', () => {
  assert.equal(chosen(1080, 4_100_000), 1280);
  assert.equal(chosen(1080, 7_000_000), 1920);
  assert.equal(chosen(1080, 100_000), 854);
});

test('a clip without renditions has none', () => {
  assert.equal(chooseRendition([], 720, null), undefined);
});
