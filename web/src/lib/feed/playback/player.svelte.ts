import type { Clip } from '../../../../../contract/clips.ts';
import { sound } from '../sound.svelte.ts';
import { bufferable, openBuffered } from './buffered.ts';
import { listen } from './listen.ts';
import { tryToPlay } from './play.ts';
import { measuredSpeed } from './speed.ts';
import { openPlain, secondsAhead, type ClipFile, type Source } from './source.ts';
import { leapTo, unwatched, watchOn } from './watched.ts';

/** One of the few recycled `<video>` elements, and the clip that it holds at the moment. */
export class Player {
  clip = $state.raw<Clip | null>(null);
  /** A picture of this clip is there to be shown. */
  hasFrame = $state(false);
  /** The clip should be playing but waits for data. */
  stalled = $state(false);
  broken = $state(false);
  /** The browser lets nothing play without a tap. */
  refused = $state(false);
  time = $state(0);
  /** Milliseconds, when the clip came onto the screen. */
  #shownAt = 0;
  #video: HTMLVideoElement | undefined;
  #source: Source | undefined;
  #bitrate = 0;
  #frame = 0;
  /** Since the clip came onto the screen. */
  watched = unwatched;

  /** Takes an element over for its whole life; for `{@attach}`. */
  readonly attach = (video: HTMLVideoElement) => {
    this.#video = video;
    const stop = listen(video, {
      loadeddata: () => (this.hasFrame = true),
      playing: () => (this.stalled = false),
      waiting: () => (this.stalled = true),
      error: () => (this.broken = video.hasAttribute('src')),
    });
    return () => {
      stop();
      this.drop();
      this.#video = undefined;
    };
  };

  /** Gives the element another clip; nothing is loaded yet. */
  take(clip: Clip, file: ClipFile): void {
    if (this.clip?.id === clip.id || !this.#video) return;
    this.drop();
    this.clip = clip;
    this.#bitrate = file.bitrate;
    this.#source = this.#open(this.#video, file);
  }

  fill(seconds: number): void {
    this.#source?.fill(seconds);
  }

  /** Plays; silently, where the browser does not let the page make sound yet. */
  async play(): Promise<void> {
    const video = this.#video;
    if (!video) return;
    this.#shownAt ||= performance.now();
    this.#followTime(video);
    const played = await tryToPlay(video, sound.on);
    if (played === 'silent') sound.refused();
    this.refused = played === 'refused';
  }

  pause(): void {
    this.#video?.pause();
  }

  /** Off the screen: stops, cancels what is in flight, and begins anew when it comes back. */
  rest(): void {
    cancelAnimationFrame(this.#frame);
    this.#shownAt = 0;
    this.stalled = false;
    if (!this.#video) return;
    this.#video.pause();
    this.#source?.halt();
    if (this.#video.readyState > 0) this.#video.currentTime = 0;
    else this.hasFrame = false;
    this.time = 0;
    this.watched = unwatched;
  }

  seek(time: number): void {
    if (this.#video) this.#video.currentTime = time;
    this.time = time;
    this.watched = leapTo(this.watched, time);
  }

  setMuted(muted: boolean): void {
    if (this.#video) this.#video.muted = muted;
  }

  /** Within a tap: lets this element make sound later without a tap of its own (Safari asks that of each element). */
  unlock(): void {
    const video = this.#video;
    if (!video?.paused) return;
    video.play().catch(() => undefined);
    video.pause();
  }

  watching() {
    const video = this.#video;
    const ahead = video ? secondsAhead(video) : 0;
    const speed = measuredSpeed();
    return {
      headroom: speed === null ? null : speed / this.#bitrate,
      watched: this.#shownAt === 0 ? 0 : (performance.now() - this.#shownAt) / 1000,
      ahead,
      complete: video !== undefined && video.currentTime + ahead >= video.duration - 0.1,
    };
  }

  drop(): void {
    cancelAnimationFrame(this.#frame);
    this.#source?.close();
    this.#source = undefined;
    this.clip = null;
    this.#shownAt = 0;
    this.time = 0;
    this.watched = unwatched;
    this.hasFrame = this.stalled = this.broken = false;
  }

  /** Piece by piece where the browser can; it plays the file by itself where it cannot or that went wrong. */
  #open(video: HTMLVideoElement, file: ClipFile): Source {
    if (bufferable(file).length === 0) return openPlain(video, file.url);
    const source = openBuffered(video, file, () => {
      if (this.#source !== source) return;
      source.close();
      this.#source = openPlain(video, file.url);
      if (this.#shownAt > 0) void this.play();
    });
    return source;
  }

  #followTime(video: HTMLVideoElement): void {
    cancelAnimationFrame(this.#frame);
    const frame = () => {
      this.time = video.currentTime;
      this.watched = watchOn(this.watched, this.time, video.duration);
      this.#frame = requestAnimationFrame(frame);
    };
    frame();
  }
}
