import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { appAdapter } from './tools/adapter.ts';
import { hashOfSources } from './tools/version.ts';

type Options = NonNullable<Parameters<typeof sveltekit>[0]>;

/** Sent as a header by the server, which takes it out of the built page and adds `frame-ancestors`. */
const policy: NonNullable<Options['csp']>['directives'] = {
  'default-src': ['none'],
  'script-src': ['self'],
  'style-src': ['self'],
  // The one style attribute of the app: SvelteKit's announcer for screen readers, which it hides by a style of its own.
  'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
  'img-src': ['self', 'data:', 'blob:'],
  'media-src': ['self', 'blob:'],
  'connect-src': ['self'],
  'font-src': ['self'],
  'manifest-src': ['self'],
  'worker-src': ['self'],
  'base-uri': ['none'],
  'form-action': ['self'],
};

export default defineConfig({
  build: { assetsInlineLimit: 0 },
  worker: { format: 'es' },
  plugins: [
    sveltekit({
      adapter: appAdapter(),
      compilerOptions: { runes: true },
      csp: { mode: 'hash', directives: policy },
      // A name made from the sources alone, so that two builds of one commit are the same bytes.
      version: { name: hashOfSources(), pollInterval: 0 },
    }),
  ],
});
