import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { suspendAccount } from '../../contract/people.ts';
import * as contract from '../../contract/signals.ts';
import { setRole } from '../../core/people/accounts.ts';
import { turnDay } from '../../core/feed/day-keys.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { everythingIn, untilWaiting } from '../../test/support/database.ts';
import { ORIGIN, testApp, visitor, type Client } from '../../test/support/http.ts';
import { draw, mint, numberedClips, olderAccount, upTo } from '../../test/support/signals.ts';
import { blindedElements, blindTokens, finishTokens } from '../../web/src/lib/signals/tokens.ts';
import { createApp } from './app.ts';

const DAY = 86_400_000;
const clock = { at: Date.now() };
const { app, ctx, db, close } = await testApp({ now: () => clock.at });
after(close);

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const anybody = visitor(app, {});
let people = 0;

/** A new account that has been there long enough for all five tokens. */
async function member(days = 10): Promise<Client & { handle: string }> {
  const handle = `person${++people}`;
  const cookie = `overt_session=${await olderAccount(ctx, handle, days)}`;
  return { ...visitor(app, { origin: ORIGIN, cookie }), handle };
}

const maker = await member();
const numbers = upTo(40);
await numberedClips(ctx, maker.handle, numbers);

beforeEach(() => {
  // Another day for each test: nobody has drawn, and rate limits begin anew.
  clock.at += 3 * DAY;
});

test('a day has one key, the same for everybody, and a leaf of the ledger says so', async () => {
  const replies = await Promise.all(
    [anybody, visitor(app), anybody].map(async (each) => (await each.send('GET', '/signals/days')).text()),
  );
  assert.equal(new Set(replies).size, 1);
  const { days } = await anybody.call(contract.getDayKeys);
  assert.deepEqual(
    days.map(({ day, crowded }) => ({ day, crowded })),
    [{ day: dayOf(clock.at), crowded: false }],
  );
  const leaves = await db<{ entry: Uint8Array }[]>`select entry from leaves`;
  assert.ok(
    leaves.some(({ entry }) =>
      Buffer.from(entry)
        .toString()
        .includes(days[0]?.key ?? 'no key'),
    ),
  );
});

test('the secret is a file for its owner alone, and dies when its tokens can no longer be spent', async () => {
  const files = () => readdirSync(ctx.keyFolder).map((name) => name.slice(0, 10));
  const first = dayOf(clock.at);
  await turnDay(ctx, clock.at);
  const [name = ''] = readdirSync(ctx.keyFolder);
  assert.equal(statSync(join(ctx.keyFolder, name)).mode & 0o777, 0o600);
  await draw(await member());
  clock.at += DAY;
  await turnDay(ctx, clock.at);
  assert.deepEqual(files(), [first, dayOf(clock.at)]);
  assert.deepEqual([...(await db`select * from token_issues`)], [], 'who drew yesterday is forgotten today');
  clock.at += DAY;
  await turnDay(ctx, clock.at);
  assert.ok(!files().includes(first));
  assert.equal((await db`select from spent_tokens where day <= ${first}`).length, 0);
});

test('processes that need the key at once make one', async () => {
  const apps = [app, createApp(ctx, { now: () => clock.at }), createApp(ctx, { now: () => clock.at })];
  const days = await Promise.all(apps.map((each) => visitor(each).call(contract.getDayKeys)));
  assert.equal(new Set(days.map((each) => JSON.stringify(each))).size, 1);
  assert.equal(readdirSync(ctx.keyFolder).length, 1);
});

