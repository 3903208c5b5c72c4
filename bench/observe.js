// Runs in the page before the app and apart from it: notes when the finger left the screen, and when a clip that did not
// play before then presented a picture. What counts is the first picture of a clip that plays, not the still one that
// was drawn beforehand and that the finger pulls in.
globalThis.observed = { pictures: [], shareSeen };

let swipedAt = null;
const lastSource = new WeakMap();

document.addEventListener('pointerup', () => (swipedAt = performance.now()), true);
document.addEventListener('play', ({ target }) => follow(target), true);

function follow(video) {
  if (lastSource.has(video)) return;
  lastSource.set(video, null);
  const onPicture = (now) => {
    video.requestVideoFrameCallback(onPicture);
    if (video.paused || lastSource.get(video) === video.currentSrc) return;
    lastSource.set(video, video.currentSrc);
    globalThis.observed.pictures.push({ at: now, swipedAt });
    swipedAt = null;
  };
  video.requestVideoFrameCallback(onPicture);
}

function shareSeen() {
  const playing = [...document.querySelectorAll('video')].find((video) => !video.paused);
  if (playing === undefined || playing.played.length === 0) return 0;
  return Math.min(1, playing.played.end(playing.played.length - 1) / playing.duration);
}
