import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import * as z from 'zod/mini';

/** 9 Mbit/s and 85 ms RTT: a middling mobile line. */
const line = {
  offline: false,
  latency: 85,
  downloadThroughput: 9_000_000 / 8,
  uploadThroughput: 3_000_000 / 8,
};

export interface Phone {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly close: () => Promise<void>;
}

/** A phone-sized window with a touch screen, nothing in its cache, behind a slow line. */
export async function openPhone(browser: Browser): Promise<Phone> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', line);
  await page.addInitScript({ path: join(import.meta.dirname, 'observe.js') });
  return { page, cdp, close: () => context.close() };
}

const pictures = z.array(z.object({ at: z.number(), swipedAt: z.nullable(z.number()) }));

/** The first moving picture of each clip so far; milliseconds since the page was asked for. */
export async function picturesShown(page: Page): Promise<z.infer<typeof pictures>> {
  return pictures.parse(await page.evaluate('observed.pictures'));
}

export async function untilFirstPicture(page: Page): Promise<void> {
  // Playwright's own waiting would evaluate text in the page, which the page's policy forbids.
  while ((await picturesShown(page)).length === 0) await setTimeout(20);
}

/** What share of the clip that plays has been played, 0 to 1. */
export async function shareSeen(page: Page): Promise<number> {
  return z.number().parse(await page.evaluate('observed.shareSeen()'));
}

/** One quick swipe upwards with one finger. */
export async function swipeUp(cdp: CDPSession): Promise<void> {
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] });
  await touch('touchStart', 560);
  for (const y of [540, 490, 420, 340, 270]) await touch('touchMove', y);
  await touch('touchEnd');
}
