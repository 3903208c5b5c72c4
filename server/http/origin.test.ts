import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createUpload } from '../../core/clips/uploads.ts';
import { OPERATOR_TOKEN, ORIGIN, signUp, testApp } from '../../test/support/http.ts';

const { app, ctx, close } = await testApp();
after(close);
const local = await testApp({ origin: 'http://localhost:8080' });
after(local.close);

const ada = await signUp(app, 'ada');
const cookie = `overt_session=${ada.token() ?? ''}`;

/** The status of a request with exactly these headers. */
async function status(
  on: typeof app,
  method: string,
  url: string,
  headers: Record<string, string>,
): Promise<number> {
  const body = method === 'PATCH' && url.endsWith('/me') ? '{"bio":""}' : null;
  const type = body === null ? {} : { 'content-type': 'application/json' };
  return (await on.request(url, { method, headers: { ...type, ...headers }, body }, {})).status;
}

const change = (headers: Record<string, string>) => status(app, 'PATCH', '/api/me', { cookie, ...headers });

test('with a cookie, a change must come from our own page', async () => {
  assert.equal(await change({ origin: ORIGIN }), 200);
  assert.equal(await change({ 'sec-fetch-site': 'same-origin' }), 200);
  const forged = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${ORIGIN}.evil.example` },
    { origin: ORIGIN.replace('https', 'http') },
    { origin: `${ORIGIN}:444` },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { authorization: `Bearer ${OPERATOR_TOKEN}`, 'overt-as': 'ada' },
    { referer: `${ORIGIN}/settings` },
  ];
  for (const headers of forged) assert.equal(await change(headers), 403, JSON.stringify(headers));
});

test('every way to change something is guarded, uploads too', async () => {
  const clip = await createUpload(
    ctx,
    { id: 1, handle: 'ada', role: 'member', ageBand: '18+' },
    {
      bytes: 5,
      caption: '',
      language: null,
      audience: undefined,
      keepOriginal: false,
    },
  );
  const tus = { 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-offset': '0' };
  const evil = { cookie, origin: 'https://evil.example', ...tus };
  for (const [method, path] of [
    ['POST', '/api/uploads'],
    ['PATCH', `/api/uploads/${clip}`],
    ['DELETE', `/api/uploads/${clip}`],
    ['PUT', '/api/me/avatar'],
    ['DELETE', '/api/session'],
    ['PUT', '/api/people/ada/follow'],
    ['POST', '/api/no/such/thing'],
  ] as const) {
    assert.equal(await status(app, method, path, evil), 403, `${method} ${path}`);
  }
});

test('nobody is signed in as somebody else by another site', async () => {
  assert.equal(await status(app, 'POST', '/api/session', { origin: 'https://evil.example' }), 403);
  assert.equal(await status(app, 'POST', '/api/session', { 'sec-fetch-site': 'cross-site' }), 403);
});

test('reading, and tools without a browser, need no origin', async () => {
  assert.equal(await status(app, 'GET', '/api/me', { cookie }), 200);
  assert.equal(await status(app, 'GET', '/api/me', { cookie, origin: 'https://evil.example' }), 200);
  const tool = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'overt-as': 'ada' };
  assert.equal(await status(app, 'PATCH', '/api/me', tool), 200);
});

test('an answer never invites another origin to read it', async () => {
  const response = await app.request('/api/me', { headers: { cookie, origin: 'https://evil.example' } }, {});
  assert.equal(response.headers.get('access-control-allow-origin'), null);
  const preflight = await app.request(
    '/api/me',
    { method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
    {},
  );
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

test('on a machine of one’s own, every loopback name is its own origin', async () => {
  const from = (host: string, origin: string) =>
    status(local.app, 'DELETE', `http://${host}/api/session`, { cookie: 'overt_session=x', origin });
  assert.equal(await from('localhost:8080', 'http://localhost:8080'), 204);
  assert.equal(await from('127.0.0.1:8080', 'http://127.0.0.1:8080'), 204);
  assert.equal(await from('[::1]:8080', 'http://[::1]:8080'), 204);
  assert.equal(await from('localhost:9090', 'http://localhost:9090'), 204);
  assert.equal(await from('localhost:8080', 'http://127.0.0.1:8080'), 403);
  assert.equal(await from('localhost:8080', 'http://localhost:9090'), 403);
  assert.equal(await from('192.168.1.5:8080', 'http://192.168.1.5:8080'), 403);
  assert.equal(await from('evil.example', 'http://evil.example'), 403);
});
