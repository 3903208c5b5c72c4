import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import { writeComment } from '../../contract/comments.ts';
import * as contract from '../../contract/people.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { everythingIn } from '../../test/support/database.ts';
import { PASSWORD, testApp, visitor } from '../../test/support/http.ts';

const ADDRESS = '203.0.113.77';
const NETWORK = '2001:db8:7:7';
const AGENT = 'TellTale/9.9 (a phone that can be recognised)';

const { app, ctx, db, close } = await testApp({ trustProxy: true, origin: 'http://localhost' });
const server = createAdaptorServer(app);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
after(async () => {
  await new Promise((done) => server.close(done));
  await close();
});

/** Everything that the process says while `act` runs. */
async function said(act: () => Promise<void>): Promise<string> {
  const words: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => words.push(Buffer.from(chunk).toString()) > 0;
  }
  try {
    await act();
  } finally {
    streams.forEach((stream, i) => Object.assign(stream, { write: originals[i] }));
  }
  return words.join('');
}

const base = `http://127.0.0.1:${port}`;
const person = visitor(
  { request: (path, init) => fetch(`${base}${path}`, init) },
  {
    origin: base,
    'user-agent': AGENT,
    'x-forwarded-for': `198.51.100.9, ${ADDRESS}`,
    'x-real-ip': ADDRESS,
    forwarded: `for=${ADDRESS}`,
  },
);

test('after a life over a real socket, nothing that is kept or said tells address or agent', async () => {
  const words = await said(async () => {
    await person.call(contract.signUpWithPassword, {
      body: { handle: 'ada', ageBand: '18+', password: PASSWORD },
    });
    const clip = await publishedClip(ctx, 'ada');
    await person.call(writeComment, { params: { id: clip }, body: { text: 'Hello' } });
    await person.send('PUT', `/api/clips/${clip}/like`);
    await person.call(contract.getMe);
    await person.call(contract.beginAddPasskey);
    await person.refused(contract.signInWithPassword, { body: { handle: 'ada', password: 'wrong' } });
    await person.send('POST', '/api/reports', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target: { kind: 'clip', id: clip }, reason: 'hate' }),
    });
    await person.send('PATCH', '/api/me', { headers: { 'content-type': 'application/json' }, body: '{' });
    await person.send('GET', '/api/me', { headers: { 'x-forwarded-for': `${NETWORK}:1:2:3:4` } });
    // A fault of ours is logged; the person who met it is not.
    await db`alter table follows rename to follows_elsewhere`;
    assert.equal((await person.send('GET', '/api/me/marks')).status, 500);
    await db`alter table follows_elsewhere rename to follows`;
    await db`alter table accounts add constraint broken check (bio <> 'My secret')`;
    const body = '{"bio":"My secret"}';
    const headers = { 'content-type': 'application/json' };
    assert.equal((await person.send('PATCH', '/api/me', { headers, body })).status, 500);
    await db`alter table accounts drop constraint broken`;
  });
  assert.match(words, /follows/, 'the fault itself is logged');
  assert.match(words, /constraint "broken"/);
  for (const trace of ['My secret', '$argon2id$']) assert.ok(!words.includes(trace), `${trace} is logged`);
  const kept = await everythingIn(db);
  assert.match(kept, /Hello/, 'the search looks where things are');
  for (const trace of [ADDRESS, '198.51.100.9', NETWORK, 'TellTale', '127.0.0.1']) {
    const bytes = Buffer.from(trace).toString('hex');
    assert.ok(!kept.includes(trace) && !kept.includes(bytes), `${trace} is kept`);
    assert.ok(!words.includes(trace), `${trace} is logged`);
  }
});

test('a proxy’s word counts for the rate limit: its last, which is ours', async () => {
  const from = (forwarded: string) =>
    person.send('POST', '/api/session/passkey/options', { headers: { 'x-forwarded-for': forwarded } });
  let last = 200;
  // Whatever a sender puts in front does not give another allowance; nor do other addresses of one IPv6 network.
  for (let i = 0; i < 70 && last === 200; i++) last = (await from(`10.0.0.${i}, ${NETWORK}::${i}`)).status;
  assert.equal(last, 429);
  assert.equal((await from(`10.0.0.1, 2001:db8:7:8::1`)).status, 200);
});
