import { prefersReducedMotion } from 'svelte/motion';
import type { ClipList } from './clipList.svelte.ts';
import { atRest, springStep } from './spring.ts';
import { landing, leavingSpeed, resisted, type Sample } from './swipe.ts';

/** Where the feed hangs: which clip is meant, and where the strip of clips is right now, in clips. */
export class Deck {
  readonly list: ClipList;
  at = $state(0);
  /** The clip that this deck went to last. */
  #target: number;
  #speed = 0;
  #frame = 0;
  #begun = 0;
  #samples: Sample[] = [];
  held = $state(false);

  constructor(list: ClipList) {
    this.list = list;
    this.at = this.#target = list.current;
  }

  /** How many places there are: one for each clip, and one after them that says that they were all. */
  get places(): number {
    const { clips, kind, finished } = this.list;
    return clips.length + (kind === 'forYou' && finished ? 1 : 0);
  }

  /** The list has moved by itself, because clips were taken out: the strip is there at once. */
  follow(): void {
    if (this.list.current === this.#target) return;
    cancelAnimationFrame(this.#frame);
    this.at = this.#target = this.list.current;
  }

  /** Goes to a neighbour; the clip that is meant changes at once and the strip follows. */
  go(index: number, speed = 0): void {
    if (index < 0 || index >= this.places) return;
    this.list.current = this.#target = index;
    void this.list.readOn();
    // Three clips are in the page at any time. Whoever flicks faster than the strip moves finds it a clip behind at most.
    this.at = Math.max(index - 1, Math.min(index + 1, this.at));
    this.#speed = speed;
    this.#settle();
  }

  step(by: -1 | 1): void {
    this.go(this.list.current + by);
  }

  /** The finger comes down: the strip stops where it is. */
  catch(now: number): void {
    cancelAnimationFrame(this.#frame);
    this.held = true;
    this.#begun = this.list.current;
    this.#samples = [{ time: now, at: this.at }];
  }

  drag(by: number, now: number): void {
    const start = this.#samples[0]?.at ?? this.at;
    this.at = resisted(start + by, this.places);
    this.#samples = [...this.#samples.slice(-20), { time: now, at: this.at }];
  }

  release(now: number): void {
    this.held = false;
    const speed = leavingSpeed(this.#samples, now);
    this.go(landing(this.#begun, this.at, speed, this.places), speed);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  #settle(): void {
    cancelAnimationFrame(this.#frame);
    const target = this.list.current;
    if (prefersReducedMotion.current) {
      this.at = target;
      return;
    }
    let last = performance.now();
    const frame = (now: number) => {
      const motion = springStep({ at: this.at, speed: this.#speed }, target, Math.max(0, now - last) / 1000);
      last = now;
      this.#speed = motion.speed;
      this.at = atRest(motion, target) ? target : motion.at;
      if (this.at !== target) this.#frame = requestAnimationFrame(frame);
    };
    this.#frame = requestAnimationFrame(frame);
  }
}
