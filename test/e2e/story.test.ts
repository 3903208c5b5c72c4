import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { clip as clipSchema, type Clip } from '../../contract/clips.ts';
import { launchBrowser } from '../support/browser.ts';
import { withPlace } from '../support/place.ts';
import { metadataIn } from '../support/promise.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { findSharedMedia } from '../support/shared-media.ts';
import { makeVideo } from '../support/video.ts';
import { button, clipOnScreen, heading, signUp, swipe, visit, waitForPlaying } from '../support/visit.ts';

const server = await startServer();
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

/** A video that says where it was filmed: a phone's own where there is one. */
async function phoneVideo(): Promise<Buffer<ArrayBuffer>> {
  const media = findSharedMedia();
  return media === null
    ? withPlace(await makeVideo(3, '360x640'))
    : readFileSync(join(media, 'phone', 'iphone4s-portrait-gps.MOV'));
}

/** The bytes as the browser gets them. */
async function download(page: Page, address: string): Promise<Buffer> {
  const base64 = await page.evaluate<string>(`fetch(${JSON.stringify(address)})
    .then((response) => response.bytes()).then((bytes) => bytes.toBase64())`);
  return Buffer.from(base64, 'base64');
}

async function readClip(page: Page, id: string): Promise<Clip> {
  return clipSchema.parse(
    await page.evaluate(`fetch('/api/clips/${id}').then((response) => response.json())`),
  );
}

test('from a file on a phone to a stranger’s screen', async () => {
  const [ada, ben] = [await visit(browser), await visit(browser)];
  await signUp(ada.page, server.origin, 'ada');
  await signUp(ben.page, server.origin, 'ben', { with: 'passkey' });
  const video = await phoneVideo();
  assert.match(video.toString('latin1'), /[+-]\d{2}\.\d{3,}[+-]\d{2,3}\.\d{3,}/, 'the file tells a place');

  await ada.page.getByRole('link', { name: 'Post', exact: true }).click();
  await ada.page
    .getByLabel('Choose a video')
    .setInputFiles({ name: 'IMG_0001.MOV', mimeType: 'video/quicktime', buffer: video });
  await ada.page.getByLabel('Caption').fill('The first one. #hello');
  await button(ada.page, 'Post').click();
  await heading(ada.page, 'Your clip is out').waitFor();
  await ada.page.getByRole('link', { name: 'Clips', exact: true }).click();
  await clipOnScreen(ada.page).getByText('The first one.').waitFor();
  await ada.page.goBack();
  await ada.page.getByRole('link', { name: 'See your clip' }).click();
  await waitForPlaying(ada.page);
  const id = ada.page.url().split('/').at(-1) ?? '';

  // A newer one stands before it in the feed.
  const operator = operatorOf(server);
  await operator.account('carol');
  await operator.post('carol', await makeVideo(2, '360x640'), { caption: 'Newer.' });
  await ben.page.goto(`${server.origin}/`);
  await button(ben.page, 'Following').click();
  await heading(ben.page, 'Quiet so far').waitFor();
  await button(ben.page, 'Newest').click();
  await clipOnScreen(ben.page).getByText('Newer.').waitFor();
  await waitForPlaying(ben.page);
  // More than half of the screen, so that a busy machine, whose finger has no speed, gets there too.
  await swipe(ben, 460);
  const onScreen = clipOnScreen(ben.page);
  await onScreen.getByText('The first one.').waitFor();
  await waitForPlaying(ben.page);

  await onScreen.getByRole('button', { name: 'Like, 0 likes' }).click();
  await onScreen.getByRole('button', { name: 'Like, 1 like', pressed: true }).waitFor();
  await onScreen.getByRole('button', { name: 'Follow @ada' }).click();
  await onScreen.getByRole('button', { name: 'Stop following @ada' }).waitFor();
  await onScreen.getByRole('button', { name: '0 comments' }).click();
  await ben.page.getByLabel('Add a comment').fill('Where is this?');
  await button(ben.page, 'Send').click();
  await ben.page.getByText('Where is this?').waitFor();
  await button(ben.page, 'Answer').click();
  await ben.page.getByLabel('Add a comment').fill('I know it!');
  await button(ben.page, 'Send').click();
  await ben.page.getByText('I know it!').waitFor();
  await button(ben.page, 'Close').click();
  await onScreen.getByRole('button', { name: '2 comments' }).waitFor();
  await button(ben.page, 'Following').click();
  await clipOnScreen(ben.page).getByText('The first one.').waitFor();

  await ada.page.reload();
  await clipOnScreen(ada.page).getByRole('button', { name: 'Like, 1 like' }).waitFor();
  await clipOnScreen(ada.page).getByRole('button', { name: '2 comments' }).click();
  await ada.page.getByText('Where is this?').waitFor();
  await button(ada.page, 'Show 1 answer').click();
  await ada.page.getByText('I know it!').waitFor();
  await ada.page.goto(`${server.origin}/@ada`);
  await ada.page.getByRole('button', { name: '1 follower' }).waitFor();

  const clip = await readClip(ben.page, id);
  assert.ok(clip.renditions.length > 0);
  for (const { url } of clip.renditions) assert.deepEqual(metadataIn(await download(ben.page, url)), [], url);
  const { exif, xmp, iptc, icc, comments } = await sharp(await download(ben.page, clip.poster)).metadata();
  assert.deepEqual(
    { exif, xmp, iptc, icc, comments },
    {
      exif: undefined,
      xmp: undefined,
      iptc: undefined,
      icc: undefined,
      comments: undefined,
    },
  );
  assert.deepEqual([...ada.faults, ...ben.faults], []);
  await Promise.all([ada.context.close(), ben.context.close()]);
});
