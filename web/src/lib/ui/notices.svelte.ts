import { failureOf } from '../api.ts';
import { m } from '../messages/language.svelte.ts';

export interface Notice {
  readonly text: string;
  readonly act?: { readonly label: string; readonly do: () => void };
}

const shownFor = 6_000;

/** One short sentence at a time at the foot of the screen, read out by screen readers. */
class Notices {
  current = $state.raw<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, act?: Notice['act']): void {
    this.current = act ? { text, act } : { text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), shownFor);
  }

  failed(error: unknown): void {
    this.say(m().failures[failureOf(error)]);
  }

  dismiss(): void {
    this.current = null;
  }
}

export const notices = new Notices();
