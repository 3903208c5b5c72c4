/** What is known of a file before anything of it was loaded: a rendition, and how long the clip is in seconds. */
export interface ClipFile {
  readonly url: string;
  readonly codec: string;
  readonly bitrate: number;
  readonly duration: number;
}

/** Feeds one `<video>` with one file, no faster than it is told to. */
export interface Source {
  /** Load until so many seconds past the playhead are there, then wait for the next call. */
  fill(seconds: number): void;
  /** Cancel what is in flight. What arrived stays, where the browser allows it; `fill` goes on from there. */
  halt(): void;
  /** Let go of the file and of everything that was loaded. */
  close(): void;
}

/**
 * The plain way: the browser loads the file itself and decides how much. A paused element cannot be told to stop loading
 * without losing its picture, so `halt` gives the file up when it is not whole yet.
 */
export function openPlain(video: HTMLVideoElement, url: string): Source {
  const close = () => {
    video.removeAttribute('src');
    video.load();
  };
  return {
    fill(seconds) {
      video.preload = seconds > 1 ? 'auto' : 'metadata';
      if (!video.hasAttribute('src')) video.src = url;
    },
    halt() {
      if (secondsAhead(video) < video.duration - video.currentTime - 0.1) close();
    },
    close,
  };
}

/** Seconds that can be played from here without loading anything more. */
export function secondsAhead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) > currentTime)
      return buffered.end(i) - currentTime;
  }
  return 0;
}
