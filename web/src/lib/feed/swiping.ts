import { on } from 'svelte/events';
import type { Deck } from './deck.svelte.ts';
import { turnWheel, wheelAtRest } from './swipe.ts';

/** Pixels after which a finger that moves up or down means to swipe. */
const slack = 8;

/** Lets finger, pen, mouse and wheel move the deck. `height` gives the height of one clip in pixels. For `{@attach}`. */
export function swiping(deck: Deck, height: () => number) {
  return (element: HTMLElement) => {
    let start: PointerEvent | null = null;
    let wheel = wheelAtRest;

    const down = (event: PointerEvent) => {
      if (!event.isPrimary || event.button !== 0 || isSlider(event.target)) return;
      start = event;
      if (deck.at !== deck.list.current) deck.catch(event.timeStamp);
    };
    const move = (event: PointerEvent) => {
      if (start?.pointerId !== event.pointerId) return;
      const [across, along] = [event.clientX - start.clientX, event.clientY - start.clientY];
      if (!element.hasPointerCapture(event.pointerId)) {
        if (Math.abs(along) < slack || Math.abs(along) < Math.abs(across)) return;
        element.setPointerCapture(event.pointerId);
        if (!deck.held) deck.catch(event.timeStamp);
      }
      deck.drag(-along / height(), event.timeStamp);
    };
    const up = (event: PointerEvent) => {
      if (start?.pointerId !== event.pointerId) return;
      start = null;
      if (deck.held) deck.release(event.timeStamp);
    };
    const turn = (event: WheelEvent) => {
      if (event.ctrlKey || isScrollable(event.target, element)) return;
      event.preventDefault();
      const turned = turnWheel(
        wheel,
        event.deltaMode === 0 ? event.deltaY : event.deltaY * 40,
        event.timeStamp,
      );
      wheel = turned.wheel;
      if (turned.step !== 0) deck.step(turned.step);
    };

    const stops = [
      on(element, 'pointerdown', down),
      on(element, 'pointermove', move),
      on(element, 'pointerup', up),
      on(element, 'pointercancel', up),
      on(element, 'wheel', turn, { passive: false }),
    ];
    return () => stops.forEach((stop) => stop());
  };
}

function isSlider(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}

function isScrollable(target: EventTarget | null, within: Element): boolean {
  const holder = target instanceof Element ? target.closest('[data-scrolls]') : null;
  return holder !== null && within.contains(holder) && holder.scrollHeight > holder.clientHeight;
}
