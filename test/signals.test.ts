import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import * as z from 'zod/mini';
import { drawTokens, getDayKeys, sendBasket, sendReceipt } from '../contract/signals.ts';
import { secureRandom } from '../web/src/lib/signals/random.ts';
import { openSignals, type Signals } from '../web/src/lib/signals/signals.ts';
import { readState, type State } from '../web/src/lib/signals/state.ts';
import { ORIGIN, testApp } from './support/http.ts';
import { numberedClips, olderAccount, upTo } from './support/signals.ts';

// The device's half against the real server: what it asks for, when, and as whom.

const MINUTE = 60_000;
const DAY = 86_400_000;
const clock = { at: Date.now() };
const { app, ctx, db, close } = await testApp({ now: () => clock.at });
after(close);
let people = 0;
await olderAccount(ctx, 'maker', 10);
await numberedClips(ctx, 'maker', upTo(100));

beforeEach(() => {
  clock.at = Date.parse(new Date(clock.at + 3 * DAY).toISOString().slice(0, 10)) + 8 * 60 * MINUTE;
});

interface Request {
  readonly at: number;
  readonly path: string;
  readonly init: RequestInit;
  readonly status: number;
}

interface TestDevice extends Signals {
  readonly requests: Request[];
  readonly state: () => State;
  /** Lets the app be open for so many minutes. */
  readonly open: (minutes: number) => Promise<void>;
}

/** A browser's part: one record, and requests that carry the account's cookie where the device asks for that. */
function deviceOf(
  session: string,
  network: (path: string) => Promise<Response | null> = noTrouble,
): TestDevice {
  let record: unknown;
  const requests: Request[] = [];
  const signals = openSignals({
    update: (change) => {
      const [next, result] = change(record);
      record = structuredClone(next);
      return Promise.resolve(result);
    },
    now: () => clock.at,
    random: secureRandom,
    fetch: async (address, init = {}) => {
      const path = z.string().parse(address);
      const cookie = init.credentials === 'omit' ? {} : { cookie: `overt_session=${session}` };
      const headers = {
        ...z.record(z.string(), z.string()).parse(init.headers ?? {}),
        origin: ORIGIN,
        ...cookie,
      };
      const response = (await network(path)) ?? (await app.request(path, { ...init, headers }, {}));
      requests.push({ at: clock.at, path, init, status: response.status });
      return response;
    },
  });
  return {
    ...signals,
    requests,
    state: () => readState(record),
    open: async (minutes) => {
      for (const end = clock.at + minutes * MINUTE; clock.at < end; clock.at += MINUTE)
        await signals.tick({ signedIn: true });
    },
  };
}

function noTrouble(): Promise<null> {
  return Promise.resolve(null);
}

async function newDevice(network?: (path: string) => Promise<Response | null>): Promise<TestDevice> {
  return deviceOf(await olderAccount(ctx, `person${++people}`, 10), network);
}

const to = (device: TestDevice, endpoint: { path: string }) =>
  device.requests.filter(({ path }) => path === endpoint.path);
const messagesOf = (device: TestDevice) => [...to(device, sendBasket), ...to(device, sendReceipt)];

/** Watches and enjoys the clips from `first` on. */
async function watch(device: Signals, first: number, count: number): Promise<void> {
  for (let clip = first; clip < first + count; clip++) {
    await device.enjoyed(clip);
    await device.shown({ clip, watched: 1, again: false, skipped: false });
  }
}

async function pretendCrowd(): Promise<void> {
  await db`update token_days set issued = 60`;
}