test('a day whose secret or whose rows are lost begins anew, and what was drawn before is void', async () => {
  const [lostFile] = await draw(await member());
  const { days } = await anybody.call(contract.getDayKeys);
  for (const name of readdirSync(ctx.keyFolder)) rmSync(join(ctx.keyFolder, name));
  const { days: renewed } = await anybody.call(contract.getDayKeys);
  assert.notDeepEqual(renewed, days);
  const [lostRows] = await draw(await member());
  // As PostgreSQL leaves unlogged tables after a crash.
  await db`truncate token_days, token_issues, spent_tokens`;
  await draw(await member());
  assert.equal(readdirSync(ctx.keyFolder).length, 1);
  for (const token of [lostFile, lostRows])
    assert.equal(
      await anybody.refused(contract.sendBasket, { body: { token, clips: [1, 2] } }),
      'token_refused',
    );
});

test('a visitor and a suspended account get no tokens', async () => {
  const body = { day: dayOf(clock.at), blinded: blindedElements(await blindTokens(1)) };
  assert.equal(await visitor(app).refused(contract.drawTokens, { body }), 'not_signed_in');
  const moderator = await member();
  await setRole(db, moderator.handle, 'moderator');
  const person = await member();
  await moderator.call(suspendAccount, { params: { handle: person.handle } });
  assert.equal(await person.refused(contract.drawTokens, { body }), 'not_signed_in');
});

test('an account draws once a day, all at once: one token on its first day', async () => {
  const person = await member(0);
  const today = clock.at;
  clock.at = Date.now();
  assert.equal((await draw(person)).length, 1);
  clock.at = today;
  assert.equal((await draw(person)).length, 5);
  const body = { day: dayOf(clock.at), blinded: blindedElements(await blindTokens(1)) };
  assert.equal(await person.refused(contract.drawTokens, { body }), 'tokens_drawn');
});

test('who draws as the day turns does not draw twice', async () => {
  const person = await member();
  assert.equal((await draw(person)).length, 5);
  const body = { day: dayOf(clock.at), blinded: blindedElements(await blindTokens(5)) };
  const { turned, refusal } = await db.begin(async (tx) => {
    await tx`lock table token_issues in share mode`;
    const turning = turnDay(ctx, clock.at + DAY);
    await untilWaiting(db, 'token_issues', 1);
    const drawing = person.refused(contract.drawTokens, { body });
    await untilWaiting(db, 'token_issues', 2);
    return { turned: turning, refusal: drawing };
  });
  await turned;
  assert.equal(await refusal, 'token_refused');
});

test('tokens are signed for today only, and only what is an element of the group', async () => {
  const person = await member();
  const blinded = blindedElements(await blindTokens(2));
  const refused = (day: number, elements: string[]) =>
    person.refused(contract.drawTokens, { body: { day: dayOf(day), blinded: elements } });
  assert.equal(await refused(clock.at - DAY, blinded), 'token_refused');
  assert.equal(await refused(clock.at + DAY, blinded), 'token_refused');
  // The group's neutral element, a field element that is not canonical, and too many.
  for (const bad of ['A'.repeat(43), '_'.repeat(43)])
    assert.equal(await refused(clock.at, [bad]), 'token_refused');
  assert.equal(
    await refused(
      clock.at,
      Array.from({ length: 6 }, () => blinded[0] ?? ''),
    ),
    'bad_request',
  );
  assert.equal((await draw(person)).length, 5, 'a refusal does not use the day up');
});

test('the device notices tokens that were signed with another key than everybody’s', async () => {
  const [person, other] = [await member(), await member()];
  const { days } = await anybody.call(contract.getDayKeys);
  const today = days.at(-1) ?? assert.fail();
  const pending = await blindTokens(2);
  const reply = await person.call(contract.drawTokens, {
    body: { day: today.day, blinded: blindedElements(pending) },
  });
  for (const name of readdirSync(ctx.keyFolder)) rmSync(join(ctx.keyFolder, name));
  const ofAnotherKey = await other.call(contract.drawTokens, {
    body: { day: today.day, blinded: blindedElements(pending) },
  });
  assert.equal((await finishTokens(pending, reply, today)).length, 2);
  await assert.rejects(finishTokens(pending, ofAnotherKey, today));
  await assert.rejects(finishTokens(pending, { ...reply, evaluated: ofAnotherKey.evaluated }, today));
  await assert.rejects(finishTokens(pending, { ...reply, evaluated: [...reply.evaluated].reverse() }, today));
});

