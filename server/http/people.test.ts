import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as contract from '../../contract/people.ts';
import { operator, PASSWORD, signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, db, close } = await testApp();
after(close);

const to = (handle: string) => ({ params: { handle } });
const nobody = visitor(app);

test('a profile is open to everybody, and names nothing that is private', async () => {
  const ada = await signUp(app, 'ada');
  await ada.call(contract.updateMe, { body: { name: 'Ada L.', bio: 'Engines.\nAnalytical ones.' } });
  const response = await nobody.send('GET', '/api/people/ada');
  const profile: unknown = await response.json();
  assert.deepEqual(profile, {
    handle: 'ada',
    name: 'Ada L.',
    bio: 'Engines.\nAnalytical ones.',
    avatar: null,
    closed: false,
    suspended: false,
    clips: 0,
    followers: 0,
    following: 0,
    likes: 0,
  });
  assert.equal(await nobody.refused(contract.getProfile, to('nobody_here')), 'not_found');
});

test('following and unfollowing count once, however often', async () => {
  const fan = await signUp(app, 'fan');
  await signUp(app, 'star');
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(await fan.call(contract.follow, to('star')), { state: 'following' });
  }
  assert.equal((await nobody.call(contract.getProfile, to('star'))).followers, 1);
  assert.equal((await nobody.call(contract.getProfile, to('fan'))).following, 1);
  assert.deepEqual((await fan.call(contract.getMarks)).following, ['star']);
  for (let i = 0; i < 2; i++) await fan.call(contract.unfollow, to('star'));
  assert.equal((await nobody.call(contract.getProfile, to('star'))).followers, 0);
  assert.equal((await nobody.call(contract.getProfile, to('fan'))).following, 0);
  assert.equal(await fan.refused(contract.follow, to('fan')), 'not_allowed');
  assert.equal(await nobody.refused(contract.follow, to('star')), 'not_signed_in');
  assert.equal(await fan.refused(contract.follow, to('nobody_here')), 'not_found');
});

test('a closed account is asked, accepts and declines', async () => {
  const closed = await signUp(app, 'closed_one');
  await closed.call(contract.updateMe, { body: { closed: true } });
  const [liked, disliked] = [await signUp(app, 'liked'), await signUp(app, 'disliked')];
  for (const client of [liked, disliked]) {
    assert.deepEqual(await client.call(contract.follow, to('closed_one')), { state: 'requested' });
  }
  assert.deepEqual((await liked.call(contract.getMarks)).requested, ['closed_one']);
  assert.equal((await closed.call(contract.getMe)).followRequests, 2);
  const requests = await closed.call(contract.listFollowRequests);
  assert.deepEqual(
    requests.people.map((each) => each.handle),
    ['disliked', 'liked'],
  );
  assert.equal(await liked.refused(contract.listFollowers, to('closed_one')), 'not_allowed');
  await closed.call(contract.acceptFollowRequest, to('liked'));
  await closed.call(contract.declineFollowRequest, to('disliked'));
  assert.equal(await closed.refused(contract.acceptFollowRequest, to('disliked')), 'not_found');
  const { people } = await liked.call(contract.listFollowers, to('closed_one'));
  assert.deepEqual(
    people.map((each) => each.handle),
    ['liked'],
  );
  assert.equal(await disliked.refused(contract.listFollowers, to('closed_one')), 'not_allowed');
  assert.equal((await nobody.call(contract.getProfile, to('closed_one'))).followers, 1);
  await closed.call(contract.declineFollowRequest, to('liked'));
  assert.equal((await nobody.call(contract.getProfile, to('closed_one'))).followers, 0);
});

test('a request becomes a follow when the account has opened meanwhile', async () => {
  const owner = await signUp(app, 'opening');
  await owner.call(contract.updateMe, { body: { closed: true } });
  const fan = await signUp(app, 'patient');
  await fan.call(contract.follow, to('opening'));
  await owner.call(contract.updateMe, { body: { closed: false } });
  assert.deepEqual(await fan.call(contract.follow, to('opening')), { state: 'following' });
  assert.equal((await nobody.call(contract.getProfile, to('opening'))).followers, 1);
});

test('a child’s account starts closed and stays closed; others start open', async () => {
  const child = await signUp(app, 'child', '13-15');
  assert.equal((await child.call(contract.getMe)).closed, true);
  assert.equal(await child.refused(contract.updateMe, { body: { closed: false } }), 'not_allowed');
  await child.call(contract.updateMe, { body: { closed: true, name: 'Still closed' } });
  assert.equal((await nobody.call(contract.getProfile, to('child'))).closed, true);
  assert.equal(await nobody.refused(contract.listFollowers, to('child')), 'not_allowed');
  const youth = await signUp(app, 'youth', '16-17');
  assert.equal((await youth.call(contract.getMe)).closed, false);
});