test('a device draws once a day, and speaks hours later, without a credential, each clip in one basket', async () => {
  const device = await newDevice();
  await device.tick({ signedIn: false });
  assert.deepEqual(device.requests, [], 'a visitor’s device asks for nothing');
  await watch(device, 1, 20);
  const drawn = clock.at;
  await device.open(15);
  assert.equal(to(device, drawTokens).length, 1);
  assert.equal(device.state().slots.length, 5);
  await pretendCrowd();
  // The app is closed, and open again in the evening and the next noon.
  await device.open(8 * 60);
  clock.at += 8 * 60 * MINUTE;
  await device.open(8 * 60);
  const sent = messagesOf(device);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [204, 204, 204, 204, 204],
  );
  assert.equal(to(device, sendReceipt).length, 1);
  for (const { at, init } of sent) {
    assert.ok(at >= drawn + 120 * MINUTE);
    assert.deepEqual([init.credentials, init.referrerPolicy], ['omit', 'no-referrer']);
  }
  for (const { init } of to(device, getDayKeys))
    assert.deepEqual([init.credentials, init.cache], ['omit', 'no-store']);
  const baskets = to(device, sendBasket).map(
    ({ init }) => sendBasket.body.parse(JSON.parse(z.string().parse(init.body))).clips,
  );
  assert.equal(new Set(baskets.flat()).size, 16);
  assert.equal(new Set(sent.map(({ at }) => at)).size, 5, 'each at a moment of its own');
  assert.equal(to(device, drawTokens).length, 2, 'and again on the next day');
});

test('what fell due while the app was closed waits some minutes after it opens', async () => {
  const device = await newDevice();
  await watch(device, 1, 20);
  await device.open(15);
  await pretendCrowd();
  clock.at += 21 * 60 * MINUTE;
  await device.tick({ signedIn: true });
  assert.deepEqual(messagesOf(device), []);
  await device.open(40);
  assert.equal(messagesOf(device).length, 5);
});

test('among fewer than fifty nothing is sent', async () => {
  const device = await newDevice();
  await watch(device, 1, 20);
  await device.open(38 * 60);
  assert.ok(to(device, getDayKeys).length > 3, 'it did ask');
  assert.deepEqual(messagesOf(device), []);
});

test('a second device of the account gets none, and does not ask again today', async () => {
  const session = await olderAccount(ctx, `person${++people}`, 10);
  const [first, second] = [deviceOf(session), deviceOf(session)];
  await first.open(15);
  await second.open(180);
  assert.deepEqual(
    to(second, drawTokens).map(({ status }) => status),
    [409],
  );
  assert.deepEqual([first.state().slots.length, second.state().slots.length], [5, 0]);
});

test('tokens that are signed with a key of their own are thrown away', async () => {
  const shown = { key: '' };
  const device = await newDevice(async (path) => {
    if (path !== getDayKeys.path || shown.key === '') return null;
    const reply = getDayKeys.reply.parse(await (await app.request(path)).json());
    return Response.json({ days: reply.days.map((each) => ({ ...each, key: shown.key })) });
  });
  const yesterday = getDayKeys.reply.parse(await (await app.request(getDayKeys.path)).json()).days.at(-1);
  clock.at += DAY;
  shown.key = yesterday?.key ?? assert.fail();
  await device.open(15);
  assert.equal(to(device, drawTokens)[0]?.status, 200);
  assert.deepEqual(device.state().slots, []);
});

test('tokens whose day has another key since are thrown away too', async () => {
  const device = await newDevice();
  await watch(device, 1, 20);
  await device.open(15);
  await db`truncate token_days`;
  await app.request(getDayKeys.path);
  await pretendCrowd();
  await device.open(24 * 60 - 30);
  assert.deepEqual(messagesOf(device), []);
});

test('without a network nothing breaks and nothing is lost', async () => {
  const line = { up: false };
  const device = await newDevice(() => (line.up ? noTrouble() : Promise.reject(new TypeError('offline'))));
  await watch(device, 1, 20);
  await device.open(60);
  line.up = true;
  await device.open(60);
  assert.equal(device.state().slots.length, 5);
  line.up = false;
  await pretendCrowd();
  await device.open(8 * 60);
  assert.equal(device.state().slots.length, 5);
  line.up = true;
  // The last is due after 20 hours, and tomorrow's tokens, which find no crowd, may hold it up for three.
  await device.open(16 * 60);
  assert.equal(messagesOf(device).length, 5);
});