test('a token is taken once, on its day or the next, and for one message of either kind', async () => {
  const [first, second, third] = await draw(await member());
  const basket = { clips: numbers.slice(0, 4) };
  const receipt = { step: 0, shown: [{ clip: 1, watched: 4, again: false, skipped: false }] };
  await anybody.call(contract.sendBasket, { body: { token: first ?? assert.fail(), ...basket } });
  assert.equal(
    await anybody.refused(contract.sendBasket, { body: { token: first, ...basket } }),
    'token_spent',
  );
  assert.equal(
    await anybody.refused(contract.sendReceipt, { body: { token: first, ...receipt } }),
    'token_spent',
  );
  clock.at += DAY;
  await anybody.call(contract.sendReceipt, { body: { token: second ?? assert.fail(), ...receipt } });
  clock.at += DAY;
  assert.equal(
    await anybody.refused(contract.sendBasket, { body: { token: third, ...basket } }),
    'token_refused',
  );
});

test('what is forged, oversized or malformed is refused, and costs no token', async () => {
  const [token = assert.fail(), other = assert.fail()] = await draw(await member());
  const clips = [1, 2];
  const forged = [
    { ...token, input: other.input },
    { ...token, output: 'A'.repeat(86) },
    { ...token, day: dayOf(clock.at - DAY) },
    { ...token, day: dayOf(clock.at + DAY) },
  ];
  for (const each of forged)
    assert.equal(
      await anybody.refused(contract.sendBasket, { body: { token: each, clips } }),
      'token_refused',
    );
  const malformed = [
    { token, clips: [] },
    { token, clips: [1, 2, 3, 4, 5] },
    { token, clips: [1, 1] },
    { token, clips: [1, 2.5] },
    { token, clips: [0, 2 ** 32] },
    { token: { ...token, input: 'short' }, clips },
    { clips },
  ];
  for (const body of malformed)
    assert.equal(await anybody.refused(contract.sendBasket, { body }), 'bad_request');
  const shown = [{ clip: 1, watched: 1, again: false, skipped: false }];
  for (const body of [
    { token, step: 6, shown },
    { token, step: 0, shown: [] },
    { token, step: 0, shown: [...shown, ...shown] },
    { token, step: 0, shown: [{ ...shown[0], watched: 5 }] },
  ])
    assert.equal(await anybody.refused(contract.sendReceipt, { body }), 'bad_request');
  const long = JSON.stringify({ token, clips, more: 'x'.repeat(4096) });
  const send = (body: string, headers: object = {}) =>
    anybody.send('POST', '/signals/baskets', {
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  assert.equal((await send(long)).status, 400);
  assert.equal((await send('{')).status, 400);
  await anybody.call(contract.sendBasket, { body: { token, clips: [1] } });
});

test('a token that is sent many times at once, to both addresses, is taken once', async () => {
  const [token = assert.fail()] = await draw(await member());
  const shown = [{ clip: 1, watched: 4, again: false, skipped: false }];
  const statuses = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const path = i % 2 === 0 ? contract.sendBasket.path : contract.sendReceipt.path;
      const body = JSON.stringify(i % 2 === 0 ? { token, clips: [1, 2] } : { token, step: 0, shown });
      const headers = { 'content-type': 'application/json' };
      return (await anybody.send('POST', path, { body, headers })).status;
    }),
  );
  assert.deepEqual(statuses.toSorted(), [204, ...Array<number>(11).fill(409)]);
});

