import { untrack } from 'svelte';
import type { Clip } from '../../../../contract/clips.ts';
import type { Deck } from './deck.svelte.ts';
import { learner } from './learning.ts';
import { Player } from './playback/player.svelte.ts';
import { prefetchGoals } from './playback/prefetch.ts';
import type { ClipFile } from './playback/source.ts';
import { measuredSpeed } from './playback/speed.ts';
import { chooseRendition } from './rendition.ts';
import { sound } from './sound.svelte.ts';

const slots = [0, 1, 2] as const;
/** How often loading is decided anew while a clip plays, in milliseconds. */
const pace = 200;

export interface Slot {
  readonly slot: number;
  readonly index: number;
  readonly clip: Clip;
  readonly player: Player;
}

/**
 * Three players for the clip before, the clip on the screen and the clip after. Clip n is always in player n mod 3, so
 * that going on by one moves no clip to another element: the next one already holds its first picture.
 */
export class Stage {
  readonly #deck: Deck;
  readonly #players = slots.map(() => new Player());
  /** What was put onto the screen last. */
  #shown: Slot | undefined;
  /** The reader stopped the clip; it stays stopped until they start it or go on. */
  stopped = $state(false);

  constructor(deck: Deck) {
    this.#deck = deck;
  }

  readonly slots: readonly Slot[] = $derived.by(() => {
    const { clips, current } = this.#deck.list;
    return slots.flatMap((slot) => {
      const index = [current - 1, current, current + 1].find((place) => place >= 0 && place % 3 === slot);
      const clip = index === undefined ? undefined : clips[index];
      const player = this.#players[slot];
      return index === undefined || !clip || !player ? [] : [{ slot, index, clip, player }];
    });
  });

  /** The clip on the screen. */
  get clip(): Clip | undefined {
    return this.#deck.list.clips[this.#deck.list.current];
  }

  get playing(): Player | undefined {
    return this.clip && this.#players[this.#deck.list.current % 3];
  }

  /** Changes when another clip comes onto the screen or beside it, not when the list grows further on. */
  readonly #arrangement = $derived.by(() =>
    [this.#deck.list.current, ...this.slots.map(({ index, clip }) => `${index} ${clip.id}`)].join(),
  );

  /** Keeps the players doing what the feed needs; returns what ends it. For an effect, which runs it anew at each clip. */
  run(): () => void {
    // Read here, it makes the effect run anew when it changes, and not whenever the list grows.
    return this.#arrangement === '' ? () => undefined : untrack(() => this.#show());
  }

  /** The feed goes away. */
  close(): void {
    this.#leave();
  }

  #leave(): void {
    this.#tell();
    this.#shown = undefined;
  }

  #tell(): void {
    if (this.#shown) learner()?.watched(this.#shown.clip, this.#shown.player.watched);
  }

  #show(): () => void {
    const { current } = this.#deck.list;
    const filled = this.slots;
    const here = filled.find(({ index }) => index === current);
    if (here?.clip.id !== this.#shown?.clip.id) {
      this.#leave();
      this.#shown = here;
      this.stopped = false;
    }
    const next = filled.find(({ index }) => index === current + 1);
    for (const { player, clip, index } of filled) {
      if (index !== current) player.rest();
      const file = fileOf(clip);
      if (file) player.take(clip, file);
    }
    if (!here) return () => undefined;
    const decide = () => {
      const goals = prefetchGoals(here.player.watching());
      here.player.fill(goals.playing);
      if (goals.next > 0) next?.player.fill(goals.next);
    };
    decide();
    if (!this.stopped) void here.player.play();
    const timer = setInterval(decide, pace);
    return () => clearInterval(timer);
  }

  togglePlay(): void {
    const player = this.playing;
    this.stopped = !this.stopped && player?.refused !== true;
    if (this.stopped) player?.pause();
    else void player?.play();
  }

  /** Call within a tap or a key press. */
  setSound(on: boolean): void {
    sound.choose(on);
    for (const player of this.#players) {
      player.setMuted(!on);
      if (on && player !== this.playing) player.unlock();
    }
  }

  /** While the page is not seen nothing plays. */
  setVisible(visible: boolean): void {
    if (!visible) {
      this.playing?.pause();
      this.#tell();
    } else if (!this.stopped) void this.playing?.play();
  }
}

function fileOf({ renditions, duration }: Clip): ClipFile | null {
  const pixels = Math.min(innerWidth, innerHeight) * devicePixelRatio;
  const rendition = chooseRendition(renditions, pixels, measuredSpeed());
  return rendition ? { ...rendition, duration } : null;
}
