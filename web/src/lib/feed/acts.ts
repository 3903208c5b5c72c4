import type { Clip } from '../../../../contract/clips.ts';
import { m } from '../messages/language.svelte.ts';
import { session } from '../session.svelte.ts';
import { open } from './open.svelte.ts';

export function toggleLike(clip: Clip): void {
  open.asMember('like', () => void session.setLike(clip, !session.liked.has(clip.id)));
}

/** A double tap only ever likes; taking a like back is the heart’s. */
export function like(clip: Clip): void {
  open.asMember('like', () => void session.setLike(clip, true));
}

export function toggleFollow(handle: string): void {
  open.asMember('follow', () => void session.setFollow(handle, session.followState(handle) === 'none'));
}

/** The phone’s own share sheet; a sheet of ours where there is none. */
export async function share(clip: Clip): Promise<void> {
  const data = { url: clip.shareUrl, text: m().share.text(clip.maker.name) };
  if (!('canShare' in navigator) || !navigator.canShare(data)) {
    open.sheet = { kind: 'share', clip };
    return;
  }
  await navigator.share(data).catch(() => undefined);
}