test('who says who they are is refused before anything is read', async () => {
  const [token = assert.fail()] = await draw(await member());
  const body = JSON.stringify({ token, clips: [1, 2] });
  for (const [name, value] of [
    ['cookie', 'overt_session=x'],
    ['authorization', 'Bearer x'],
  ] as const) {
    const headers = { 'content-type': 'application/json', [name]: value };
    const response = await anybody.send('POST', '/signals/baskets', { body, headers });
    assert.equal(response.status, 400);
  }
  await anybody.call(contract.sendBasket, { body: { token, clips: [1, 2] } });
});

test('forty-nine baskets leave no trace, and the fiftieth makes sums of all; invented numbers are in none', async () => {
  const fresh = visitor(createApp(ctx, { now: () => clock.at }));
  const paid = await mint(ctx, 50, clock.at);
  const sums = () => db`select number, tokens from basket_sums order by number`;
  // Beside the list of spent tokens, which has nothing of what they paid.
  const kept = async () => (await everythingIn(db)).replace(/^public\.spent_tokens:\n(?:\(.*\n)*/m, '');
  const before = await sums();
  const baskets = paid.map((_, i) => [10 + (i % 10), 20 + (i % 10), 4_000_000_000 + i]);
  let trace = '';
  for (const [i, token] of paid.entries()) {
    if (i === 1) trace = await kept();
    if (i === 49) assert.ok((await kept()) === trace, 'something was written');
    await fresh.call(contract.sendBasket, { body: { token, clips: baskets[i] ?? [] } });
  }
  assert.deepEqual([...before], []);
  assert.deepEqual(
    [...(await sums())],
    Array.from({ length: 20 }, (_, i) => ({ number: 10 + i, tokens: 5 })),
  );
  assert.deepEqual(
    [...(await db`select a, b, weight from pair_sums order by a, b`)],
    Array.from({ length: 10 }, (_, i) => ({ a: 10 + i, b: 20 + i, weight: 5 })),
  );
});

test('fifty receipts make figures: about how many views for everybody, how far for the maker', async () => {
  const fresh = visitor(createApp(ctx, { now: () => clock.at }));
  const clip = await publishedClip(ctx, maker.handle);
  const [{ number } = assert.fail()] = await db<{ number: number }[]>`
    insert into feed_numbers (number, clip_id) overriding system value values (999, ${clip}) returning number`;
  for (const [i, token] of (await mint(ctx, 50, clock.at)).entries()) {
    const [watched, again, skipped] = [i < 25 ? 0 : 4, i >= 40, i < 25];
    const shown = [
      { clip: number, watched, again, skipped },
      { clip: 4_000_000_000, watched: 1, again, skipped },
    ];
    await fresh.call(contract.sendReceipt, { body: { token, step: 1, shown } });
  }
  assert.deepEqual(
    [...(await db`select * from clip_figures`)],
    [{ number, receipts: 50, shown: 100, quarters: [50, 0, 0, 0, 50], skipped: 50, again: 20 }],
  );
  const figures = { params: { id: clip } };
  assert.deepEqual(await anybody.call(contract.getClipFigures, figures), { views: 91, watched: null });
  assert.deepEqual(await maker.call(contract.getClipFigures, figures), {
    views: 91,
    watched: { reached: [0.5, 0.5, 0.5, 0.5], skipped: 0.5, again: 3 / 16 },
  });
  await db`update clip_figures set receipts = 4`;
  assert.deepEqual(await maker.call(contract.getClipFigures, figures), { views: 0, watched: null });
  const none = { params: { id: 'A'.repeat(16) } };
  assert.equal(await anybody.refused(contract.getClipFigures, none), 'not_found');
});

test('from fifty accounts on, a day is crowded', async () => {
  await turnDay(ctx, clock.at);
  await db`update token_days set issued = 49`;
  const crowded = async () => (await anybody.call(contract.getDayKeys)).days.at(-1)?.crowded;
  assert.equal(await crowded(), false);
  await draw(await member(), 1);
  assert.equal(await crowded(), true);
});