test('a block ends what was between two people, both ways, and keeps it ended', async () => {
  const [ada, bob] = [await signUp(app, 'blocker'), await signUp(app, 'blockee')];
  await ada.call(contract.follow, to('blockee'));
  await bob.call(contract.follow, to('blocker'));
  await ada.call(contract.block, to('blockee'));
  assert.deepEqual(await ada.call(contract.getMarks), {
    liked: [],
    following: [],
    requested: [],
    blocked: ['blockee'],
  });
  assert.deepEqual((await bob.call(contract.getMarks)).following, []);
  for (const handle of ['blocker', 'blockee']) {
    const profile = await nobody.call(contract.getProfile, to(handle));
    assert.deepEqual([profile.followers, profile.following], [0, 0], handle);
  }
  assert.equal(await bob.refused(contract.follow, to('blocker')), 'not_allowed');
  assert.equal(await ada.refused(contract.follow, to('blockee')), 'not_allowed');
  assert.equal(await bob.refused(contract.listFollowers, to('blocker')), 'not_allowed');
  assert.equal((await bob.call(contract.getProfile, to('blocker'))).handle, 'blocker');
  assert.equal(await ada.refused(contract.block, to('blocker')), 'not_allowed');
  await ada.call(contract.block, to('blockee'));
  await bob.call(contract.unblock, to('blocker'));
  assert.equal(await bob.refused(contract.follow, to('blocker')), 'not_allowed', 'only the blocker lifts it');
  await ada.call(contract.unblock, to('blockee'));
  await bob.call(contract.follow, to('blocker'));
});

test('counts stay true while everybody follows, unfollows and blocks at once', async () => {
  const handles = ['storm_a', 'storm_b', 'storm_c', 'storm_d'];
  const clients: Awaited<ReturnType<typeof signUp>>[] = [];
  for (const handle of handles) clients.push(await signUp(app, handle));
  const acts = ['PUT follow', 'DELETE follow', 'PUT follow', 'PUT block', 'DELETE block', 'PUT follow'];
  const statuses = await Promise.all(
    acts.flatMap((act, round) =>
      clients.flatMap((client) =>
        handles.map(async (handle) => {
          const [method = '', what = ''] = act.split(' ');
          if (handle === client.handle || (what === 'block' && (handle.charCodeAt(6) + round) % 2 === 0))
            return 200;
          return (await client.send(method, `/api/people/${handle}/${what}`)).status;
        }),
      ),
    ),
  );
  assert.deepEqual(
    statuses.filter((status) => ![200, 204, 403].includes(status)),
    [],
  );
  const wrong = await db`select handle from accounts a where
    follower_count <> (select count(*) from follows where followed_id = a.id and accepted) or
    following_count <> (select count(*) from follows where follower_id = a.id and accepted)`;
  assert.deepEqual([...wrong], []);
  const both = await db`select from follows f join blocks b on
    (b.blocker_id, b.blocked_id) in ((f.follower_id, f.followed_id), (f.followed_id, f.follower_id))`;
  assert.equal(both.length, 0, 'nobody follows across a block');
});

test('lists are paged without a gap, newest first, and without the suspended', async () => {
  const popular = await signUp(app, 'popular');
  await db`with crowd as (
      insert into accounts (handle, name, age_band, closed)
      select 'crowd_' || lpad(i::text, 3, '0'), 'Crowd', '18+', false from generate_series(1, 120) i returning id, handle)
    insert into follows (follower_id, followed_id, accepted, created_at)
    select crowd.id, (select id from accounts where handle = 'popular'), true,
      -- Three people follow in the same microsecond, on both sides of a page's end.
      timestamptz '2026-01-01' + (substr(crowd.handle, 7)::int / 3) * interval '1 second' from crowd`;
  await db`update accounts set suspended_at = now() where handle = 'crowd_007'`;
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const ask: { params: { handle: string }; query: { cursor?: string } } = {
      ...to('popular'),
      query: cursor === null ? {} : { cursor },
    };
    const page = await popular.call(contract.listFollowers, ask);
    seen.push(...page.people.map((each) => each.handle));
    cursor = page.next;
  } while (cursor !== null);
  const expected = await db<{ handle: string }[]>`select handle from accounts where handle like 'crowd_%'
    and suspended_at is null order by substr(handle, 7)::int / 3 desc, handle desc`;
  assert.deepEqual(
    seen,
    expected.map((row) => row.handle),
  );
  for (const forged of ['AAAA', 'bm90IGEgcGxhY2U', '']) {
    const ask = { ...to('popular'), query: { cursor: forged } };
    assert.equal(await nobody.refused(contract.listFollowers, ask), 'bad_request', forged);
  }
});

