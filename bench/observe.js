// Runs in the page before the app and apart from it. For every clip that comes onto the screen it notes, in milliseconds
// since the page was asked for: when the finger left the glass (null for the first clip), when a picture of the clip was
// on the screen, and when the first picture after that one followed, so that it moved.
const arrivals = [];
globalThis.observed = { arrivals, seen };

let releasedAt = null;
let here = null;
const presented = new WeakMap();

document.addEventListener('pointerup', () => (releasedAt = performance.now()), true);
requestAnimationFrame(look);

/** The slide on the screen: the others are inert. */
function activeVideo() {
  return document.querySelector('article:not([inert]) video');
}

function placeOf(video) {
  return Number(video.closest('article').style.getPropertyValue('--place'));
}

function look(now) {
  requestAnimationFrame(look);
  for (const video of document.querySelectorAll('video')) follow(video);
  const video = activeVideo();
  if (video === null) return;
  const place = placeOf(video);
  if (place !== here?.place) {
    here = { place, releasedAt, visibleAt: null, movingAt: null };
    releasedAt = null;
    arrivals.push(here);
  }
  const hasPicture = presented.get(video)?.source === video.currentSrc;
  const onScreen = video.getBoundingClientRect().top < innerHeight && getComputedStyle(video).opacity === '1';
  if (hasPicture && onScreen) here.visibleAt ??= now;
}

function follow(video) {
  if (presented.has(video)) return;
  presented.set(video, null);
  const onPicture = (now) => {
    video.requestVideoFrameCallback(onPicture);
    presented.set(video, { source: video.currentSrc });
    if (video.paused || here === null || placeOf(video) !== here.place) return;
    here.visibleAt ??= now;
    here.movingAt ??= now;
  };
  video.requestVideoFrameCallback(onPicture);
}

/** The place of the clip on the screen, and what share of it has been played, 0 to 1. */
function seen() {
  const video = activeVideo();
  const { played, duration } = video;
  return {
    place: placeOf(video),
    share: played.length === 0 ? 0 : Math.min(1, played.end(played.length - 1) / duration),
  };
}
