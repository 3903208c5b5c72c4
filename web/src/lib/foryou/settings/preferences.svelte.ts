import { notices } from '../../ui/notices.svelte.ts';
import { forYou } from '../client.svelte.ts';
import type { Change, Settings } from '../protocol.ts';

/** What is remembered on this device, as the settings show it. */
class Preferences {
  settings = $state.raw<Settings | null>(null);

  async load(): Promise<void> {
    try {
      this.settings = await forYou.ask({ kind: 'settings' });
    } catch (error) {
      notices.failed(error);
    }
  }

  async change(change: Change): Promise<void> {
    forYou.change(change);
    await this.load();
  }
}

export const preferences = new Preferences();
