import type * as z from 'zod/mini';
import type { Clip } from '../../../../contract/clips.ts';
import type { reportTarget } from '../../../../contract/safety.ts';
import type { en } from '../messages/en.ts';
import { session } from '../session.svelte.ts';

export type GatedAct = Extract<keyof typeof en.gate, 'like' | 'comment' | 'follow'>;
type ModeratorAct = 'remove' | 'moderatorHide' | 'moderatorRemove';

export type Sheet =
  | { readonly kind: 'comments' | 'share' | 'menu' | 'edit' | 'why'; readonly clip: Clip }
  | { readonly kind: 'confirm'; readonly clip: Clip; readonly act: ModeratorAct }
  | { readonly kind: 'report'; readonly target: z.input<typeof reportTarget> }
  | { readonly kind: 'gate'; readonly act: GatedAct }
  | { readonly kind: 'keys' };

/** The one sheet that is open, if any. */
class Open {
  sheet = $state.raw<Sheet | null>(null);

  close(): void {
    this.sheet = null;
  }

  /** Runs an act that needs an account, or says kindly that it does; as soon as it is known who sits here. */
  asMember(act: GatedAct, run: () => void): void {
    void session.asked.then(() => {
      if (session.me === null) this.sheet = { kind: 'gate', act };
      else run();
    });
  }
}

export const open = new Open();
