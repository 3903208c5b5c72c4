import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as contract from '../../contract/people.ts';
import { PASSWORD, signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, db, close } = await testApp();
after(close);

test('signing up opens an account, a session and eight recovery codes', async () => {
  const ada = await signUp(app, 'ada');
  assert.equal(ada.recoveryCodes.length, 8);
  const me = await ada.call(contract.getMe);
  assert.equal(me.handle, 'ada');
  assert.equal(me.ageBand, '18+');
  assert.equal(me.hasPassword, true);
  assert.equal(me.recoveryCodesLeft, 8);
  const [row] = await db<{ passwordHash: string }[]>`select password_hash from accounts where handle = 'ada'`;
  assert.match(row?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('the cookie is kept from scripts, other sites, plain connections and everything outside the API', async () => {
  const response = await visitor(app).send('POST', '/api/account', {
    body: JSON.stringify({ handle: 'cookie_owner', ageBand: '18+', password: PASSWORD }),
    headers: { 'content-type': 'application/json' },
  });
  const [cookie = '', ...others] = response.headers.getSetCookie();
  assert.deepEqual(others, []);
  const [value, ...attributes] = cookie.split('; ');
  assert.match(value ?? '', /^overt_session=[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=7776000', 'Path=/api', 'SameSite=Lax', 'Secure']);
});

test('only the hash of a session is kept', async () => {
  const token = (await signUp(app, 'hashed')).token() ?? '';
  const rows = await db`select encode(token_hash, 'escape') as kept from sessions`;
  assert.ok(!JSON.stringify(rows).includes(token));
});