test('a moderator suspends members; their sessions end and they are seen by moderators only', async () => {
  const troll = await signUp(app, 'troll');
  await signUp(app, 'warden');
  const promotion = { ...to('warden'), body: { role: 'moderator' as const } };
  assert.equal(await troll.refused(contract.setRole, promotion), 'not_signed_in');
  await operator(app).call(contract.setRole, promotion);
  const missing = { ...to('nobody_here'), body: { role: 'moderator' as const } };
  assert.equal(await operator(app).refused(contract.setRole, missing), 'not_found');
  const mod = visitor(app);
  await mod.call(contract.signInWithPassword, { body: { handle: 'warden', password: PASSWORD } });
  assert.equal((await mod.call(contract.getMe)).role, 'moderator');

  assert.equal(await nobody.refused(contract.suspendAccount, to('troll')), 'not_signed_in');
  assert.equal(await troll.refused(contract.suspendAccount, to('warden')), 'not_allowed');
  assert.equal(await mod.refused(contract.suspendAccount, to('warden')), 'not_allowed');
  await mod.call(contract.suspendAccount, to('troll'));

  assert.equal(await troll.refused(contract.getMe), 'not_signed_in');
  const right = { body: { handle: 'troll', password: PASSWORD } };
  const wrong = { body: { handle: 'troll', password: 'not the password' } };
  const code = { body: { handle: 'troll', code: troll.recoveryCodes[0] ?? '' } };
  assert.equal(await nobody.refused(contract.signInWithPassword, right), 'suspended');
  assert.equal(await nobody.refused(contract.signInWithPassword, wrong), 'wrong_credentials');
  assert.equal(await nobody.refused(contract.signInWithRecoveryCode, code), 'suspended');
  assert.equal(await nobody.refused(contract.getProfile, to('troll')), 'not_found');
  assert.equal(await nobody.refused(contract.listFollowers, to('troll')), 'not_found');
  const member = await signUp(app, 'bystander');
  assert.equal(await member.refused(contract.follow, to('troll')), 'not_found');
  assert.equal(await member.refused(contract.suspendAccount, to('troll')), 'not_found');
  assert.equal((await mod.call(contract.getProfile, to('troll'))).suspended, true);

  await mod.call(contract.restoreAccount, to('troll'));
  assert.equal((await nobody.call(contract.getProfile, to('troll'))).suspended, false);
  await visitor(app).call(contract.signInWithRecoveryCode, code);
});

test('the operator’s token makes accounts and acts as them; a guess or a cookie does not', async () => {
  const ensure = { ...to('imported'), body: { name: 'Imported' } };
  assert.equal(await nobody.refused(contract.ensureAccount, ensure), 'not_signed_in');
  const guess = visitor(app, { authorization: 'Bearer not-the-token' });
  assert.equal(await guess.refused(contract.ensureAccount, ensure), 'not_signed_in');
  for (let i = 0; i < 2; i++) {
    assert.equal((await operator(app).call(contract.ensureAccount, ensure)).name, 'Imported');
  }
  assert.equal((await operator(app, 'imported').call(contract.getMe)).handle, 'imported');
  assert.equal(await operator(app).refused(contract.getMe), 'not_signed_in');
  for (const name of ['nobody_here', '', 'Not a handle', "'; drop table accounts"]) {
    const { status } = await operator(app, name).send('GET', '/api/me');
    assert.equal(status, 404, name);
  }
  const asked = await guess.send('GET', '/api/me', { headers: { 'overt-as': 'imported' } });
  assert.equal(asked.status, 401);
});

test('marks, requests and settings are for who is signed in', async () => {
  const own = [
    contract.getMe,
    contract.getMarks,
    contract.listFollowRequests,
    contract.renewRecoveryCodes,
    contract.beginAddPasskey,
    contract.signOutEverywhere,
  ];
  for (const endpoint of own) assert.equal(await nobody.refused(endpoint), 'not_signed_in', endpoint.path);
  const about = [
    contract.acceptFollowRequest,
    contract.declineFollowRequest,
    contract.block,
    contract.unfollow,
  ];
  for (const endpoint of about) assert.equal(await nobody.refused(endpoint, to('ada')), 'not_signed_in');
});
