import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { checkScreen } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { button, clipOnScreen, heading, phone, signUp, visit } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

const operator = operatorOf(server);
await operator.account('maker');
const id = await operator.post('maker', video, { caption: 'A walk #outside' });

/** Opens a sheet over a clip, by the button on the clip and then those in the sheets, and looks at it. */
async function look(page: Page, clip: string, title: string, first: string, ...then: string[]) {
  await page.setViewportSize(phone.viewport);
  await page.goto(`${server.origin}/clip/${clip}`);
  await clipOnScreen(page).getByRole('button', { name: first, exact: true }).click();
  for (const name of then) await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog', { name: title }).waitFor();
  if (title === 'Comments') await page.getByText('No comments yet').waitFor();
  await checkScreen(page, title);
}

test('a visitor’s sheets are accessible', async () => {
  const { page, context, faults } = await visit(browser, { reducedMotion: 'reduce' });
  await look(page, id, 'You need an account to like a clip.', 'Like, 0 likes');
  await look(page, id, 'Comments', '0 comments');
  await look(page, id, 'Share this clip', 'Share');
  await look(page, id, 'This clip', 'More');
  await button(page, 'Why this clip?').click();
  await page.getByText('Nothing about you was used').waitFor();
  await checkScreen(page, 'Why this clip?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await checkScreen(page, 'Keys');
  await page.goto(`${server.origin}/`);
  await button(page, 'For You').click();
  await page.getByRole('dialog', { name: 'For You is put together here' }).waitFor();
  await checkScreen(page, 'the beginning of For You');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a member’s, a maker’s and a moderator’s sheets are accessible', async () => {
  const { page, context, faults } = await visit(browser, { reducedMotion: 'reduce' });
  await signUp(page, server.origin, 'molly');
  const own = await operator.post('molly', video, { caption: 'Mine' });
  await operator.giveRole('molly', 'moderator');
  await look(page, id, 'Comments', '0 comments');
  await look(page, id, 'What is wrong with it?', 'More', 'Report');
  await look(page, id, 'Hide from everybody', 'More', 'Hide from everybody');
  await look(page, own, 'Edit caption', 'More', 'Edit caption');
  await look(page, own, 'Delete', 'More', 'Delete');

  await page.setViewportSize(phone.viewport);
  await page.goto(`${server.origin}/upload`);
  const file = { name: 'video.mp4', mimeType: 'video/mp4', buffer: video };
  await page.getByLabel('Choose a video').setInputFiles(file);
  await button(page, 'Post').waitFor();
  await checkScreen(page, 'a draft');
  await button(page, 'Post').click();
  await heading(page, 'Your clip is out').waitFor();
  await checkScreen(page, 'a clip that is out');
  assert.deepEqual(faults, []);
  await context.close();
});
