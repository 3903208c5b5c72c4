import { SvelteMap } from 'svelte/reactivity';
import type { Clip } from '../../../../contract/clips.ts';
import {
  deleteComment,
  listComments,
  listReplies,
  writeComment,
  type Comment,
} from '../../../../contract/comments.ts';
import { call, failureOf } from '../api.ts';
import { learner } from '../feed/learning.ts';
import type { Failure } from '../messages/en.ts';
import { session } from '../session.svelte.ts';

type Page = { comments: Comment[]; next: string | null };

/** A list of comments, read page after page: the first comments of a clip, or the answers to one of them. */
export class Comments {
  all = $state.raw<readonly Comment[]>([]);
  loading = $state(false);
  failure = $state<Failure | null>(null);
  next = $state<string | null | undefined>(undefined);
  readonly #load: (cursor: string | undefined) => Promise<Page>;

  constructor(load: (cursor: string | undefined) => Promise<Page>) {
    this.#load = load;
  }

  async readOn(): Promise<void> {
    if (this.loading || this.next === null) return;
    this.loading = true;
    this.failure = null;
    try {
      const page = await this.#load(this.next);
      const known = (id: string) => this.all.some((comment) => comment.id === id);
      this.all = [...this.all, ...page.comments.filter(({ id }) => !known(id))];
      this.next = page.next;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.loading = false;
    }
  }

  remove(id: string): void {
    this.all = this.all.filter((comment) => comment.id !== id);
  }
}

/** Everything said about one clip. */
export class Thread {
  readonly clip: Clip;
  readonly first: Comments;
  /** The comment that is being answered. */
  answering = $state.raw<Comment | null>(null);
  /** Answers by the first comment that they hang from; there once they were opened. */
  readonly answers = new SvelteMap<string, Comments>();

  constructor(clip: Clip) {
    this.clip = clip;
    this.first = new Comments((cursor) => call(listComments, { params: { id: clip.id }, query: { cursor } }));
    void this.first.readOn();
  }

  openAnswers(id: string): Comments {
    const open =
      this.answers.get(id) ??
      new Comments((cursor) => call(listReplies, { params: { id }, query: { cursor } }));
    this.answers.set(id, open);
    void open.readOn();
    return open;
  }

  closeAnswers(id: string): void {
    this.answers.delete(id);
  }

  /** Sends a comment, or an answer to the one that is being answered. Rejects with a CallError. */
  async write(text: string): Promise<void> {
    const parent = this.answering?.parent ?? this.answering?.id;
    const written = await call(writeComment, {
      params: { id: this.clip.id },
      body: { text, ...(parent === undefined ? {} : { parent }) },
    });
    learner()?.did(this.clip, 'comment');
    this.answering = null;
    this.#count(1);
    if (parent === undefined) {
      this.first.all = [written, ...this.first.all];
      return;
    }
    this.#countAnswer(parent, 1);
    const open = this.answers.get(parent);
    if (open) open.all = [...open.all, written];
    else this.openAnswers(parent);
  }

  async remove(comment: Comment): Promise<void> {
    await call(deleteComment, { params: { id: comment.id } });
    const shown = this.first.all.find(({ id }) => id === comment.id) ?? comment;
    this.#count(-1 - shown.replies);
    if (comment.parent === null) {
      this.first.remove(comment.id);
      return;
    }
    this.answers.get(comment.parent)?.remove(comment.id);
    this.#countAnswer(comment.parent, -1);
  }

  /** Answers count too, and go with the comment that they hang from. */
  #count(by: number): void {
    session.comments.set(this.clip.id, Math.max(0, session.commentsOf(this.clip) + by));
  }

  #countAnswer(id: string, by: number): void {
    this.first.all = this.first.all.map((each) =>
      each.id === id ? { ...each, replies: Math.max(0, each.replies + by) } : each,
    );
  }
}
