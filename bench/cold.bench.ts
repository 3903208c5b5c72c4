import { launchBrowser } from '../test/support/browser.ts';
import { fullEdition } from './edition.ts';
import { percentile, rounded, type Bench } from './figure.ts';
import { arrivalsOn, openPhone, untilMoving } from './phone.ts';

const STARTS = 7;

/** From asking for the address to the first picture of a clip, with nothing cached, on a slow line. */
export const measure: Bench = async () => {
  const server = await fullEdition();
  const browser = await launchBrowser();
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const { page, close } = await openPhone(browser);
    await page.goto(server.origin, { waitUntil: 'commit' });
    await untilMoving(page);
    const [first] = await arrivalsOn(page);
    seconds.push((first?.visibleAt ?? NaN) / 1000);
    await close();
  }
  await browser.close();
  return [
    {
      figure: 'cold start to the first frame',
      value: rounded(percentile(seconds, 0.5), 2),
      unit: 's',
      goal: '≤ 2.0 s',
      against: `median of ${STARTS}, slowest ${rounded(Math.max(...seconds), 2)} s; 9 Mbit/s, 85 ms RTT`,
    },
  ];
};
