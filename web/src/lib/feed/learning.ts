import type { Clip } from '../../../../contract/clips.ts';
import type { Trait } from '../foryou/protocol.ts';
import type { Watched } from './playback/watched.ts';

/** What people do with a clip besides watching it; the last two are said to the feed alone, and one takes the other back. */
export type Act = 'like' | 'comment' | 'share' | 'follow' | 'notInterested' | 'interested';

/** Learns on this device from what happens to clips; what it learns stays here. */
export interface Learner {
  /** A clip left the screen, or the page that shows it is not seen any more. */
  watched(clip: Clip, watched: Watched): void;
  did(clip: Clip, act: Act): void;
  /** Resolves with what takes it back. */
  lessOf(trait: Trait): Promise<() => void>;
}

let current: Learner | null = null;

/** Who learns now: only while For You is on the screen anybody does; in every other feed what happens is forgotten. */
export function learner(): Learner | null {
  return current;
}

/** Returns what ends it. */
export function learn(next: Learner): () => void {
  current = next;
  return () => {
    if (current === next) current = null;
  };
}
