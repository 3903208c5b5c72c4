import { setTimeout } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { getFeed, type Clip } from '../contract/clips.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { fullEdition } from './edition.ts';
import { percentile, rounded, type Bench, type Figure } from './figure.ts';
import { arrivalsOn, openPhone, seenOn, swipeUp, untilMoving } from './phone.ts';

const SWIPES = 60;
const SEED = 20_261_123;

/** Sixty swipes through a feed on a slow line: how soon the next clip is there, and what was loaded and never seen. */
export const measure: Bench = async () => {
  const server = await fullEdition();
  const browser = await launchBrowser();
  const { page, cdp, close } = await openPhone(browser);
  const bytes = countMediaBytes(cdp);
  await page.goto(server.origin);
  await untilMoving(page);
  const clips = await listFeed(server.origin);
  const shares = await swipeThrough(page, cdp);
  const arrivals = (await arrivalsOn(page)).filter(({ releasedAt }) => releasedAt !== null);
  await close();
  await browser.close();
  const waitsFor = (moment: 'visibleAt' | 'movingAt') =>
    arrivals.map((each) => (each[moment] ?? Infinity) - (each.releasedAt ?? 0));
  const against = `${arrivals.length} swipes, 9 Mbit/s, 85 ms RTT`;
  const wait = (name: string, moment: 'visibleAt' | 'movingAt', at: number, goal: string): Figure => ({
    figure: name,
    value: rounded(percentile(waitsFor(moment), at), 0),
    unit: 'ms',
    goal,
    against,
  });
  return [
    wait('swipe → first frame, p50', 'visibleAt', 0.5, '≤ 50 ms'),
    wait('swipe → first frame, p95', 'visibleAt', 0.95, '≤ 150 ms'),
    wait('swipe → the clip moves, p50', 'movingAt', 0.5, 'none'),
    wait('swipe → the clip moves, p95', 'movingAt', 0.95, 'none'),
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

/** Swipes on after each dwell, and notes what share of each clip was seen, by its place in the feed. */
async function swipeThrough(page: Page, cdp: CDPSession): Promise<number[]> {
  const shares: number[] = [];
  for (const seconds of dwellTimes()) {
    await setTimeout(seconds * 1000);
    const { place, share } = await seenOn(page);
    shares[place] = Math.max(share, shares[place] ?? 0);
    if (place >= SWIPES) break;
    await swipeUp(cdp);
    await untilMoving(page);
  }
  return shares;
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
