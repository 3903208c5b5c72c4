import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Clip } from '../../contract/clips.ts';
import { id as clipId } from '../../contract/common.ts';
import { AppError } from '../../contract/errors.ts';
import { getClip } from '../../core/clips/clips.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { HttpEnv } from './mount.ts';

const style = `
  :root { color-scheme: dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center; gap: 1rem;
    padding: 1rem; box-sizing: border-box; background: #0b0b0d; color: #f4f4f5; font: 1rem/1.5 system-ui, sans-serif; }
  video { max-width: 100%; max-height: 75vh; border-radius: .75rem; background: #000; }
  h1 { margin: 0; font-size: 1rem; }
  p { margin: 0; max-width: 32rem; overflow-wrap: anywhere; white-space: pre-line; }
  a { color: inherit; }
  .open { padding: .75rem 1.5rem; border-radius: 2rem; background: #f4f4f5; color: #0b0b0d; text-decoration: none; }
  a:focus-visible { outline: 3px solid #8ab4ff; outline-offset: 3px; }
`;

const policy = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page to share: what other sites make a preview of, and what a stranger sees first. It carries no script, so it may
 * differ from clip to clip; what carries script may not.
 */
export function mountShare(app: Hono<HttpEnv>, ctx: Ctx): void {
  app.get('/s/:id', async (http) => {
    const clip = await findPublicClip(ctx, http.req.param('id'));
    return clip === null
      ? answer(http, 404, page(ctx, 'This clip is not here', [], goneBody))
      : answer(http, 200, page(ctx, titleOf(clip), cardOf(ctx, clip), clipBody(clip)));
  });
}

/** A clip that a visitor may see. Any other is told apart from a missing one by nothing. */
async function findPublicClip(ctx: Ctx, id: string): Promise<Clip | null> {
  if (!clipId.safeParse(id).success) return null;
  try {
    return await getClip(ctx, null, id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

function answer(http: Context, status: 200 | 404, html: string): Response {
  return http.html(html, status, { 'content-security-policy': policy, 'cache-control': 'no-cache' });
}

function page(ctx: Ctx, title: string, head: readonly string[], body: string): string {
  const edition = escape(ctx.edition.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · ${edition}</title>
${head.join('\n')}
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function titleOf(clip: Clip): string {
  const line = clip.caption.split('\n')[0] ?? '';
  const characters = [...new Intl.Segmenter().segment(line)].map((each) => each.segment);
  const short = characters.slice(0, 80).join('');
  return short === '' ? `A clip by @${clip.maker.handle}` : `${short} (@${clip.maker.handle})`;
}

/** Open Graph (https://ogp.me) and the player card that several sites read. Their addresses have to be absolute. */
function cardOf(ctx: Ctx, clip: Clip): string[] {
  const largest = clip.renditions.at(-1);
  const absolute = (address: string) => new URL(address, ctx.edition.origin).href;
  const video = largest === undefined ? null : absolute(largest.url);
  const size = {
    width: String(largest?.width ?? clip.width),
    height: String(largest?.height ?? clip.height),
  };
  const properties: [string, string | null][] = [
    ['og:site_name', ctx.edition.name],
    ['og:type', 'video.other'],
    ['og:url', clip.shareUrl],
    ['og:title', titleOf(clip)],
    ['og:description', clip.caption],
    ['og:image', absolute(clip.poster)],
    ['og:image:width', size.width],
    ['og:image:height', size.height],
    ['og:video', video],
    ['og:video:type', 'video/mp4'],
    ['og:video:width', size.width],
    ['og:video:height', size.height],
    ['video:duration', String(Math.round(clip.duration))],
  ];
  const names: [string, string | null][] = [
    ['description', clip.caption],
    ['twitter:card', 'player'],
    ['twitter:title', titleOf(clip)],
    ['twitter:image', absolute(clip.poster)],
    ['twitter:player', clip.shareUrl],
    ['twitter:player:width', size.width],
    ['twitter:player:height', size.height],
    ['twitter:player:stream', video],
    ['twitter:player:stream:content_type', 'video/mp4'],
  ];
  const tags = (kind: string, list: [string, string | null][]) =>
    list.flatMap(([name, value]) =>
      value === null || value === '' ? [] : [`<meta ${kind}="${name}" content="${escape(value)}">`],
    );
  return [
    `<link rel="canonical" href="${escape(clip.url)}">`,
    ...tags('property', properties),
    ...tags('name', names),
  ];
}

function clipBody(clip: Clip): string {
  const path = new URL(clip.url).pathname;
  // Players take the first source they can play; the largest comes first.
  const sources = [...clip.renditions]
    .reverse()
    .map((each) => `<source src="${escape(each.url)}" type="video/mp4">`)
    .join('');
  return `<main>
<video controls playsinline preload="metadata" poster="${escape(clip.poster)}" width="${clip.width}" height="${clip.height}">${sources}</video>
<h1>@${escape(clip.maker.handle)}</h1>
<p>${escape(clip.caption)}</p>
<a class="open" href="${escape(path)}">Open in Overt</a>
</main>`;
}

const goneBody = `<main>
<h1>This clip is not here</h1>
<p>It may have been deleted, or it is not for everyone.</p>
<a class="open" href="/">Open Overt</a>
</main>`;

/** For text and for attributes in double quotes (HTML standard, 13.1.2). */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
