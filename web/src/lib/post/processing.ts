import { getClip, getClipProgress, type Clip } from '../../../../contract/clips.ts';
import { call, CallError, failureOf } from '../api.ts';
import { seen } from './seen.ts';

/** Milliseconds between two looks. */
const pace = 1000;

/**
 * Waits until a clip is out, and tells how far it is while somebody looks at the page. Rejects with the reason when it
 * was refused; resolves with null when the listener no longer wants to know (it returns false).
 */
export async function whenPublished(id: string, tell: (percent: number) => boolean): Promise<Clip | null> {
  for (;;) {
    try {
      const { status, percent, code } = await call(getClipProgress, { params: { id } });
      if (!tell(percent)) return null;
      if (status === 'published') return await call(getClip, { params: { id } });
      if (status !== 'processing' && status !== 'uploading') throw new CallError(code ?? 'not_found');
    } catch (error) {
      // It goes on at the server; only our view of it is gone.
      if (failureOf(error) !== 'offline') throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pace));
    await seen();
  }
}
