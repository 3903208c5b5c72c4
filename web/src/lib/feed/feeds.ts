import { getClip, getFeed, getFollowingFeed } from '../../../../contract/clips.ts';
import { call } from '../api.ts';
import { ClipList } from './clipList.svelte.ts';

const readNewest = (cursor: string | undefined) => call(getFeed, { query: { cursor } });
const readFollowing = (cursor: string | undefined) => call(getFollowingFeed, { query: { cursor } });

let newest: ClipList | undefined;
let following: { of: string; list: ClipList } | undefined;

export function newestClips(): ClipList {
  return (newest ??= new ClipList(readNewest));
}

/** A list for each account, so that nobody finds the feed of who sat here before. */
export function followingClips(handle: string): ClipList {
  if (following?.of !== handle) following = { of: handle, list: new ClipList(readFollowing) };
  return following.list;
}

/** What is on “Newest” has changed by this reader’s doing: the next visit begins anew, one that is going on is left alone. */
export function forgetNewest(): void {
  newest = undefined;
}

/** The same for “Following”. */
export function forgetFollowing(): void {
  following = undefined;
}

/** One clip, then everybody’s newest. */
export async function clipsFrom(id: string): Promise<ClipList> {
  return new ClipList(readNewest, [await call(getClip, { params: { id } })]);
}
