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

const time = z.nullable(z.number());
const arrivals = z.array(z.object({ place: z.number(), releasedAt: time, visibleAt: time, movingAt: time }));
const seen = z.object({ place: z.number(), share: z.number() });

/** The clips that have come onto the screen so far; see observe.js. */
export async function arrivalsOn(page: Page): Promise<z.infer<typeof arrivals>> {
  return arrivals.parse(await page.evaluate('observed.arrivals'));
}

/** Waits until the clip on the screen moves. Playwright's own waiting would evaluate text, which the page's policy forbids. */
export async function untilMoving(page: Page): Promise<void> {
  while (((await arrivalsOn(page)).at(-1)?.movingAt ?? null) === null) await setTimeout(20);
}

/** The place of the clip on the screen, and what share of it has been played, 0 to 1. */
export async function seenOn(page: Page): Promise<z.infer<typeof seen>> {
  return seen.parse(await page.evaluate('observed.seen()'));
}

/** One quick swipe upwards with one finger. */
export async function swipeUp(cdp: CDPSession): Promise<void> {
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] });
  await touch('touchStart', 560);
  for (const y of [540, 490, 420, 340, 270]) await touch('touchMove', y);
  await touch('touchEnd');
}
