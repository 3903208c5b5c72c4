import type * as z from 'zod/mini';
import { deleteClip, listUploads } from '../../../../contract/clips.ts';
import { call } from '../api.ts';
import { notices } from '../ui/notices.svelte.ts';
import { seen } from './seen.ts';

export type UploadInList = z.infer<typeof listUploads.reply>['uploads'][number];

const pace = 2000;

/** One's own clips on their way, as the server knows them: begun and not finished, being processed, or refused. */
export class Uploads {
  list = $state.raw<readonly UploadInList[]>([]);

  /** Reads the list, and again while something in it moves; returns what ends that. For an effect. */
  follow(): () => void {
    const ended = new AbortController();
    void this.#follow(ended.signal);
    return () => ended.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.refresh();
      if (!this.list.some(({ status }) => status === 'processing')) return;
      await new Promise((resolve) => setTimeout(resolve, pace));
      await seen();
      if (signal.aborted) return;
    }
  }

  async refresh(): Promise<void> {
    try {
      this.list = (await call(listUploads, {})).uploads;
    } catch (error) {
      notices.failed(error);
    }
  }

  async discard({ id, status }: UploadInList): Promise<void> {
    try {
      if (status === 'uploading') await (await import('./sending.ts')).giveUp(id);
      else await call(deleteClip, { params: { id } });
      this.list = this.list.filter((each) => each.id !== id);
    } catch (error) {
      notices.failed(error);
    }
  }
}
