import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { likeClip, unlikeClip, type Clip } from '../../../contract/clips.ts';
import {
  block,
  follow,
  getMarks,
  getMe,
  unblock,
  unfollow,
  type FollowState,
  type Me,
} from '../../../contract/people.ts';
import { call, failureOf } from './api.ts';
import { forgetFollowing } from './feed/feeds.ts';
import { notices } from './ui/notices.svelte.ts';

/**
 * Who is signed in on this device, and what they liked and whom they follow. Feed pages are the same bytes for everybody, so
 * hearts and follow buttons are drawn from here. Every change shows at once and is taken back if the server refuses.
 */
class Session {
  me = $state.raw<Me | null>(null);
  /** False until the server has said who is signed in, if anybody. */
  known = $state(false);
  #answered: () => void = () => undefined;
  /** Resolves when that was asked for the first time, whatever came of it. */
  readonly asked = new Promise<void>((resolve) => (this.#answered = resolve));
  readonly liked = new SvelteSet<string>();
  readonly following = new SvelteSet<string>();
  readonly requested = new SvelteSet<string>();
  readonly blocked = new SvelteSet<string>();
  /** Counts newer than those in the feed page, by clip. */
  readonly likes = new SvelteMap<string, number>();
  readonly comments = new SvelteMap<string, number>();

  /** Asks the server anew; called at the start and after signing in or out. */
  async refresh(): Promise<void> {
    try {
      const me = await call(getMe, {});
      const marks = await call(getMarks, {});
      this.me = me;
      refill(this.liked, marks.liked);
      refill(this.following, marks.following);
      refill(this.requested, marks.requested);
      refill(this.blocked, marks.blocked);
      this.known = true;
    } catch (error) {
      this.me = null;
      for (const marks of [this.liked, this.following, this.requested, this.blocked]) marks.clear();
      const failure = failureOf(error);
      // Offline, the feed says so already, and who is signed in stays unknown.
      this.known = failure !== 'offline';
      if (this.known && failure !== 'not_signed_in') notices.failed(error);
    } finally {
      this.#answered();
    }
  }

  followState(handle: string): FollowState {
    if (this.following.has(handle)) return 'following';
    return this.requested.has(handle) ? 'requested' : 'none';
  }

  likesOf(clip: Clip): number {
    return this.likes.get(clip.id) ?? clip.likes;
  }

  commentsOf(clip: Clip): number {
    return this.comments.get(clip.id) ?? clip.comments;
  }

  async setLike(clip: Clip, wanted: boolean): Promise<void> {
    const before = this.likesOf(clip);
    if (this.liked.has(clip.id) === wanted) return;
    mark(this.liked, clip.id, wanted);
    this.likes.set(clip.id, before + (wanted ? 1 : -1));
    try {
      const { likes } = await call(wanted ? likeClip : unlikeClip, { params: { id: clip.id } });
      this.likes.set(clip.id, likes);
    } catch (error) {
      mark(this.liked, clip.id, !wanted);
      this.likes.set(clip.id, before);
      notices.failed(error);
    }
  }

  async setFollow(handle: string, wanted: boolean): Promise<void> {
    const before = this.followState(handle);
    this.#showFollow(handle, wanted ? 'following' : 'none');
    try {
      if (wanted) this.#showFollow(handle, (await call(follow, { params: { handle } })).state);
      else await call(unfollow, { params: { handle } });
      forgetFollowing();
    } catch (error) {
      this.#showFollow(handle, before);
      notices.failed(error);
    }
  }

  /** Rejects where the server refuses: a block must not look done when it is not. */
  async setBlock(handle: string, wanted: boolean): Promise<void> {
    await call(wanted ? block : unblock, { params: { handle } });
    forgetFollowing();
    mark(this.blocked, handle, wanted);
    if (wanted) this.#showFollow(handle, 'none');
  }

  #showFollow(handle: string, state: FollowState): void {
    mark(this.following, handle, state === 'following');
    mark(this.requested, handle, state === 'requested');
  }
}

function mark(marks: Set<string>, name: string, wanted: boolean): void {
  if (wanted) marks.add(name);
  else marks.delete(name);
}

function refill(marks: Set<string>, names: readonly string[]): void {
  marks.clear();
  for (const name of names) marks.add(name);
}

export const session = new Session();
