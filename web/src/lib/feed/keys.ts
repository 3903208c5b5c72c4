import type { Deck } from './deck.svelte.ts';
import { toggleLike } from './acts.ts';
import { open } from './open.svelte.ts';
import { sound } from './sound.svelte.ts';
import type { Stage } from './stage.svelte.ts';

/** The keys of the feed. Fields keep their keys, buttons keep space and Enter, and an open sheet keeps them all. */
export function feedKeys(deck: Deck, stage: Stage) {
  const act = (run: (clip: NonNullable<typeof stage.clip>) => void) => () => {
    if (stage.clip) run(stage.clip);
  };
  const next = () => deck.step(1);
  const previous = () => deck.step(-1);
  const keys: Record<string, () => void> = {
    ArrowDown: next,
    PageDown: next,
    j: next,
    ArrowUp: previous,
    PageUp: previous,
    k: previous,
    ' ': () => stage.togglePlay(),
    m: () => stage.setSound(!sound.on),
    l: act((clip) => toggleLike(clip)),
    c: act((clip) => (open.sheet = open.sheet?.kind === 'comments' ? null : { kind: 'comments', clip })),
    s: act((clip) => (open.sheet = { kind: 'share', clip })),
    Escape: () => open.close(),
    '?': () => (open.sheet = { kind: 'keys' }),
  };
  return (event: KeyboardEvent) => {
    const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey || keepsKey(event)) return;
    event.preventDefault();
    run();
  };
}

/** Whether a key is meant for what has the focus. */
export function keepsKey({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]')) return true;
  if (target instanceof HTMLInputElement && target.type === 'range') return key === ' ';
  if (target.closest('input, textarea, select, [contenteditable]')) return true;
  return key === ' ' && target.closest('button:not(.surface), a') !== null;
}
