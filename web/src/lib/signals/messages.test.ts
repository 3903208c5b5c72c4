import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { basketSize, largestStep, receipt, receiptSize } from '../../../../contract/signals.ts';
import { compose } from './messages.ts';
import { secureRandom } from './random.ts';
import {
  addEnjoyed,
  addShown,
  forgetHistory,
  keepTokens,
  readState,
  type Slot,
  type State,
} from './state.ts';

const HOUR = 3_600_000;
const now = Date.UTC(2026, 0, 2);
const token = { day: '2026-01-02', input: 'A'.repeat(43), output: 'A'.repeat(86) };
const slotOf = (kind: Slot['kind']): Slot => ({ token, key: '', kind, at: now });
const earlier = now - 3 * HOUR;

function enjoying(clips: number[], at = earlier, before = readState(undefined)): State {
  return clips.reduce((state, clip) => addEnjoyed(state, clip, at), before);
}

function showing(count: number, at = earlier): State {
  return Array.from({ length: count }, (_, i) => i + 1).reduce(
    (state, clip) => addShown(state, { clip, watched: 0.6, again: false, skipped: false }, at),
    readState(undefined),
  );
}

test('a device names a clip in one basket at most, however often it is enjoyed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (enjoyed) => {
      let state = readState(undefined);
      const named: number[] = [];
      for (const clip of enjoyed) {
        state = addEnjoyed(state, clip, earlier);
        const composed = compose(state, slotOf('basket'), now, secureRandom);
        if (composed === null) continue;
        assert.ok(composed.message.kind === 'basket');
        named.push(...composed.message.body.clips);
        state = composed.next;
      }
      assert.equal(new Set(named).size, named.length);
    }),
  );
});

test('a basket is an even sample, of four at most and two at least', () => {
  const state = enjoying([1, 2, 3, 4, 5, 6, 7, 8]);
  const counts = new Map<number, number>();
  for (let i = 0; i < 4000; i++) {
    const message = compose(state, slotOf('basket'), now, secureRandom)?.message;
    assert.ok(message?.kind === 'basket' && message.body.clips.length === basketSize);
    for (const clip of message.body.clips) counts.set(clip, (counts.get(clip) ?? 0) + 1);
  }
  // Each is in half of them: 2000, give or take five standard deviations.
  for (let clip = 1; clip <= 8; clip++) assert.ok(Math.abs((counts.get(clip) ?? 0) - 2000) < 160);
  assert.equal(compose(enjoying([1]), slotOf('basket'), now, secureRandom), null);
});

test('nothing is told of the last two hours', () => {
  const recent = enjoying([1, 2, 3, 4], now - HOUR);
  assert.equal(compose(recent, slotOf('basket'), now, secureRandom), null);
  assert.equal(compose(showing(9, now - HOUR), slotOf('receipt'), now, secureRandom), null);
});

test('a receipt stands for what was shown since the last one, right in the mean, and uses it up', () => {
  for (const count of [1, 8, 9, 20, 100, 256]) {
    const state = showing(count);
    let told = 0;
    const rounds = 2000;
    for (let i = 0; i < rounds; i++) {
      const composed = compose(state, slotOf('receipt'), now, secureRandom);
      assert.ok(composed?.message.kind === 'receipt');
      const { step, shown } = receipt.parse(composed.message.body);
      assert.equal(shown.length, Math.min(count, receiptSize));
      assert.deepEqual(shown[0], { clip: shown[0]?.clip, watched: 2, again: false, skipped: false });
      told += shown.length * 2 ** step;
      assert.deepEqual(composed.next.shown, []);
    }
    assert.ok(Math.abs(told / rounds / count - 1) < 0.05, `${count} clips were told as ${told / rounds}`);
  }
});

test('more clips than a receipt can stand for are forgotten, the oldest first', () => {
  const state = showing(300);
  assert.equal(state.shown.length, receiptSize * 2 ** largestStep);
  assert.equal(state.shown[0]?.clip, 45);
});

test('a clip that was shown twice is told once, as far as it got', () => {
  const once = addShown(
    readState(undefined),
    { clip: 7, watched: 0.1, again: false, skipped: true },
    earlier,
  );
  const twice = addShown(once, { clip: 7, watched: 1.7, again: true, skipped: false }, earlier);
  const message = compose(twice, slotOf('receipt'), now, secureRandom)?.message;
  assert.deepEqual(message?.body, {
    step: 0,
    shown: [{ clip: 7, watched: 4, again: true, skipped: false }],
  });
});

test('a slot with nothing of its own kind to say says the other', () => {
  assert.equal(compose(showing(1), slotOf('basket'), now, secureRandom)?.message.kind, 'receipt');
  assert.equal(compose(enjoying([1, 2]), slotOf('receipt'), now, secureRandom)?.message.kind, 'basket');
});

test('tokens get times from 2 to 20 hours away, one of them a receipt; a wiped profile keeps them and nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), (count) => {
      const tokens = Array.from({ length: count }, () => token);
      const state = keepTokens(showing(5), tokens, 'key', now, secureRandom);
      assert.equal(state.slots.length, count);
      for (const { at } of state.slots) assert.ok(at >= now + 2 * HOUR && at <= now + 20 * HOUR);
      if (count > 1) assert.equal(state.slots.filter((slot) => slot.kind === 'receipt').length, 1);
      const forgotten = forgetHistory(enjoying([1, 2, 3], earlier, state));
      assert.deepEqual(forgotten, { ...state, enjoyed: [], named: [], shown: [] });
    }),
  );
});

test('what cannot be read is a new beginning, not a crash', () => {
  fc.assert(fc.property(fc.anything(), (kept) => void readState(kept)));
  assert.deepEqual(readState({ enjoyed: 3 }), readState(undefined));
  const state = enjoying([1, 2]);
  assert.deepEqual(readState(structuredClone(state)), state);
});
