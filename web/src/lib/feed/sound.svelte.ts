const key = 'sound';

/**
 * Browsers let a page make sound only after a tap. Until then clips play silently and say so; afterwards the choice
 * holds for this visit (this tab), also over a reload, where the browser allows it.
 */
class Sound {
  on = $state(false);
  /** True as long as nobody has chosen: then the first tap means sound. */
  undecided = $state(true);

  constructor() {
    const chosen = sessionStorage.getItem(key);
    this.on = chosen === 'on';
    this.undecided = chosen === null;
  }

  choose(on: boolean): void {
    this.on = on;
    this.undecided = false;
    sessionStorage.setItem(key, on ? 'on' : 'off');
  }

  /** The browser refused: play silently, and ask for a tap again. */
  refused(): void {
    this.on = false;
    this.undecided = true;
  }
}

export const sound = new Sound();
