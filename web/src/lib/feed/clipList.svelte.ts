import type { Clip, ClipsPage } from '../../../../contract/clips.ts';
import { failureOf } from '../api.ts';
import type { Failure } from '../messages/en.ts';
import type { Mode } from './mode.svelte.ts';

type Load = (cursor: string | undefined) => Promise<ClipsPage>;

/** Clips before the end at which the next page is asked for. */
const ahead = 5;

/**
 * A feed as it was read so far, page after page, and the clip that is on the screen. It outlives its page, so that
 * coming back finds the feed where it was left.
 */
export class ClipList {
  clips = $state.raw<readonly Clip[]>([]);
  current = $state(0);
  failure = $state<Failure | null>(null);
  loading = $state(false);
  /** By what the clips were chosen and put in order. */
  readonly kind: Mode;
  #next = $state<string | null | undefined>(undefined);
  readonly #load: Load;

  constructor(kind: Mode, load: Load, first: readonly Clip[] = []) {
    this.kind = kind;
    this.#load = load;
    this.clips = first;
  }

  get finished(): boolean {
    return this.#next === null;
  }

  /** Reads one page more where it is due; asked again after a failure, it tries again. */
  async readOn(): Promise<void> {
    if (this.loading || this.finished || this.current < this.clips.length - ahead) return;
    this.loading = true;
    this.failure = null;
    try {
      this.goOnWith(await this.#load(this.#next ?? undefined), this.clips.length);
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.loading = false;
    }
  }

  /** What comes from the place `from` on is this page, and whatever follows it. */
  goOnWith(page: ClipsPage, from: number): void {
    const before = this.clips.slice(0, from);
    const known = (id: string) => before.some((clip) => clip.id === id);
    this.clips = [...before, ...page.clips.filter(({ id }) => !known(id))];
    this.#next = page.next;
  }

  /** Takes out clips that nobody may see any more, wherever they stand. */
  drop(gone: ReadonlySet<string>): void {
    if (!this.clips.some(({ id }) => gone.has(id))) return;
    const atEnd = this.current === this.clips.length;
    const before = this.clips.slice(0, this.current).filter(({ id }) => !gone.has(id)).length;
    this.clips = this.clips.filter(({ id }) => !gone.has(id));
    this.current = atEnd ? before : Math.max(0, Math.min(before, this.clips.length - 1));
  }

  replace(clip: Clip): void {
    this.clips = this.clips.map((each) => (each.id === clip.id ? clip : each));
  }

  /** Takes a clip out; returns what puts it back where it was. */
  take(clip: Clip): () => void {
    const place = this.clips.findIndex(({ id }) => id === clip.id);
    this.clips = this.clips.filter(({ id }) => id !== clip.id);
    this.current = Math.max(0, Math.min(this.current, this.clips.length - 1));
    return () => {
      this.clips = this.clips.toSpliced(place, 0, clip);
      this.current = place;
    };
  }
}
