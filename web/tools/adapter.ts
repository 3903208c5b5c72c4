import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import staticAdapter from '@sveltejs/adapter-static';
import type { Adapter } from '@sveltejs/kit';
import * as z from 'zod/mini';

const build = join(import.meta.dirname, '../build');

/** What this file needs of Vite's manifest (https://vite.dev/guide/backend-integration). */
const manifestFile = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.optional(z.array(z.string())),
    css: z.optional(z.array(z.string())),
  }),
);
type Manifest = z.infer<typeof manifestFile>;
type Chunk = Manifest[string];

/** The chunk that a source file became, and every chunk that must be there before it runs. */
function closure(manifest: Manifest, key: string, seen = new Set<Chunk>()): Set<Chunk> {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`${key} is not in the manifest of the build`);
  if (seen.has(chunk)) return seen;
  seen.add(chunk);
  for (const needed of chunk.imports ?? []) closure(manifest, needed, seen);
  return seen;
}

/** SvelteKit makes one module for each page, which names the page's source. */
function nodeOf(output: string, page: string): string {
  const nodes = globSync('generated/build/client-optimized/nodes/*.js', { cwd: dirname(output) });
  const node = nodes.find((file) => readFileSync(join(dirname(output), file), 'utf8').includes(`/${page}"`));
  if (node === undefined) throw new Error(`no module of the build holds ${page}`);
  return `.svelte-kit/${node}`;
}

function preloads(page: string, chunks: Chunk[]): string {
  const links = [
    '<link rel="preload" href="/api/feed" as="fetch" crossorigin>',
    ...new Set(
      chunks.flatMap(({ css = [] }) => css.map((file) => `<link rel="stylesheet" href="/${file}">`)),
    ),
    ...chunks.map(({ file }) => `<link rel="modulepreload" href="/${file}">`),
  ];
  return links.filter((link) => !page.includes(/href="[^"]+"/.exec(link)?.[0] ?? '')).join('\n    ');
}

/**
 * adapter-static with one page more. `200.html` answers every address; `index.html` is the same page for `/`, and names
 * what the feed needs, so that a cold start fetches it all at once instead of one import after the other.
 */
export function appAdapter(): Adapter {
  const { adapt } = staticAdapter({ fallback: '200.html' });
  return {
    name: 'overt',
    async adapt(builder) {
      await adapt(builder);
      const output = builder.getBuildDirectory('output');
      const manifest = manifestFile.parse(
        JSON.parse(readFileSync(join(output, 'client/.vite/manifest.json'), 'utf8')),
      );
      const chunks = [...closure(manifest, nodeOf(output, 'routes/+page.svelte'))];
      const page = readFileSync(join(build, '200.html'), 'utf8');
      writeFileSync(
        join(build, 'index.html'),
        page.replace('</head>', `  ${preloads(page, chunks)}\n  </head>`),
      );
      await builder.compress(build);
    },
  };
}
