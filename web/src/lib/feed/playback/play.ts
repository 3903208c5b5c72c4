/** How a clip came to play: as it was asked for, only without its sound, or not at all. */
export type Played = 'asked' | 'silent' | 'refused' | 'interrupted';

/** Plays, and where the browser does not let the page make sound yet, plays silently. Never rejects. */
export async function tryToPlay(video: HTMLVideoElement, withSound: boolean): Promise<Played> {
  video.muted = !withSound;
  try {
    await video.play();
    return 'asked';
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return 'interrupted';
    if (!withSound) return 'refused';
    return (await tryToPlay(video, false)) === 'asked' ? 'silent' : 'refused';
  }
}
