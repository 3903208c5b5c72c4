import type { Clip } from '../../../../contract/clips.ts';
import { m } from '../messages/language.svelte.ts';
import { session } from '../session.svelte.ts';
import { learner } from './learning.ts';
import { open } from './open.svelte.ts';

export function toggleLike(clip: Clip): void {
  open.asMember('like', () => setLike(clip, !session.liked.has(clip.id)));
}

/** A double tap only ever likes; taking a like back is the heart’s. */
export function like(clip: Clip): void {
  open.asMember('like', () => setLike(clip, true));
}

function setLike(clip: Clip, wanted: boolean): void {
  if (session.liked.has(clip.id) === wanted) return;
  if (wanted) learner()?.did(clip, 'like');
  void session.setLike(clip, wanted);
}

export function toggleFollow(clip: Clip): void {
  const { handle } = clip.maker;
  open.asMember('follow', () => {
    const wanted = session.followState(handle) === 'none';
    if (wanted) learner()?.did(clip, 'follow');
    void session.setFollow(handle, wanted);
  });
}

/** The phone’s own share sheet; a sheet of ours where there is none. */
export async function share(clip: Clip): Promise<void> {
  const data = { url: clip.shareUrl, text: m().share.text(clip.maker.name) };
  if (!('canShare' in navigator) || !navigator.canShare(data)) {
    open.sheet = { kind: 'share', clip };
    return;
  }
  await navigator.share(data).then(
    () => learner()?.did(clip, 'share'),
    () => undefined,
  );
}
