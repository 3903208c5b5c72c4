import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { removeFolder, startServer, type RunningServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { button, clipOnScreen, heading, signUp, visit, type Visit } from '../support/visit.ts';

let server: RunningServer;
let browser: Browser;
let video: Buffer<ArrayBuffer>;
const folder = mkdtempSync(join(tmpdir(), 'overt-upload-'));

before(async () => {
  [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(3, '1280x720')]);
});
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
  rmSync(folder, { recursive: true });
});

const named = (name: string, buffer: Buffer) => ({ name, mimeType: 'video/mp4', buffer });

/** Lets through so many bytes a second, or everything. */
async function throttle({ devtools }: Visit, bytes: number): Promise<void> {
  const both = { downloadThroughput: -1, uploadThroughput: bytes };
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, ...both });
}

test('an upload goes on after a reload, without a network, and after the server was killed', async () => {
  const ada = await visit(browser);
  const { page, context } = ada;
  await signUp(page, server.origin, 'ada');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.goto(`${server.origin}/upload`);
  await page.getByLabel('Choose a video').setInputFiles(named('first.mp4', video));
  await page.getByLabel('Caption').fill('In pieces');
  await throttle(ada, 150_000);
  assert.ok(!ada.requests.some((request) => request.url().includes('/api/uploads')), 'nothing before "Post"');
  await button(page, 'Post').click();
  await page.locator('[role=progressbar]:not([aria-valuenow="0"], [aria-valuenow="1"])').waitFor();
  await page.getByRole('link', { name: 'Clips' }).click();
  await page.getByRole('link', { name: /^\d+ % Post$/ }).click();
  await page.getByText('Sending', { exact: true }).waitFor();

  await page.reload();
  assert.deepEqual(asked, ['beforeunload']);
  await page.getByText('Not sent to the end').waitFor();
  const again = page.getByLabel('Choose the file of “In pieces” again to go on');
  const other = Buffer.from(video);
  other.fill(1, 1000, 2000);
  await again.setInputFiles(named('first.mp4', other));
  await page.getByText('That is another file').waitFor();
  const resumed = page.waitForRequest((request) => request.method() === 'PATCH');
  await again.setInputFiles(named('renamed.mp4', video));
  assert.ok(Number((await resumed).headers()['upload-offset']) > 0, 'goes on where it stopped');

  await context.setOffline(true);
  await page.getByText('Waiting for the connection', { exact: true }).waitFor();
  await context.setOffline(false);
  await throttle(ada, 150_000);
  await page.getByText('Sending', { exact: true }).waitFor();

  const { dataFolder } = server;
  const port = Number(new URL(server.origin).port);
  await server.kill();
  await page.getByText('Waiting for the connection', { exact: true }).waitFor();
  server = await startServer({ dataFolder, port });
  await throttle(ada, -1);
  await heading(page, 'Your clip is out').waitFor();
  await page.getByRole('link', { name: 'See your clip' }).click();
  await clipOnScreen(page).getByText('In pieces').waitFor();

  const sent = ada.requests.filter((request) => request.url().includes('/api/uploads'));
  assert.equal(sent.filter((request) => request.method() === 'POST').length, 1, 'one upload');
  assert.equal(
    await page.evaluate<number>("Object.keys(localStorage).filter((key) => key.startsWith('tus')).length"),
    0,
  );
  assert.deepEqual(ada.faults, []);
  await context.close();
});

test('what does not do is said, and a cancelled upload leaves nothing', async () => {
  const ben = await visit(browser);
  const { page } = ben;
  await signUp(page, server.origin, 'ben');
  await page.goto(`${server.origin}/upload`);
  const large = join(folder, 'large.mp4');
  writeFileSync(large, '');
  truncateSync(large, 500_000_001);
  await page.getByLabel('Choose a video').setInputFiles(large);
  await page.getByText('This file has 500').waitFor();

  await page.getByLabel('Choose a video').setInputFiles(named('letter.mp4', Buffer.from('Dear server')));
  await page.getByText('This browser cannot show the file.').waitFor();
  await button(page, 'Post').click();
  await page.getByRole('alert').getByText('Not posted').waitFor();
  await button(page, 'Post').waitFor();

  await button(page, 'Choose another').click();
  await page.getByText('Not posted.').waitFor();
  await button(page, 'Discard “Clip without a caption”').click();
  await page.getByLabel('Choose a video').setInputFiles(named('video.mp4', video));
  await throttle(ben, 100_000);
  const begun = page.waitForResponse((response) => response.request().method() === 'POST');
  await button(page, 'Post').click();
  await begun;
  await button(page, 'Cancel').click();
  await page.getByText('Cancelled. Nothing of it is kept.').waitFor();
  const left = "fetch('/api/me/uploads').then((response) => response.json())";
  assert.deepEqual(await page.evaluate(left), { uploads: [] });
  await ben.context.close();
});

test('a child sees why a clip is not for everyone, and posts one for followers', async () => {
  const { page, context } = await visit(browser);
  await signUp(page, server.origin, 'kim', { age: '13 to 15' });
  await page.goto(`${server.origin}/upload`);
  await page.getByLabel('Choose a video').setInputFiles(named('video.mp4', video));
  assert.ok(await page.getByLabel('Everyone').isDisabled());
  await page.getByText('Accounts of people under 16 are closed').waitFor();
  await button(page, 'Post').click();
  await page.getByText('Your followers can see it now.').waitFor();
  await context.close();
});
