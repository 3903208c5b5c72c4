import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApp } from '../../test/support/http.ts';
import { createPublicMemory } from './memory.ts';

const { ctx, close } = await testApp();
after(close);

test('a database that was away at the first question is asked again', async () => {
  let away = true;
  const db = new Proxy(ctx.db, {
    get: (real, name): unknown =>
      name === 'listen' && away ? () => Promise.reject(new Error('away')) : Reflect.get(real, name),
  });
  const ask = createPublicMemory({ ...ctx, db }).remember({ capacity: 1, seconds: 1 }, (key) =>
    Promise.resolve(`about ${key}`),
  );
  await assert.rejects(ask('ada'), /away/);
  away = false;
  assert.equal(await ask('ada'), 'about ada');
});
