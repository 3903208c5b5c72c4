import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import * as clips from '../../contract/clips.ts';
import * as comments from '../../contract/comments.ts';
import type { Endpoint } from '../../contract/endpoint.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp({ now: () => 0 });
after(close);
const maker = await signUp(app, 'maker');
const clip = await publishedClip(ctx, 'maker');

const exported: unknown[] = [...Object.values(clips), ...Object.values(comments)];
const endpoints = exported.filter(isEndpoint);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    clip,
    'maker',
    '',
    '\0',
    "'; drop table clips; --",
    '..',
    '%00',
    'MTow',
    'OTk5OTk5OTk5OTk5OTk5OTpBQUE',
  ),
);
const json = fc.oneof(
  fc.json(),
  fc.json().map((value) => `{"text":${value},"caption":${value}}`),
  text,
);

test('whatever is sent to whichever operation, the answer is never a fault of ours', async () => {
  assert.ok(endpoints.length > 10);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...endpoints), text, text, json, async (endpoint, id, cursor, body) => {
      const path = endpoint.path
        .split('/')
        .map((part) => (part.startsWith(':') ? encode(id) : part))
        .join('/');
      const reply = await maker.send(endpoint.method, `${path}?cursor=${encode(cursor)}`, {
        ...(endpoint.body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      await reply.text();
      assert.ok(reply.status < 500, `${endpoint.method} ${path}: ${reply.status}`);
    }),
    { numRuns: 400 },
  );
  const [row] = await db`select count(*) as clips from clips`;
  assert.ok(Number(row?.['clips']) <= 1);
});

function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
