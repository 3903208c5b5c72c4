import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import * as clips from '../../contract/clips.ts';
import * as comments from '../../contract/comments.ts';
import type { Endpoint } from '../../contract/endpoint.ts';
import * as people from '../../contract/people.ts';
import * as safety from '../../contract/safety.ts';
import { operator, signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, close } = await testApp({ now: endlessDays() });
after(close);

/** Every look at the clock is another day, so that no allowance is ever spent. */
function endlessDays(): () => number {
  let at = 0;
  return () => (at += 86_400_000);
}

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value
  );
}
const endpoints = [people, clips, comments, safety].flatMap((module) =>
  Object.values(module).filter(isEndpoint),
);

const handles = fc.constantFrom(
  'ada',
  'eve',
  'nobody_here',
  '%00',
  'ADA',
  '../me',
  'ada%00',
  '%E0%A4%A',
  'a'.repeat(3000),
);
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    '\u0000',
    "'; drop table accounts; --",
    '\ud800',
    '🐴'.repeat(50),
    '__proto__',
    '\u202e',
  ),
  fc.string({ unit: 'binary' }),
);
const keys = fc.constantFrom(
  ...[
    'handle',
    'password',
    'ageBand',
    'code',
    'current',
    'name',
    'bio',
    'closed',
    'challengeId',
    'response',
    'id',
  ],
  ...[
    'rawId',
    'type',
    'clientExtensionResults',
    'clientDataJSON',
    'attestationObject',
    'target',
    'kind',
    'reason',
  ],
  ...['details', 'text', 'parent', 'caption', 'audience', 'role', '__proto__', 'constructor'],
);
const values = fc.oneof(
  nasty,
  fc.constantFrom(
    'ada',
    '18+',
    '13-15',
    'correct horse battery',
    'A'.repeat(16),
    'A'.repeat(22),
    'public-key',
    'clip',
  ),
  fc.constantFrom('account', 'everyone', 'hate', 'operator', null, true, 0, -1, 1e308),
);
const body = fc.oneof(
  fc
    .dictionary(keys, fc.oneof(values, fc.dictionary(keys, values)), { maxKeys: 12 })
    .map((value) => JSON.stringify(value)),
  fc.json(),
  fc.constantFrom('', '{', 'null', '[]', '"', '{"a":'.repeat(20_000), ' '.repeat(150_000)),
);
const ask = fc.record({
  endpoint: fc.constantFrom(...endpoints),
  place: handles,
  query: fc.oneof(
    fc.constant(''),
    fc.constantFrom(
      '?cursor=',
      '?cursor=AAAA',
      `?cursor=${Buffer.from('9999999999999999:zzz').toString('base64url')}`,
    ),
    nasty.map((text) => `?cursor=${encodeURIComponent(text.toWellFormed())}`),
  ),
  body,
  type: fc.constantFrom(
    'application/json',
    'application/json',
    'text/plain',
    'application/json; charset=latin1',
    '',
  ),
});

test('whatever is sent, the answer is an answer: never a fault of ours', async () => {
  const clients = [
    visitor(app),
    await signUp(app, 'ada'),
    await signUp(app, 'eve', '13-15'),
    operator(app, 'ada'),
  ];
  await fc.assert(
    fc.asyncProperty(ask, fc.nat(3), async ({ endpoint, place, query, body, type }, who) => {
      const path = endpoint.path.replace(/:\w+/, place) + query;
      const hasBody = endpoint.method !== 'GET' && endpoint.body !== null;
      const response = await clients[who]?.send(endpoint.method, path, {
        headers: { 'content-type': type },
        ...(hasBody ? { body } : {}),
      });
      assert.ok(
        response !== undefined && response.status < 500,
        `${endpoint.method} ${path}: ${response?.status}`,
      );
      await response.arrayBuffer();
    }),
    { numRuns: 600 },
  );
});
