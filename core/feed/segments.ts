import { segmentKinds, type SegmentKind } from '../../contract/packs.ts';

// Which clips go into which segment. Devices have the segments of the last publish, and fetch again what changed; so a clip
// stays where it is, and only a few segments are made anew at a time.

/** Clips in one segment, at most. */
export const segmentSize = 500;
/** The share of the segments that one publish may make anew, though it may always be one. */
const renewedShare = 0.2;
/** Minutes until a segment that nothing enters is made anew, for its figures, its neighbours and what has left it. */
const minutesToLive: Record<SegmentKind, number> = { fresh: 10, popular: 60, tail: 360, exploration: 60 };

export interface Segment {
  readonly id: number;
  readonly kind: SegmentKind;
  /** Ids. */
  readonly clips: readonly string[];
  readonly madeAt: Date;
}

/** A segment to be made: anew where there is an id. One without clips goes. */
export interface PlannedSegment {
  readonly id: number | null;
  readonly kind: SegmentKind;
  readonly clips: readonly string[];
}

/**
 * What to make so that `segments` come nearer to the clips that are `wanted`, each as one kind. No clip is ever in two
 * segments of one language. What finds no room in the segments that may be made anew now waits for a later publish; only
 * what finds none anywhere gets new segments, which make no device fetch again what it has.
 */
export function planSegments(
  segments: readonly Segment[],
  wanted: ReadonlyMap<string, SegmentKind>,
  now: Date,
): PlannedSegment[] {
  const placed = new Set(segments.flatMap(({ clips }) => clips));
  const waiting: Record<SegmentKind, string[]> = { fresh: [], popular: [], tail: [], exploration: [] };
  for (const [clip, kind] of wanted) if (!placed.has(clip)) waiting[kind].push(clip);

  const stays = new Map(
    segments.map((each) => [each.id, each.clips.filter((clip) => wanted.get(clip) === each.kind)]),
  );
  const roomIn = ({ id }: Segment): number => segmentSize - (stays.get(id)?.length ?? 0);
  const chosen = chooseSegments(segments, waiting, roomIn, now);
  // What a segment gives up, because it is of another kind by now, looks for its place at once.
  for (const { kind, clips } of chosen) {
    for (const clip of clips) {
      const other = wanted.get(clip);
      if (other !== undefined && other !== kind) waiting[other].push(clip);
    }
  }
  const renewed = chosen.map((each) => ({
    id: each.id,
    kind: each.kind,
    clips: [...(stays.get(each.id) ?? []), ...waiting[each.kind].splice(0, roomIn(each))],
  }));
  const others = segments.filter((each) => !chosen.includes(each));
  return [...renewed, ...segmentKinds.flatMap((kind) => newSegments(kind, waiting[kind], others, roomIn))];
}

/** The segments to make anew: fresh clips first, then whoever has waited longest. */
function chooseSegments(
  segments: readonly Segment[],
  waiting: Record<SegmentKind, readonly string[]>,
  roomIn: (segment: Segment) => number,
  now: Date,
): readonly Segment[] {
  const hosts = segmentKinds.flatMap((kind) => {
    const [host] = segments
      .filter((each) => each.kind === kind && roomIn(each) > 0)
      .sort((a, b) => roomIn(b) - roomIn(a));
    return host === undefined || waiting[kind].length === 0 ? [] : [host];
  });
  const isOld = ({ kind, madeAt }: Segment): boolean =>
    now.getTime() - madeAt.getTime() >= minutesToLive[kind] * 60_000;
  const due = segments.filter((each) => hosts.includes(each) || isOld(each));
  const most = Math.max(1, Math.floor(renewedShare * segments.length));
  const newest = segments.toSorted((a, b) => b.madeAt.getTime() - a.madeAt.getTime())[0];
  // Where only one may be made anew, clips that come all the time must not keep all others from their turn.
  const freshFirst = most > 1 || newest?.kind !== 'fresh';
  const goesFirst = (each: Segment): boolean => freshFirst && each.kind === 'fresh' && hosts.includes(each);
  return due
    .sort((a, b) => Number(goesFirst(b)) - Number(goesFirst(a)) || a.madeAt.getTime() - b.madeAt.getTime())
    .slice(0, most);
}

function newSegments(
  kind: SegmentKind,
  waiting: readonly string[],
  others: readonly Segment[],
  roomIn: (segment: Segment) => number,
): PlannedSegment[] {
  const room = others.filter((each) => each.kind === kind).reduce((sum, each) => sum + roomIn(each), 0);
  const homeless = waiting.slice(room);
  return Array.from({ length: Math.ceil(homeless.length / segmentSize) }, (_, n) => ({
    id: null,
    kind,
    clips: homeless.slice(n * segmentSize, (n + 1) * segmentSize),
  }));
}
