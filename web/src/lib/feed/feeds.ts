import {
  getClip,
  getFeed,
  getFollowingFeed,
  getFriendsFeed,
  getMostLiked,
  type LikedPeriod,
} from '../../../../contract/clips.ts';
import { call } from '../api.ts';
import { ClipList } from './clipList.svelte.ts';

const readNewest = (cursor: string | undefined) => call(getFeed, { query: { cursor } });

/** Feeds outlive their pages, so that coming back finds them where they were left. */
const lists = new Map<string, ClipList>();

function kept(name: string, make: () => ClipList): ClipList {
  const list = lists.get(name) ?? make();
  lists.set(name, list);
  return list;
}

export function newestClips(): ClipList {
  return kept('newest', () => new ClipList('newest', readNewest));
}

/** A list for each account, so that nobody finds the feed of who sat here before. */
export function followingClips(handle: string): ClipList {
  return kept(
    `following ${handle}`,
    () => new ClipList('following', (cursor) => call(getFollowingFeed, { query: { cursor } })),
  );
}

export function friendsClips(handle: string): ClipList {
  return kept(
    `friends ${handle}`,
    () => new ClipList('friends', (cursor) => call(getFriendsFeed, { query: { cursor } })),
  );
}

export function mostLikedClips(period: LikedPeriod): ClipList {
  return kept(
    `mostLiked ${period}`,
    () => new ClipList('mostLiked', (cursor) => call(getMostLiked, { query: { period, cursor } })),
  );
}

/** What is on “Newest” has changed by this reader’s doing: the next visit begins anew, one that is going on is left alone. */
export function forgetNewest(): void {
  lists.delete('newest');
}

/** The same for “Following” and “Friends”. */
export function forgetFollowing(): void {
  for (const name of lists.keys()) if (/^(?:following|friends) /.test(name)) lists.delete(name);
}

/** One clip, then everybody’s newest. */
export async function clipsFrom(id: string): Promise<ClipList> {
  return new ClipList('newest', readNewest, [await call(getClip, { params: { id } })]);
}
