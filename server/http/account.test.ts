import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as contract from '../../contract/people.ts';
import { getEdition } from '../../contract/edition.ts';
import { openDb } from '../../core/store/db.ts';
import { everythingIn } from '../../test/support/database.ts';
import { PASSWORD, signUp, testApp, visitor, type Client } from '../../test/support/http.ts';
import { createApp } from './app.ts';

const { app, ctx, db, close } = await testApp();
after(close);

const signIn = (client: Client, handle: string, password: string) =>
  client.call(contract.signInWithPassword, { body: { handle, password } });

test('signing up opens an account, a session and eight recovery codes', async () => {
  const ada = await signUp(app, 'ada');
  assert.equal(ada.recoveryCodes.length, 8);
  const me = await ada.call(contract.getMe);
  assert.equal(me.handle, 'ada');
  assert.equal(me.name, 'ada');
  assert.equal(me.ageBand, '18+');
  assert.equal(me.closed, false);
  assert.equal(me.role, 'member');
  assert.equal(me.hasPassword, true);
  assert.equal(me.recoveryCodesLeft, 8);
  const [row] = await db<{ passwordHash: string }[]>`select password_hash from accounts where handle = 'ada'`;
  assert.match(row?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('the cookie is kept from scripts, other sites, plain connections and all but the API', async () => {
  const response = await visitor(app).send('POST', '/api/account', {
    body: JSON.stringify({ handle: 'cookie_owner', ageBand: '18+', password: PASSWORD }),
    headers: { 'content-type': 'application/json' },
  });
  const [cookie = '', ...others] = response.headers.getSetCookie();
  assert.deepEqual(others, []);
  const [value, ...attributes] = cookie.split('; ');
  assert.match(value ?? '', /^overt_session=[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(attributes.sort(), ['HttpOnly', 'Max-Age=7776000', 'Path=/api', 'SameSite=Lax', 'Secure']);
  assert.equal(response.headers.get('cache-control'), 'private, no-store');
});

test('only the hash of a session, of a code and of a password is kept', async () => {
  const client = await signUp(app, 'hashed');
  const everything = await everythingIn(db);
  for (const secret of [client.token() ?? '', PASSWORD, ...client.recoveryCodes]) {
    assert.ok(!everything.includes(secret) && !everything.includes(Buffer.from(secret).toString('hex')));
  }
});

test('a handle is given once, and some are not given', async () => {
  await signUp(app, 'only_one');
  const body = { handle: 'only_one', ageBand: '18+' as const, password: PASSWORD };
  assert.equal(await visitor(app).refused(contract.signUpWithPassword, { body }), 'handle_taken');
  for (const handle of ['admin', 'overt', 'moderator', 'sign_up', 'api']) {
    const code = await visitor(app).refused(contract.signUpWithPassword, { body: { ...body, handle } });
    assert.equal(code, 'handle_taken', handle);
  }
  for (const handle of ['Ada', 'a', 'ümlaut', '1st', 'a-b', 'a'.repeat(25), 'ada\n', 'ada ']) {
    const code = await visitor(app).refused(contract.signUpWithPassword, { body: { ...body, handle } });
    assert.equal(code, 'bad_request', handle);
  }
});

test('two people who ask for one handle at the same moment: one gets it', async () => {
  const asks = Array.from({ length: 4 }, () =>
    visitor(app).send('POST', '/api/account', {
      body: JSON.stringify({ handle: 'wanted', ageBand: '18+', password: PASSWORD }),
      headers: { 'content-type': 'application/json' },
    }),
  );
  const statuses = (await Promise.all(asks)).map((response) => response.status);
  assert.deepEqual(statuses.sort(), [200, 409, 409, 409]);
});

test('short, leaked and guessable passwords are refused with the reason', async () => {
  const cases = {
    short_one: 'password_too_short',
    basketball: 'password_breached',
    'BasketBall!': 'password_breached',
    password123: 'password_breached',
    abcabcabcabc: 'password_breached',
    zzzzzzzzzzzzz: 'password_breached',
    '0123456789:': 'password_breached',
    my_name_is_picky: 'password_breached',
  } as const;
  for (const [password, code] of Object.entries(cases)) {
    const body = { handle: 'picky', ageBand: '18+' as const, password };
    assert.equal(await visitor(app).refused(contract.signUpWithPassword, { body }), code, password);
  }
  // Ten code points of four bytes each are ten characters.
  const body = { handle: 'emoji', ageBand: '18+' as const, password: '🐴🔋📎🌵🎷🧊🪁🦉🛶🍋' };
  await visitor(app).call(contract.signUpWithPassword, { body });
});

test('signing in works with the right password only, and says the same for every wrong pair', async () => {
  await signUp(app, 'grace');
  assert.equal((await signIn(visitor(app), 'grace', PASSWORD)).handle, 'grace');
  const answers = await Promise.all(
    [
      { handle: 'grace', password: 'not her password' },
      { handle: 'nobody_at_all', password: PASSWORD },
      { handle: 'admin', password: PASSWORD },
    ].map(async (body) => {
      const response = await visitor(app).send('POST', '/api/session', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return JSON.stringify([response.status, headers, await response.text()]);
    }),
  );
  assert.equal(new Set(answers).size, 1, answers.join('\n'));
});

test('an account without a password is as silent as none', async () => {
  await signUp(app, 'keyless');
  await db`update accounts set password_hash = null where handle = 'keyless'`;
  const body = { handle: 'keyless', password: PASSWORD };
  assert.equal(await visitor(app).refused(contract.signInWithPassword, { body }), 'wrong_credentials');
});

test('a hash made at another cost is renewed when its password is next used', async () => {
  await signUp(app, 'veteran');
  const old = '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
  const { argon2Sync } = await import('node:crypto');
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32, nonce: Buffer.alloc(16) };
  const hash = argon2Sync('argon2id', { ...cost, message: PASSWORD })
    .toString('base64')
    .replace(/=+$/, '');
  await db`update accounts set password_hash = ${old + hash} where handle = 'veteran'`;
  await signIn(visitor(app), 'veteran', PASSWORD);
  const [row] = await db<{ passwordHash: string }[]>`
    select password_hash from accounts where handle = 'veteran'`;
  assert.match(row?.passwordHash ?? '', /\$m=19456,t=2,p=1\$/);
  await signIn(visitor(app), 'veteran', PASSWORD);
});

test('signing out ends this session; signing out everywhere ends all', async () => {
  const phone = await signUp(app, 'wanderer');
  const laptop = visitor(app);
  await signIn(laptop, 'wanderer', PASSWORD);
  const stolen = phone.token() ?? '';
  await phone.call(contract.signOut);
  assert.equal(phone.token(), null);
  const replay = await visitor(app).send('GET', '/api/me', {
    headers: { cookie: `overt_session=${stolen}` },
  });
  assert.equal(replay.status, 401);
  await laptop.call(contract.getMe);
  const tablet = visitor(app);
  await signIn(tablet, 'wanderer', PASSWORD);
  await tablet.call(contract.signOutEverywhere);
  assert.equal(await laptop.refused(contract.getMe), 'not_signed_in');
});

test('a session ends with its term, and is renewed at most once a day', async () => {
  const client = await signUp(app, 'faithful');
  const fresh = await client.send('GET', '/api/me');
  assert.deepEqual(fresh.headers.getSetCookie(), []);
  const mine = db`account_id = (select id from accounts where handle = 'faithful')`;
  await db`update sessions set expires_at = now() + interval '80 days' where ${mine}`;
  const renewed = await client.send('GET', '/api/me');
  assert.match(renewed.headers.getSetCookie()[0] ?? '', /Max-Age=7776000/);
  const [row] = await db`select expires_at > now() + interval '89 days' as long from sessions where ${mine}`;
  assert.equal(row?.['long'], true);
  await db`update sessions set expires_at = now() - interval '1 second' where ${mine}`;
  assert.equal(await client.refused(contract.getMe), 'not_signed_in');
});

test('each recovery code opens the account once, however it is typed', async () => {
  const { recoveryCodes } = await signUp(app, 'forgetful');
  const [code = '', other = ''] = recoveryCodes;
  assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  const use = (typed: string) => ({ body: { handle: 'forgetful', code: typed } });
  const sloppy = ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')}`;
  const me = await visitor(app).call(contract.signInWithRecoveryCode, use(sloppy));
  assert.equal(me.recoveryCodesLeft, 7);
  assert.equal(await visitor(app).refused(contract.signInWithRecoveryCode, use(code)), 'wrong_credentials');
  const race = await Promise.all(
    Array.from({ length: 3 }, () =>
      visitor(app).send('POST', '/api/session/recovery', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ handle: 'forgetful', code: other }),
      }),
    ),
  );
  assert.deepEqual(race.map((each) => each.status).sort(), [200, 401, 401]);
});

test('a code of one account does not open another', async () => {
  const { recoveryCodes } = await signUp(app, 'code_owner');
  await signUp(app, 'code_thief');
  const body = { handle: 'code_thief', code: recoveryCodes[0] ?? '' };
  assert.equal(await visitor(app).refused(contract.signInWithRecoveryCode, { body }), 'wrong_credentials');
});

test('a recovery code with a new password replaces the old one and ends the other sessions', async () => {
  const thief = await signUp(app, 'robbed');
  const owner = visitor(app);
  const password = 'a phrase of my own';
  const code = thief.recoveryCodes[0] ?? '';
  const weak = { handle: 'robbed', code, password: 'short' };
  assert.equal(await owner.refused(contract.signInWithRecoveryCode, { body: weak }), 'password_too_short');
  await owner.call(contract.signInWithRecoveryCode, { body: { handle: 'robbed', code, password } });
  await owner.call(contract.getMe);
  assert.equal(await thief.refused(contract.getMe), 'not_signed_in');
  await signIn(visitor(app), 'robbed', password);
});

test('new recovery codes end the old ones', async () => {
  const client = await signUp(app, 'tidy');
  const { recoveryCodes } = await client.call(contract.renewRecoveryCodes);
  assert.equal(new Set([...recoveryCodes, ...client.recoveryCodes]).size, 16);
  const use = (code = '') => ({ body: { handle: 'tidy', code } });
  const stale = await visitor(app).refused(contract.signInWithRecoveryCode, use(client.recoveryCodes[0]));
  assert.equal(stale, 'wrong_credentials');
  await visitor(app).call(contract.signInWithRecoveryCode, use(recoveryCodes[0]));
});

test('changing the password takes the old one and signs everybody else out', async () => {
  const client = await signUp(app, 'changer');
  const other = visitor(app);
  await signIn(other, 'changer', PASSWORD);
  const password = 'quite another phrase';
  for (const current of [undefined, 'not my password']) {
    const body = current === undefined ? { password } : { current, password };
    assert.equal(await client.refused(contract.changePassword, { body }), 'wrong_credentials');
  }
  await client.call(contract.changePassword, { body: { current: PASSWORD, password } });
  await client.call(contract.getMe);
  assert.equal(await other.refused(contract.getMe), 'not_signed_in');
  const stale = { body: { handle: 'changer', password: PASSWORD } };
  assert.equal(await visitor(app).refused(contract.signInWithPassword, stale), 'wrong_credentials');
});

test('what is the same for everybody looks no session up', async () => {
  const noDatabase = openDb('postgres://127.0.0.1:1/none');
  const client = visitor(createApp({ ...ctx, db: noDatabase }));
  const response = await client.send('GET', getEdition.path, {
    headers: { cookie: 'overt_session=whatever' },
  });
  assert.equal(response.status, 200);
});
