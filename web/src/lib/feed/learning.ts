import type { Clip } from '../../../../contract/clips.ts';
import type { Watched } from './playback/watched.ts';

/** What people do with a clip besides watching it. */
export type Act = 'like' | 'unlike' | 'comment' | 'share' | 'follow';

/** Learns on this device from what happens to clips; what it learns stays here. */
export interface Learner {
  /** A clip left the screen, or the page that shows it is not seen any more. */
  watched(clip: Clip, watched: Watched): void;
  did(clip: Clip, act: Act): void;
}

let learner: Learner | null = null;

/** Only while For You is on the screen anybody learns; in every other feed what happens is forgotten. Returns what ends it. */
export function learn(now: Learner): () => void {
  learner = now;
  return () => {
    if (learner === now) learner = null;
  };
}

export function tellWatched(clip: Clip, watched: Watched): void {
  learner?.watched(clip, watched);
}

export function tellAct(clip: Clip, act: Act): void {
  learner?.did(clip, act);
}
