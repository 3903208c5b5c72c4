import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { Message } from './jobs.ts';
import { hear } from './words.ts';

async function hearAll(...pieces: (string | Buffer)[]) {
  const stream = new PassThrough();
  const messages: Message[] = [];
  let nonsense = 0;
  hear(
    stream,
    (message) => messages.push(message),
    () => (nonsense += 1),
  );
  for (const piece of pieces) {
    stream.write(piece);
    await setImmediate();
  }
  return { messages, nonsense, kept: stream.readableLength };
}

test('messages arrive whole, however the pipe cuts them', async () => {
  const umlaut = Buffer.from('{"failed":"ü"}\n');
  const heard = await hearAll(
    '{"percent":1}\n{"per',
    'cent":2}\n',
    umlaut.subarray(0, 12),
    umlaut.subarray(12),
  );
  assert.deepEqual(heard.messages, [{ percent: 1 }, { percent: 2 }, { failed: 'ü' }]);
  assert.equal(heard.nonsense, 0);
});

test('what is no message ends the hearing, once, and ends nothing else', async () => {
  const endless = Array<string>(50).fill('x'.repeat(10_000));
  for (const nonsense of [
    ['garbage\n'],
    ['{"cmd":"NODE_HANDLE","type":"net.Socket"}\n'],
    ['{"percent":101}\n'],
    ['{"refused":"not_a_code","cause":""}\n'],
    ['\n'],
    endless,
  ]) {
    const heard = await hearAll('{"percent":1}\n', ...nonsense, '{"percent":2}\n', '{"percent":3}\n');
    assert.deepEqual(heard.messages, [{ percent: 1 }], String(nonsense).slice(0, 50));
    assert.equal(heard.nonsense, 1);
    assert.equal(heard.kept, 0);
  }
});
