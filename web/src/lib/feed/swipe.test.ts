import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atRest, springStep, type Motion } from './spring.ts';
import { landing, leavingSpeed, resisted, turnWheel, wheelAtRest } from './swipe.ts';

test('the spring comes to rest on its target and never passes it from rest', () => {
  let motion: Motion = { at: 0, speed: 0 };
  for (let frame = 0; frame < 60; frame++) {
    const next = springStep(motion, 1, 1 / 60);
    assert.ok(next.at >= motion.at && next.at <= 1);
    motion = next;
  }
  assert.ok(atRest(motion, 1));
});

test('two short frames of the spring are one long frame', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: 0, max: 0.2, noNaN: true }), (at, speed, seconds) => {
      const once = springStep({ at, speed }, 1, seconds * 2);
      const twice = springStep(springStep({ at, speed }, 1, seconds), 1, seconds);
      assert.ok(Math.abs(once.at - twice.at) < 1e-9 && Math.abs(once.speed - twice.speed) < 1e-7);
    }),
  );
});

test('a flick goes on, a slow short drag goes back, a long slow drag goes on', () => {
  assert.equal(landing(3, 3.1, 4, 10), 4);
  assert.equal(landing(3, 3.2, 0, 10), 3);
  assert.equal(landing(3, 3.6, 0, 10), 4);
  assert.equal(landing(3, 3.6, -3, 10), 3);
});

test('a swipe never skips a clip and never leaves the feed', () => {
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.double({ min: -30, max: 30, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (begun, moved, speed) => {
        const landed = landing(begun, begun + moved, speed, 21);
        assert.ok(Math.abs(landed - begun) <= 1 && landed >= 0 && landed <= 20);
      },
    ),
  );
  assert.equal(landing(0, 0.9, 9, 1), 0);
});

test('a finger that rests before it leaves has no speed', () => {
  const moving = [0, 16, 32, 48].map((time) => ({ time, at: time / 100 }));
  assert.ok(Math.abs(leavingSpeed(moving, 50) - 10) < 1e-9);
  assert.equal(leavingSpeed(moving, 400), 0);
  assert.equal(leavingSpeed([], 0), 0);
});

test('the ends give way, but not far', () => {
  assert.equal(resisted(2.5, 5), 2.5);
  assert.ok(resisted(-0.1, 5) < 0 && resisted(-9, 5) > -0.34);
  assert.ok(resisted(4.1, 5) > 4 && resisted(40, 5) < 4.34);
});

test('one gesture of a trackpad is one step; a second flick within its inertia is a second', () => {
  let wheel = wheelAtRest;
  let steps = 0;
  const turn = (delta: number, now: number) => {
    const turned = turnWheel(wheel, delta, now);
    wheel = turned.wheel;
    steps += turned.step;
  };
  [20, 60, 90, 70, 50, 30, 20, 10, 5, 2].forEach((delta, i) => turn(delta, i * 16));
  assert.equal(steps, 1);
  turn(80, 200);
  assert.equal(steps, 2);
  turn(-100, 1000);
  assert.equal(steps, 1);
});
