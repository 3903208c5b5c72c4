import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as contract from '../../contract/people.ts';
import { softwareAuthenticator } from '../../test/support/authenticator.ts';
import { ORIGIN, signUp, testApp, visitor, type Client } from '../../test/support/http.ts';

const { app, db, close } = await testApp();
after(close);

const origin = ORIGIN;

async function signUpWithPasskey(handle: string) {
  const client = visitor(app);
  const passkey = softwareAuthenticator();
  const { challengeId, options } = await client.call(contract.beginSignUpWithPasskey, {
    body: { handle, ageBand: '18+' },
  });
  const response = passkey.create(options, { origin });
  const { me, recoveryCodes } = await client.call(contract.signUpWithPasskey, {
    body: { handle, ageBand: '18+', challengeId, response },
  });
  return { client, passkey, me, recoveryCodes };
}

async function addPasskey(client: Client) {
  const passkey = softwareAuthenticator();
  const { challengeId, options } = await client.call(contract.beginAddPasskey);
  const body = { challengeId, response: passkey.create(options, { origin }) };
  return { passkey, body, me: await client.call(contract.addPasskey, { body }) };
}

test('a passkey opens an account and signs in to it', async () => {
  const { passkey, me, recoveryCodes } = await signUpWithPasskey('keyed');
  assert.equal(me.hasPassword, false);
  assert.deepEqual(
    me.passkeys.map((each) => each.id),
    [passkey.id],
  );
  assert.equal(recoveryCodes.length, 8);

  const elsewhere = visitor(app);
  const { challengeId, options } = await elsewhere.call(contract.beginSignInWithPasskey);
  const body = { challengeId, response: passkey.get(options, { origin }) };
  assert.equal((await elsewhere.call(contract.signInWithPasskey, { body })).handle, 'keyed');
  assert.equal((await elsewhere.call(contract.getMe)).handle, 'keyed');
  assert.equal(
    await visitor(app).refused(contract.signInWithPasskey, { body }),
    'passkey_failed',
    'a replay',
  );
});

test('a proof for another site, another challenge or by another key is refused', async () => {
  const { passkey } = await signUpWithPasskey('phished');
  const thief = visitor(app);
  const wrong = {
    'another site': (options: unknown) => passkey.get(options, { origin: 'https://clips.example.evil' }),
    'nobody’s finger': (options: unknown) => passkey.get(options, { origin, verified: false }),
    'another challenge': (options: object) =>
      passkey.get({ ...options, challenge: 'c29tZXRoaW5nIGVsc2U' }, { origin }),
    'another key': (options: unknown) => ({
      ...softwareAuthenticator().get(options, { origin }),
      id: passkey.id,
      rawId: passkey.id,
    }),
    'an unknown passkey': (options: unknown) => softwareAuthenticator().get(options, { origin }),
  };
  for (const [name, answer] of Object.entries(wrong)) {
    const { challengeId, options } = await thief.call(contract.beginSignInWithPasskey);
    const body = { challengeId, response: answer(options) };
    assert.equal(await thief.refused(contract.signInWithPasskey, { body }), 'passkey_failed', name);
  }
  assert.equal(thief.token(), null);
});

test('a counter that goes back gives a cloned authenticator away', async () => {
  const { passkey } = await signUpWithPasskey('cloned');
  const signIn = async (counter: number) => {
    const client = visitor(app);
    const { challengeId, options } = await client.call(contract.beginSignInWithPasskey);
    return client.send('POST', contract.signInWithPasskey.path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challengeId, response: passkey.get(options, { origin, counter }) }),
    });
  };
  assert.equal((await signIn(5)).status, 200);
  assert.equal((await signIn(4)).status, 401);
  assert.equal((await signIn(6)).status, 200);
});

test('a challenge of one handle does not open an account under another', async () => {
  const client = visitor(app);
  const { challengeId, options } = await client.call(contract.beginSignUpWithPasskey, {
    body: { handle: 'honest', ageBand: '18+' },
  });
  const response = softwareAuthenticator().create(options, { origin });
  const body = { handle: 'somebody_else', ageBand: '18+' as const, challengeId, response };
  assert.equal(await client.refused(contract.signUpWithPasskey, { body }), 'passkey_failed');
  assert.equal((await db`select from accounts where handle = 'somebody_else'`).length, 0);
});

test('a challenge that has run out is refused', async () => {
  const client = visitor(app);
  const { challengeId, options } = await client.call(contract.beginSignUpWithPasskey, {
    body: { handle: 'slow', ageBand: '18+' },
  });
  await db`update passkey_challenges set expires_at = now() - interval '1 second'`;
  const response = softwareAuthenticator().create(options, { origin });
  const body = { handle: 'slow', ageBand: '18+' as const, challengeId, response };
  assert.equal(await client.refused(contract.signUpWithPasskey, { body }), 'passkey_failed');
});

test('one passkey belongs to one account', async () => {
  const first = await signUp(app, 'first_owner');
  const { passkey } = await addPasskey(first);
  const second = await signUp(app, 'second_owner');
  const { challengeId, options } = await second.call(contract.beginAddPasskey);
  const body = { challengeId, response: passkey.create(options, { origin }) };
  assert.equal(await second.refused(contract.addPasskey, { body }), 'passkey_failed');
});

test('the last way in cannot be removed, not even by two hands at once', async () => {
  const { client, passkey } = await signUpWithPasskey('careful');
  const { passkey: other } = await addPasskey(client);
  const results = await Promise.all(
    [passkey.id, other.id].map((id) => client.send('DELETE', `/api/me/passkeys/${id}`)),
  );
  assert.deepEqual(results.map((each) => each.status).sort(), [200, 409]);
  const { passkeys } = await client.call(contract.getMe);
  assert.equal(passkeys.length, 1);
  const last = { params: { id: passkeys[0]?.id ?? '' } };
  assert.equal(await client.refused(contract.removePasskey, last), 'conflict');
  await client.call(contract.changePassword, { body: { password: 'a long enough phrase' } });
  assert.deepEqual((await client.call(contract.removePasskey, last)).passkeys, []);
  assert.equal(await client.refused(contract.removePasskey, last), 'not_found');
});

test('nobody removes the passkey of somebody else', async () => {
  const { passkey } = await signUpWithPasskey('victim');
  const thief = await signUp(app, 'thief');
  assert.equal(await thief.refused(contract.removePasskey, { params: { id: passkey.id } }), 'not_found');
});
