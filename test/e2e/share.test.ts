import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { operatorOf } from '../support/seed.ts';
import { removeFolder, startServer } from '../support/server.ts';
import { makeVideo } from '../support/video.ts';
import { heading } from '../support/visit.ts';

const [server, browser, video] = await Promise.all([startServer(), launchBrowser(), makeVideo(2, '360x640')]);
after(async () => {
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
});

test('a shared clip can be seen without any script, and one for followers is as if it never was', async () => {
  const operator = operatorOf(server);
  await operator.account('maker');
  const id = await operator.post('maker', video, { caption: 'Out there' });
  const closed = await operator.post('maker', video, { caption: 'Among us', audience: 'followers' });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const load = async (address: string, range?: string) => {
    const headers = range === undefined ? {} : { range };
    return context.request.get(new URL(address, server.origin).href, { headers });
  };

  await page.goto(`${server.origin}/s/${id}`);
  await heading(page, '@maker').waitFor();
  await page.getByText('Out there').waitFor();
  assert.equal(await page.locator('script').count(), 0);
  const link = page.getByRole('link', { name: 'Open in Overt' });
  assert.equal(await link.getAttribute('href'), `/clip/${id}`);
  const poster = await load((await page.locator('video').getAttribute('poster')) ?? '');
  assert.deepEqual([poster.status(), poster.headers()['content-type']], [200, 'image/jpeg']);
  const source = (await page.locator('video source').first().getAttribute('src')) ?? '';
  const part = await load(source, 'bytes=0-99');
  assert.deepEqual([part.status(), (await part.body()).length], [206, 100]);

  const gone = await page.goto(`${server.origin}/s/${closed}`);
  assert.equal(gone?.status(), 404);
  await heading(page, 'This clip is not here').waitFor();
  assert.doesNotMatch(await page.content(), /Among us|maker|<script/);
  await context.close();
});
