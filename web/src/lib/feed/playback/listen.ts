/** Listens to several events of a video; returns what ends it. */
export function listen(video: HTMLVideoElement, handlers: Record<string, () => void>): () => void {
  for (const [event, handle] of Object.entries(handlers)) video.addEventListener(event, handle);
  return () => {
    for (const [event, handle] of Object.entries(handlers)) video.removeEventListener(event, handle);
  };
}
