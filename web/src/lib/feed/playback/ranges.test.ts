import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { PartError, requestRange, requestWhole } from './ranges.ts';

const file = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const asked: string[] = [];
let server: Server;
let url: string;

before(async () => {
  server = createServer((request, response) => {
    const range = request.headers.range ?? '';
    asked.push(range);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const whole = request.url === '/whole';
    response.statusCode = whole ? 200 : 206;
    response.end(whole ? file : file.subarray(Number(from), Number(to) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
});
after(() => server.close());

async function spansOf(spans: { from: number; to: number }[], head: Uint8Array<ArrayBuffer>) {
  asked.length = 0;
  const found = [];
  for await (const bytes of requestRange(url, spans, head, new AbortController().signal)) found.push(bytes);
  assert.deepEqual(
    found,
    spans.map(({ from, to }) => file.slice(from, to)),
  );
  return asked;
}
const spans = [
  { from: 100, to: 300 },
  { from: 300, to: 450 },
];

test('one request brings all spans', async () => {
  assert.deepEqual(await spansOf(spans, file.slice(0, 0)), ['bytes=100-449']);
});

test('what is there of the beginning is not asked for again', async () => {
  assert.deepEqual(await spansOf(spans, file.slice(0, 250)), ['bytes=250-449']);
  assert.deepEqual(await spansOf(spans, file.slice(0, 450)), []);
  assert.deepEqual(await spansOf(spans, file.slice(0, 1000)), []);
});

test('an answer with the whole file, or with less than was asked for, is refused', async () => {
  const { signal } = new AbortController();
  await assert.rejects(requestWhole(url.replace('range', 'whole'), 0, 10, signal), PartError);
  const beyond = requestRange(url, [{ from: 900, to: 1100 }], file.slice(0, 0), signal);
  await assert.rejects(beyond.next(), PartError);
});
