import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { desktop } from './visit.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The narrowest screen on which everything has to work (WCAG 2.2, 1.4.10). */
export const narrow = { width: 320, height: 640 };

/** A new size holds from a frame on. */
const twoFrames =
  'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))';

/** Half faded text has half the contrast: what ends is waited for. */
const settle = `Promise.allSettled(
  document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity).map((each) => each.finished))
  .then(() => undefined)`;

/** Nothing sticks out at the side, and axe finds nothing, on a narrow phone and (unless left out) on a desktop. */
export async function checkScreen(
  page: Page,
  name: string,
  sizes = [narrow, desktop.viewport],
): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.evaluate(twoFrames);
    const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    assert.ok(overhang <= 0, `${name} is ${overhang} px too wide for ${size.width} px`);
    await checkAccess(page, `${name} at ${size.width} px`);
  }
}

/** Fails with axe's own words for everything on the screen that breaks WCAG 2.2 AA. */
export async function checkAccess(page: Page, screen: string): Promise<void> {
  await page.evaluate(settle);
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`,
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(found, [], screen);
}
