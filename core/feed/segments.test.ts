import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { segmentKinds, type SegmentKind } from '../../contract/packs.ts';
import { planSegments, segmentSize, type PlannedSegment, type Segment } from './segments.ts';

const hour = 3_600_000;
const ids = (from: number, count: number) => Array.from({ length: count }, (_, n) => `clip ${from + n}`);
const all = (clips: readonly string[], kind: SegmentKind) => new Map(clips.map((clip) => [clip, kind]));

/** What stands after a publish. */
function publish(segments: readonly Segment[], planned: readonly PlannedSegment[], madeAt: Date): Segment[] {
  const made = new Map(planned.filter(({ id }) => id !== null).map((each) => [each.id, each]));
  const kept = segments.map((each) => {
    const anew = made.get(each.id);
    return anew === undefined ? each : { ...each, clips: anew.clips, madeAt };
  });
  let next = Math.max(0, ...segments.map(({ id }) => id));
  const added = planned.flatMap(({ id, ...rest }) => (id === null ? [{ ...rest, id: ++next, madeAt }] : []));
  return [...kept, ...added].filter(({ clips }) => clips.length > 0);
}

test('the first publish takes everything, in segments of five hundred', () => {
  const planned = planSegments([], all(ids(0, 1234), 'tail'), new Date(0));
  assert.deepEqual(
    planned.map(({ id, clips }) => [id, clips.length]),
    [
      [null, 500],
      [null, 500],
      [null, 234],
    ],
  );
  assert.deepEqual(planSegments([], new Map(), new Date(0)), []);
});

test('where nothing is new and nothing is old, nothing is made', () => {
  const wanted = all(ids(0, 1234), 'tail');
  const segments = publish([], planSegments([], wanted, new Date(0)), new Date(0));
  assert.deepEqual(planSegments(segments, wanted, new Date(hour)), []);
});

test('a new clip changes one segment, the fresh one', () => {
  const old: [string, SegmentKind][] = ids(0, 900).map((clip, n) => [clip, n < 400 ? 'fresh' : 'popular']);
  const segments = publish([], planSegments([], new Map(old), new Date(0)), new Date(0));
  const planned = planSegments(segments, new Map([['new', 'fresh'], ...old]), new Date(1000));
  assert.equal(planned.length, 1);
  assert.equal(planned[0]?.kind, 'fresh');
  assert.ok(planned[0].clips.includes('new'));
  assert.equal(planned[0].clips.length, 401);
});

test('where only one segment may change, new clips all the time do not keep the others from their turn', () => {
  const old: [string, SegmentKind][] = ids(0, 900).map((clip, n) => [clip, n < 400 ? 'fresh' : 'popular']);
  let segments = publish([], planSegments([], new Map(old), new Date(0)), new Date(0));
  const wanted = new Map(old);
  const kinds: string[] = [];
  for (let minute = 60; minute < 64; minute += 1) {
    wanted.set(`new ${minute}`, 'fresh');
    const planned = planSegments(segments, wanted, new Date(minute * 60_000));
    kinds.push(planned.map(({ kind }) => kind).join());
    segments = publish(segments, planned, new Date(minute * 60_000));
  }
  assert.deepEqual(kinds, ['fresh', 'popular', 'fresh', 'fresh']);
});

const kind = fc.constantFrom(...segmentKinds);
/** Wanted clips, minute after minute: some come, some go, some change their kind. */
const history = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 400 }),
    come: fc.integer({ min: 0, max: 700 }),
    kind,
    seed: fc.nat(96),
  }),
  { minLength: 1, maxLength: 14 },
);

test('whatever comes and goes: no clip twice, none too many, a fifth renewed at most, and all find their place', () => {
  fc.assert(
    fc.property(history, (steps) => {
      let segments: Segment[] = [];
      let wanted = new Map<string, SegmentKind>();
      let made = 0;
      let now = 0;
      const turn = (): void => {
        const planned = planSegments(segments, wanted, new Date(now));
        const renewed = planned.filter(({ id }) => id !== null).length;
        assert.ok(renewed <= Math.max(1, Math.floor(0.2 * segments.length)));
        segments = publish(segments, planned, new Date(now));
        const placed = segments.flatMap(({ clips }) => clips);
        assert.equal(new Set(placed).size, placed.length);
        for (const { clips } of segments) assert.ok(clips.length <= segmentSize);
      };
      for (const step of steps) {
        now += step.minutes * 60_000;
        for (const clip of ids(made, step.come)) wanted.set(clip, step.kind);
        made += step.come;
        const left = [...wanted].filter((_, n) => (n * 7 + step.seed) % 97 > 5);
        wanted = new Map(
          left.map(([clip, was], n) => [clip, (n * 5 + step.seed) % 89 < 3 ? step.kind : was]),
        );
        turn();
      }
      // In peace, everything comes to its place.
      for (let n = 0; n < 80; n += 1) {
        now += 90 * 60_000;
        turn();
      }
      const placed = new Map(
        segments.flatMap(({ clips, kind }) => clips.map((clip) => [clip, kind] as const)),
      );
      assert.deepEqual([...placed].sort(), [...wanted].sort());
    }),
    { numRuns: 30 },
  );
});
