import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { hideClip } from '../../contract/clips.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { ORIGIN, signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);
await signUp(app, 'maker');
const keeper = await signUp(app, 'keeper');
await db`update accounts set role = 'moderator' where handle = 'keeper'`;
const nobody = visitor(app, {});

async function pageOf(id: string) {
  const reply = await nobody.send('GET', `/s/${id}`);
  return { status: reply.status, headers: reply.headers, html: await reply.text() };
}

test('the page to share has a title, a card with real sizes, a player and a way in, and no script', async () => {
  const id = await publishedClip(ctx, 'maker', { caption: 'The sea\nat noon' });
  const { status, html, headers } = await pageOf(id);
  assert.equal(status, 200);
  assert.match(html, /<title>The sea \(@maker\) · Test<\/title>/);
  for (const wanted of [
    /<meta property="og:title" content="The sea \(@maker\)">/,
    /<meta property="og:type" content="video.other">/,
    new RegExp(`<meta property="og:url" content="${ORIGIN}/s/${id}">`),
    new RegExp(`<meta property="og:image" content="${ORIGIN}/media/[A-Za-z0-9_-]{22}\\.jpg">`),
    new RegExp(`<meta property="og:video" content="${ORIGIN}/media/[A-Za-z0-9_-]{22}\\.mp4">`),
    /<meta property="og:video:width" content="720">/,
    /<meta property="og:video:height" content="1280">/,
    /<meta name="twitter:card" content="player">/,
    /<video controls playsinline [^>]*poster="\/media\/[^"]+\.jpg"[^>]*><source src="\/media\/[^"]+\.mp4"/,
    new RegExp(`<a class="open" href="/clip/${id}">Open in Overt</a>`),
  ]) {
    assert.match(html, wanted);
  }
  assert.ok(!/<script|javascript:|\son\w+=/i.test(html));
  const policy = headers.get('content-security-policy') ?? '';
  const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.ok(policy.includes(`style-src 'sha256-${hash}'`));
  assert.ok(!policy.includes('script-src') && !policy.includes('unsafe'));
});

test('what a caption says stays text', async () => {
  const hostile = [
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    `' onload='alert(1)`,
    '&quot;&lt;b&gt; <!-- ]]> <style>*{}</style>',
    '\u202e right to left, e\u0301, 👩‍👩‍👧‍👦 '.repeat(20),
  ];
  for (const caption of hostile) {
    const { status, html } = await pageOf(await publishedClip(ctx, 'maker', { caption }));
    assert.equal(status, 200);
    assert.deepEqual(
      [...html.matchAll(/<([a-z!/]+)/gi)]
        .map((match) => match[1]?.toLowerCase())
        .filter((name) => name !== 'meta'),
      [
        '!doctype',
        'html',
        'head',
        'title',
        '/title',
        'link',
        'style',
        '/style',
        '/head',
        'body',
        'main',
        'video',
      ].concat(['source', '/video', 'h', '/h', 'p', '/p', 'a', '/a', '/main', '/body', '/html']),
    );
    // An attribute ends at the next quote, so between two quotes there is none, and no tag begins in it.
    for (const [, content] of html.matchAll(/<meta [a-z]+="[a-z:_]+" content="([^"]*)">/g)) {
      assert.doesNotMatch(content ?? '', /[<>]/);
    }
  }
});

test('a clip that is not for everyone has the same page as one that never was', async () => {
  const followers = await publishedClip(ctx, 'maker', { audience: 'followers', caption: 'for friends' });
  const mine = await publishedClip(ctx, 'maker', { audience: 'me' });
  const hidden = await publishedClip(ctx, 'maker');
  await keeper.call(hideClip, { params: { id: hidden } });
  const never = await pageOf('AAAAAAAAAAAAAAAA');
  assert.equal(never.status, 404);
  for (const id of [followers, mine, hidden, 'nonsense', '%3Cscript%3E']) {
    const page = await pageOf(id);
    assert.deepEqual([page.status, page.html], [404, never.html]);
  }
});
