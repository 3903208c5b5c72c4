import { on } from 'svelte/events';

/** Resolves when the page is looked at: at once, or when the person comes back to it. */
export function seen(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = on(document, 'visibilitychange', () => {
      if (document.hidden) return;
      stop();
      resolve();
    });
  });
}
