import { setTimeout } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { getFeed, type Clip } from '../contract/clips.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { removeFolder } from '../test/support/server.ts';
import { fullEdition } from './edition.ts';
import { percentile, rounded, type Bench } from './figure.ts';
import { openPhone, picturesShown, shareSeen, swipeUp, untilFirstPicture } from './phone.ts';

const SWIPES = 60;
const SEED = 20_261_123;

/** Sixty swipes through a feed on a slow line: how soon the next clip moves, and what was loaded and never seen. */
export const measure: Bench = async () => {
  const server = await fullEdition(SWIPES + 10);
  const browser = await launchBrowser();
  const { page, cdp, close } = await openPhone(browser);
  const bytes = countMediaBytes(cdp);
  await page.goto(server.origin);
  await untilFirstPicture(page);
  const clips = await listFeed(server.origin);
  const shares = await swipeThrough(page, cdp);
  const shown = await picturesShown(page);
  await close();
  await browser.close();
  await server.stop();
  removeFolder(server.dataFolder);
  const waits = shown.flatMap(({ at, swipedAt }) => (swipedAt === null ? [] : [Math.max(0, at - swipedAt)]));
  const against = `${waits.length} swipes seen, 9 Mbit/s, 85 ms RTT`;
  return [
    {
      figure: 'swipe → first frame, p50',
      value: rounded(percentile(waits, 0.5), 0),
      unit: 'ms',
      goal: '≤ 50 ms',
      against,
    },
    {
      figure: 'swipe → first frame, p95',
      value: rounded(percentile(waits, 0.95), 0),
      unit: 'ms',
      goal: '≤ 150 ms',
      against,
    },
    {
      figure: 'bytes prefetched in vain',
      value: rounded((100 * inVain(bytes, clips, shares)) / sum(bytes.values()), 1),
      unit: '%',
      goal: '≤ 25 %',
      against: `${rounded(sum(bytes.values()) / 1e6, 1)} MB loaded in the same run`,
    },
  ];
};

/** Most clips are left within seconds, some are watched through, a few twice (SIGCOMM '25 has the shape). */
function* dwellTimes(): Generator<number> {
  let state = SEED;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const share = state / 2 ** 32;
    yield share < 0.35 ? 0.8 + share * 4 : share < 0.8 ? 2 + (share - 0.35) * 10 : 6.5 + (share - 0.8) * 35;
  }
}

/** Swipes on after each dwell, and notes what share of each clip was seen, in the order of the feed. */
async function swipeThrough(page: Page, cdp: CDPSession): Promise<number[]> {
  const shares: number[] = [];
  for (const seconds of dwellTimes()) {
    if (shares.length === SWIPES) break;
    await setTimeout(seconds * 1000);
    shares.push(await shareSeen(page));
    await swipeOn(page, cdp);
  }
  return shares;
}

/** Swipes until the next clip plays: a finger that a busy machine moved too slowly falls back, as a person's would. */
async function swipeOn(page: Page, cdp: CDPSession): Promise<void> {
  const before = (await picturesShown(page)).length;
  for (;;) {
    await swipeUp(cdp);
    const patience = performance.now() + 2000;
    while (performance.now() < patience) {
      if ((await picturesShown(page)).length > before) return;
      await setTimeout(50);
    }
  }
}

/** Bytes of media that came over the line, by address. */
function countMediaBytes(cdp: CDPSession): Map<string, number> {
  const addresses = new Map<string, string>();
  const bytes = new Map<string, number>();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/media/') && pathname.endsWith('.mp4')) addresses.set(requestId, pathname);
  });
  cdp.on('Network.dataReceived', ({ requestId, dataLength }) => {
    const address = addresses.get(requestId);
    if (address !== undefined) bytes.set(address, (bytes.get(address) ?? 0) + dataLength);
  });
  return bytes;
}

/** Everything that was loaded of a clip beyond the share that was seen; all of it, where the clip was never reached. */
function inVain(bytes: Map<string, number>, clips: readonly Clip[], shares: readonly number[]): number {
  return clips
    .flatMap((clip, place) =>
      clip.renditions.map(({ url, bitrate }) => {
        const seen = ((shares[place] ?? 0) * bitrate * clip.duration) / 8;
        return Math.max(0, (bytes.get(url) ?? 0) - seen);
      }),
    )
    .reduce((all, each) => all + each, 0);
}

/** The whole feed, newest first. */
async function listFeed(origin: string): Promise<Clip[]> {
  const clips: Clip[] = [];
  let next: string | null = null;
  do {
    const answer = await fetch(`${origin}/api/feed${next === null ? '' : `?cursor=${next}`}`);
    const page = getFeed.reply.parse(await answer.json());
    clips.push(...page.clips);
    next = page.next;
  } while (next !== null);
  return clips;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((all, value) => all + value, 0);
}
