/**
 * Keeps the app itself on the device: the files whose names change with their content, the icons, and one copy of the
 * page for when there is no network. It never keeps an answer of the API or a clip, and for the page it always asks the
 * network first. The browser may end it at any moment; a cache that was not filled whole is never used.
 */
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';

const cacheName = `app-${version}`;
const page = '/';
const kept = new Set(
  [...immutable, ...assets].map(({ path }) => new URL(path, self.registration.scope).pathname),
);

self.addEventListener('install', (event) => event.waitUntil(keepApp()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOlder()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (kept.has(pathname)) event.respondWith(fromCache(request));
  else if (request.mode === 'navigate' && !isForTheServer(pathname)) event.respondWith(freshPage(event));
});

async function keepApp(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([...kept, new Request(page, { cache: 'no-cache' })]);
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
  await self.registration.navigationPreload.enable();
}

async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request.url)) ?? fetch(request);
}

/** Share pages, media and the API are the server’s own answers; the app’s page must not stand in for them. */
function isForTheServer(pathname: string): boolean {
  return /^\/(?:s|api|media|packs|signals)\//.test(pathname);
}

async function freshPage(event: FetchEvent): Promise<Response> {
  try {
    const preloaded: unknown = await event.preloadResponse;
    return preloaded instanceof Response ? preloaded : await fetch(event.request);
  } catch (offline) {
    const shell = await caches.match(page);
    if (shell) return shell;
    throw offline;
  }
}
