import { likedPeriods, type LikedPeriod } from '../../../../contract/clips.ts';

/** Where the clips at `/` come from, in the order of the switch. */
export const modes = ['forYou', 'newest', 'following', 'friends', 'mostLiked'] as const;
export type Mode = (typeof modes)[number];

/**
 * What was chosen on this device; it is known nowhere else. Newest until somebody chooses: nobody is profiled unasked.
 */
class Choice {
  #mode = $state<Mode>(read('mode', modes) ?? 'newest');
  #period = $state<LikedPeriod>(read('period', likedPeriods) ?? 'week');
  #knowsForYou = $state(localStorage.getItem('knows-for-you') !== null);

  get mode(): Mode {
    return this.#mode;
  }
  set mode(mode: Mode) {
    this.#mode = mode;
    localStorage.setItem('mode', mode);
    if (mode === 'forYou') this.knowsForYou = true;
  }

  get period(): LikedPeriod {
    return this.#period;
  }
  set period(period: LikedPeriod) {
    this.#period = period;
    localStorage.setItem('period', period);
  }

  /** Somebody on this device was told what For You does, and chose it. */
  get knowsForYou(): boolean {
    return this.#knowsForYou;
  }
  set knowsForYou(knows: boolean) {
    this.#knowsForYou = knows;
    if (knows) localStorage.setItem('knows-for-you', '1');
    else localStorage.removeItem('knows-for-you');
  }
}

function read<T extends string>(key: string, known: readonly T[]): T | undefined {
  const kept = localStorage.getItem(key);
  return known.find((each) => each === kept);
}

export const choice = new Choice();
