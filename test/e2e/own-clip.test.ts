import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { button, clipOnScreen, heading, signUp, visit } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
const operator = operatorOf(server);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

test('a maker changes what a clip says, and deletes it', async () => {
  const { page, context, faults } = await visit(browser);
  await signUp(page, server.origin, 'maker');
  await operator.post('maker', video, { caption: 'Older' });
  const id = await operator.post('maker', video, { caption: 'Mistaken' });
  await page.goto(`${server.origin}/`);
  const onScreen = clipOnScreen(page);
  await onScreen.getByText('Mistaken').waitFor();
  await onScreen.getByRole('button', { name: 'More', exact: true }).click();
  await button(page, 'Edit caption').click();
  await page.getByRole('textbox', { name: 'Edit caption' }).fill('Right now. #corrected');
  await button(page, 'Save').click();
  await onScreen.getByText('Right now.').waitFor();
  await page.reload();
  await onScreen.getByText('Right now.').waitFor();

  await onScreen.getByRole('button', { name: 'More', exact: true }).click();
  await button(page, 'Delete').click();
  await page.getByText('This cannot be undone').waitFor();
  await button(page, 'Delete').click();
  await page.getByText('Done.').waitFor();
  await onScreen.getByText('Older').waitFor();
  await page.goto(`${server.origin}/clip/${id}`);
  await heading(page, 'Nothing at this address').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a moderator hides one clip, shows it again and removes another; nobody else is offered that', async () => {
  const { page, context, faults } = await visit(browser);
  await signUp(page, server.origin, 'guard');
  await operator.account('loud');
  const hidden = await operator.post('loud', video, { caption: 'To be hidden' });
  const removed = await operator.post('loud', video, { caption: 'To be removed' });
  const onScreen = clipOnScreen(page);
  const openMenu = async (id: string) => {
    await page.goto(`${server.origin}/clip/${id}`);
    await onScreen.getByRole('button', { name: 'More', exact: true }).click();
    await button(page, 'Report').waitFor();
  };
  await openMenu(hidden);
  assert.equal(await button(page, 'Hide from everybody').count(), 0);

  await operator.giveRole('guard', 'moderator');
  for (const [id, act] of [
    [hidden, 'Hide from everybody'],
    [removed, 'Remove for good'],
  ] as const) {
    await openMenu(id);
    await button(page, act).click();
    await button(page, act).click();
    await page.getByText('Done.').waitFor();
  }

  const stranger = await visit(browser);
  for (const id of [hidden, removed]) {
    await stranger.page.goto(`${server.origin}/clip/${id}`);
    await heading(stranger.page, 'Nothing at this address').waitFor();
  }

  await openMenu(hidden);
  assert.equal(await button(page, 'Hide from everybody').count(), 0);
  await button(page, 'Show again').click();
  await page.getByText('Done.').waitFor();
  await onScreen.getByRole('button', { name: 'More', exact: true }).click();
  await button(page, 'Hide from everybody').waitFor();
  await stranger.page.goto(`${server.origin}/clip/${hidden}`);
  await clipOnScreen(stranger.page).getByText('To be hidden').waitFor();
  assert.deepEqual([...faults, ...stranger.faults], []);
  await Promise.all([context.close(), stranger.context.close()]);
});
