import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { clipOnScreen, desktop, ofVideo, signUp, visit, waitForPlaying } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

const operator = operatorOf(server);
await operator.account('maker');
for (const caption of ['Third', 'Second', 'First']) await operator.post('maker', video, { caption });

const acts = (page: Page, name: string | RegExp) => clipOnScreen(page).getByRole('button', { name });

test('the feed goes by keys alone', async () => {
  const { page, context, faults } = await visit(browser, desktop);
  await signUp(page, server.origin, 'ada');
  await clipOnScreen(page).getByText('First').waitFor();
  for (const [key, caption] of [
    ['ArrowDown', 'Second'],
    ['j', 'Third'],
    ['ArrowUp', 'Second'],
    ['k', 'First'],
  ] as const) {
    await page.keyboard.press(key);
    await clipOnScreen(page).getByText(caption).waitFor();
  }

  await waitForPlaying(page);
  const paused = () => page.evaluate<boolean>(ofVideo('paused'));
  await page.keyboard.press('Space');
  await acts(page, 'Play').waitFor();
  assert.equal(await paused(), true);
  await page.keyboard.press('Space');
  await acts(page, 'Pause').waitFor();
  await waitForPlaying(page);
  assert.equal(await paused(), false);

  const chosen = () => page.evaluate<string | null>("sessionStorage.getItem('sound')");
  await page.keyboard.press('m');
  assert.equal(await chosen(), 'on');
  await page.keyboard.press('m');
  assert.equal(await chosen(), 'off');

  await page.keyboard.press('l');
  await acts(page, 'Like, 1 like').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('what a key opens, Escape closes, and the focus is where it was', async () => {
  const { page, context, faults } = await visit(browser, desktop);
  await page.goto(`${server.origin}/`);
  await acts(page, 'Share').focus();
  for (const [key, role, name] of [
    ['c', 'complementary', 'Comments'],
    ['?', 'dialog', 'Keys'],
    ['s', 'dialog', 'Share this clip'],
    ['l', 'dialog', 'You need an account to like a clip.'],
  ] as const) {
    const sheet = page.getByRole(role, { name, exact: true });
    await page.keyboard.press(key);
    await sheet.waitFor();
    await page.locator('dialog:focus, dialog :focus, aside:focus').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    const focused = await page.evaluate<string | null>("document.activeElement?.getAttribute('aria-label')");
    assert.equal(focused, 'Share', `after "${name}"`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

/** Presses "down" and says where the strip is in each of the frames after it. */
async function stripAfterStep(page: Page): Promise<string[]> {
  await clipOnScreen(page).getByText('First').waitFor();
  return page.evaluate(`new Promise((resolve) => {
    const seen = [];
    const look = () => {
      seen.push(document.querySelector('.strip').style.transform);
      if (seen.length < 3) requestAnimationFrame(look);
      else resolve(seen);
    };
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    requestAnimationFrame(look);
  })`);
}

test('who wants less motion gets none, and a narrow screen does not scroll sideways', async () => {
  const [still, moving] = [await visit(browser, { reducedMotion: 'reduce' }), await visit(browser)];
  for (const { page } of [still, moving]) await page.goto(`${server.origin}/`);
  assert.equal(new Set(await stripAfterStep(still.page)).size, 1, 'the strip jumps');
  assert.ok(new Set(await stripAfterStep(moving.page)).size > 1, 'the strip moves');

  await still.page.setViewportSize({ width: 320, height: 640 });
  const scrolled = 'scrollTo(100, 0), scrollX';
  assert.equal(await still.page.evaluate<number>(scrolled), 0);
  assert.equal(await still.page.evaluate<number>('document.documentElement.scrollWidth'), 320);
  await Promise.all([still.context.close(), moving.context.close()]);
});
