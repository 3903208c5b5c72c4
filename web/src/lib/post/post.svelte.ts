import type { Audience, Clip } from '../../../../contract/clips.ts';
import type { Me } from '../../../../contract/people.ts';
import { failureOf } from '../api.ts';
import { forgetNewest } from '../feed/feeds.ts';
import type { Failure } from '../messages/en.ts';
import { language } from '../messages/language.svelte.ts';
import { whenPublished } from './processing.ts';
import type { Sending, Tell } from './sending.ts';

/**
 * The clip that is being posted. It lives outside the page, so that it goes on while its maker watches other clips.
 * Nothing leaves the device before `start`. After a reload only the server and the browser's storage know of it: see
 * uploads.svelte.ts.
 */
class Post {
  file = $state.raw<File | null>(null);
  caption = $state('');
  /** BCP 47; empty where the maker does not say. */
  language: string = $state(language());
  /** Null until somebody chooses: then it follows the account. */
  audience = $state<Audience | null>(null);
  keepOriginal = $state(false);

  phase = $state<'draft' | 'sending' | 'waiting' | 'processing' | 'published'>('draft');
  /** Why the last try came to nothing; the file is still there. */
  failure = $state<Failure | null>(null);
  clip = $state.raw<Clip | null>(null);
  /** Bytes. */
  sent = $state(0);
  /** 0 to 100. */
  processed = $state(0);

  /** Of the whole way, sending and processing being half each; whole, and 100 only when the clip is out. */
  readonly percent = $derived.by(() => {
    if (this.phase === 'published') return 100;
    const share = this.file && this.file.size > 0 ? this.sent / this.file.size : 0;
    return Math.min(99, Math.floor(share * 50 + this.processed / 2));
  });
  readonly busy = $derived(this.phase !== 'draft' && this.phase !== 'published');

  #id: string | null = null;
  #sending: Sending | null = null;
  /** Counts the tries: what an earlier one still says is not heard. */
  #turn = 0;

  choose(file: File): void {
    this.file = file;
    this.failure = null;
  }

  /** Sends the draft; with `resume`, goes on with that upload, which knows its words already. */
  async start(audience: Audience, resume?: string): Promise<void> {
    const file = this.file;
    if (!file || this.busy) return;
    const turn = ++this.#turn;
    this.failure = null;
    this.sent = this.processed = 0;
    this.phase = 'sending';
    this.#id = resume ?? null;
    const said = { caption: this.caption.trim(), language: this.language, audience };
    // Upload-Metadata has no form for an empty value.
    const metadata = {
      ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== '')),
      keepOriginal: String(this.keepOriginal),
    };
    try {
      const { sendFile } = await import('./sending.ts');
      const sending = await sendFile(
        file,
        this.#listener(turn),
        resume === undefined ? { metadata } : { resume },
      );
      if (turn === this.#turn) this.#sending = sending;
      else sending.stop();
    } catch (error) {
      if (turn === this.#turn) this.#toDraft(failureOf(error));
    }
  }

  /** Takes everything back; the file and the words stay. */
  async cancel(): Promise<void> {
    const id = this.#id;
    this.#toDraft(null);
    if (id === null) return;
    const { giveUp } = await import('./sending.ts');
    await giveUp(id);
  }

  /** Room for the next one; what is being processed goes on at the server. */
  clear(): void {
    this.#toDraft(null);
    this.file = this.clip = this.audience = null;
    this.caption = '';
    this.keepOriginal = false;
  }

  #toDraft(failure: Failure | null): void {
    this.#turn++;
    this.#sending?.stop();
    this.#sending = null;
    this.#id = null;
    this.sent = this.processed = 0;
    this.phase = 'draft';
    this.failure = failure;
  }

  #listener(turn: number): Tell {
    const heard =
      <T extends unknown[]>(act: (...what: T) => void) =>
      (...what: T) => {
        if (turn === this.#turn) act(...what);
      };
    return {
      begun: heard((id: string) => (this.#id = id)),
      sending: heard((bytes: number) => {
        this.sent = bytes;
        this.phase = 'sending';
      }),
      waiting: heard(() => (this.phase = 'waiting')),
      refused: heard((code) => this.#toDraft(code)),
      sent: heard(() => void this.#follow(turn)),
    };
  }

  async #follow(turn: number): Promise<void> {
    if (this.#id === null) return;
    this.sent = this.file?.size ?? 0;
    this.phase = 'processing';
    try {
      const clip = await whenPublished(this.#id, (percent) => {
        if (turn === this.#turn) this.processed = Math.max(this.processed, percent);
        return turn === this.#turn;
      });
      if (turn !== this.#turn || clip === null) return;
      forgetNewest();
      this.clip = clip;
      this.phase = 'published';
    } catch (error) {
      if (turn === this.#turn) this.#toDraft(failureOf(error));
    }
  }
}

export const post = new Post();

/** Whom the draft is for: what its maker chose, else what fits the account. */
export function audienceOf(me: Me): Audience {
  return post.audience ?? (me.closed ? 'followers' : 'everyone');
}
