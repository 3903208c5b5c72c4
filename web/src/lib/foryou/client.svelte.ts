import { untrack } from 'svelte';
import type { Clip, ClipsPage } from '../../../../contract/clips.ts';
import { CallError } from '../api.ts';
import { ClipList } from '../feed/clipList.svelte.ts';
import type { Act, Learner } from '../feed/learning.ts';
import type { Watched } from '../feed/playback/watched.ts';
import { m } from '../messages/language.svelte.ts';
import { session } from '../session.svelte.ts';
import { notices } from '../ui/notices.svelte.ts';
import type { Answer, Ask, Change, Request, Told, Trait } from './protocol.ts';

/** As old as the youngest account may be: whose age nobody knows sees what everybody may see. */
const youngest = 13;
/** The clip on the screen and the one after it stay where they are: the next is being loaded already. */
const settled = 2;

/** The page’s end of For You: its list of clips, and what it asks and tells the worker that ranks them. */
class ForYou implements Learner {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #asked = 0;
  #again = false;
  list: ClipList = $state.raw(this.#newList());
  /** How many clips there were to choose from when that was last done. */
  choosable = $state(0);

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Told>) => this.#hear(data));
    // The worker itself could not be loaded, or has died.
    this.#worker.addEventListener('error', () => {
      for (const number of [...this.#waiting.keys()]) this.#settle(number)?.reject(new CallError('offline'));
    });
  }

  /** Rejects with a CallError. */
  ask<K extends Ask['kind']>(question: Ask & { kind: K }): Answer<K> {
    const number = ++this.#asked;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(number, waiting);
    this.#worker.postMessage({ number, ask: question } satisfies Request);
    return waiting.promise as Answer<K>;
  }

  watched(clip: Clip, { seconds, loops }: Watched): void {
    this.#tell({ kind: 'watched', clip: clip.id, seconds, loops });
    void this.#rankAnew();
  }

  did(clip: Clip, act: Act): void {
    this.#tell({ kind: 'did', clip: clip.id, act });
    void this.#rankAnew();
  }

  /** Less of what clips have in common; resolves with what takes that back. */
  async lessOf(trait: Trait): Promise<() => void> {
    const amount = await this.ask({ kind: 'lessOf', trait });
    void this.#rankAnew();
    return () => this.change({ what: 'wish', trait, amount });
  }

  change(change: Change): void {
    this.#tell({ kind: 'change', change });
    void this.#rankAnew();
  }

  /** Who sits here, so that nothing of whom they blocked is shown. */
  tellViewer(): void {
    const age = session.me === null ? youngest : Number.parseInt(session.me.ageBand);
    this.#tell({ kind: 'viewer', signedIn: session.me !== null, age, blocked: [...session.blocked] });
    const isBlocked = ({ maker }: Clip) => session.blocked.has(maker.handle);
    untrack(() => this.list.drop(new Set(this.list.clips.filter(isBlocked).map(({ id }) => id))));
  }

  look(): void {
    this.#tell({ kind: 'look' });
  }

  /** Begins the list anew; `again` with what was seen as well. */
  restart(again = false): void {
    this.#again = again;
    this.list = this.#newList();
  }

  #newList(): ClipList {
    return new ClipList('forYou', async () => {
      await session.asked;
      this.tellViewer();
      return this.#next(this.list.clips);
    });
  }

  async #next(held: readonly Clip[]): Promise<ClipsPage> {
    const ids = held.map(({ id }) => id);
    const { clips, more, of } = await this.ask({ kind: 'next', held: ids, again: this.#again });
    this.choosable = of;
    return { clips, next: more ? 'more' : null };
  }

  /** What nobody has seen yet is chosen again, by what is known now. */
  async #rankAnew(): Promise<void> {
    const { list } = this;
    if (list.clips.length === 0) return;
    const from = list.current + settled;
    try {
      const page = await this.#next(list.clips.slice(0, from));
      // Whoever was faster than the worker has asked again by now.
      if (list === this.list && from === list.current + settled) list.goOnWith(page, from);
    } catch {
      // The clips that are there stay; reading on says what is wrong.
    }
  }

  #tell(what: Ask): void {
    this.ask(what).catch((error: unknown) => notices.failed(error));
  }

  #hear(told: Told): void {
    if ('answer' in told) this.#settle(told.number)?.resolve(told.answer);
    else if ('failure' in told) this.#settle(told.number)?.reject(new CallError(told.failure));
    else if (told.tells === 'gone') this.#drop(told.clips, told.left);
    else if (told.tells === 'fresh') void this.#rankAnew();
    else notices.say(m().failures.outdated, { label: m().reload, do: () => location.reload() });
  }

  /** What is on the screen stays there unless it was taken back. */
  #drop(gone: readonly string[], left: readonly string[]): void {
    const onScreen = this.list.clips[this.list.current]?.id;
    this.list.drop(new Set([...gone, ...left.filter((id) => id !== onScreen)]));
  }

  #settle(number: number) {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }
}

export const forYou = new ForYou();
