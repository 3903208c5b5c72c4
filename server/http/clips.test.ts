import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as contract from '../../contract/clips.ts';
import { listBlobFiles } from '../../core/store/blobs.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);

const maker = await signUp(app, 'maker');
const fan = await signUp(app, 'fan');
const stranger = await signUp(app, 'stranger');
const blocked = await signUp(app, 'blocked');
const child = await signUp(app, 'child', '13-15');
const moderator = await signUp(app, 'keeper');
const nobody = visitor(app);

before(async () => {
  await db`update accounts set role = 'moderator' where handle = 'keeper'`;
  const id = db`select id from accounts where handle = 'maker'`;
  await db`insert into follows (follower_id, followed_id, accepted)
    select id, (${id}), true from accounts where handle = 'fan'`;
  await db`insert into blocks (blocker_id, blocked_id)
    select (${id}), id from accounts where handle = 'blocked'`;
});

const on = (id: string) => ({ params: { id } });
const feedIds = async () => (await nobody.call(contract.getFeed)).clips.map((clip) => clip.id);

test('a published clip is in everybody’s feed and reads the same for all', async () => {
  const id = await publishedClip(ctx, 'maker', { caption: 'Sea' });
  assert.ok((await feedIds()).includes(id));
  const seen = await nobody.call(contract.getClip, on(id));
  assert.equal(seen.caption, 'Sea');
  assert.equal(seen.maker.handle, 'maker');
  for (const each of [maker, fan, stranger, blocked, child, moderator]) {
    assert.deepEqual(await each.call(contract.getClip, on(id)), seen);
  }
});

test('a clip for followers is there for its maker, followers and moderators, and for nobody else', async () => {
  const id = await publishedClip(ctx, 'maker', { audience: 'followers' });
  for (const each of [maker, fan, moderator])
    assert.equal((await each.call(contract.getClip, on(id))).id, id);
  for (const each of [nobody, stranger, blocked, child]) {
    assert.equal(await each.refused(contract.getClip, on(id)), 'not_found');
  }
  assert.ok(!(await feedIds()).includes(id));
  const listed = async (who: typeof nobody) =>
    (await who.call(contract.listClipsOf, { params: { handle: 'maker' } })).clips.some(
      (clip) => clip.id === id,
    );
  assert.deepEqual(await Promise.all([maker, fan, moderator, nobody, stranger, blocked].map(listed)), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  const following = await fan.call(contract.getFollowingFeed);
  assert.ok(following.clips.some((clip) => clip.id === id));
});

test('what one may not see one cannot act on either, and is not told that it is there', async () => {
  const id = await publishedClip(ctx, 'maker', { audience: 'followers' });
  for (const each of [stranger, blocked, child]) {
    assert.equal(await each.refused(contract.likeClip, on(id)), 'not_found');
    assert.equal(await each.refused(contract.updateClip, { ...on(id), body: { caption: 'x' } }), 'not_found');
    assert.equal(await each.refused(contract.deleteClip, on(id)), 'not_found');
    assert.equal(await each.refused(contract.hideClip, on(id)), 'not_found');
    assert.equal(await each.refused(contract.removeClip, on(id)), 'not_found');
  }
});

test('only the maker changes or deletes a clip, only moderators hide and remove it, and visitors sign in first', async () => {
  const id = await publishedClip(ctx, 'maker');
  const change = { ...on(id), body: { caption: 'x' } };
  for (const each of [stranger, fan, moderator]) {
    assert.equal(await each.refused(contract.updateClip, change), 'not_allowed');
    assert.equal(await each.refused(contract.deleteClip, on(id)), 'not_allowed');
  }
  for (const each of [maker, stranger, fan, child]) {
    assert.equal(await each.refused(contract.hideClip, on(id)), 'not_allowed');
    assert.equal(await each.refused(contract.unhideClip, on(id)), 'not_allowed');
    assert.equal(await each.refused(contract.removeClip, on(id)), 'not_allowed');
  }
  for (const act of [contract.likeClip, contract.deleteClip, contract.hideClip, contract.removeClip]) {
    assert.equal(await nobody.refused(act, on(id)), 'not_signed_in');
  }
});

test('a hidden clip leaves the feed at once, stays for its maker and moderators, and comes back', async () => {
  const id = await publishedClip(ctx, 'maker');
  assert.ok((await feedIds()).includes(id));
  await moderator.call(contract.hideClip, on(id));
  assert.ok(!(await feedIds()).includes(id));
  assert.equal(await fan.refused(contract.getClip, on(id)), 'not_found');
  for (const each of [maker, moderator]) assert.equal((await each.call(contract.getClip, on(id))).id, id);
  assert.equal(await maker.refused(contract.likeClip, on(id)), 'not_allowed');
  await moderator.call(contract.unhideClip, on(id));
  assert.ok((await feedIds()).includes(id));
});

test('a removed clip is gone for all, with its files; its row stays', async () => {
  const id = await publishedClip(ctx, 'maker');
  const files = (await listBlobFiles(ctx)).length;
  await moderator.call(contract.removeClip, on(id));
  for (const each of [nobody, maker, moderator]) {
    assert.equal(await each.refused(contract.getClip, on(id)), 'not_found');
  }
  assert.equal((await listBlobFiles(ctx)).length, files - 2);
  assert.deepEqual([...(await db`select status from clips where id = ${id}`)], [{ status: 'removed' }]);
});

test('a deleted clip is gone with its files, likes and comments', async () => {
  const id = await publishedClip(ctx, 'maker', { keepOriginal: true });
  await fan.call(contract.likeClip, on(id));
  const files = (await listBlobFiles(ctx)).length;
  await maker.call(contract.deleteClip, on(id));
  assert.ok(!(await feedIds()).includes(id));
  assert.equal((await listBlobFiles(ctx)).length, files - 3);
  assert.equal((await db`select from clips where id = ${id}`).count, 0);
});

test('likes count exactly, however many press at once and however often', async () => {
  const id = await publishedClip(ctx, 'maker');
  const people = [maker, fan, stranger, child, moderator];
  await Promise.all([...people, ...people].map((each) => each.call(contract.likeClip, on(id))));
  assert.equal((await maker.call(contract.getClip, on(id))).likes, 5);
  assert.equal(await blocked.refused(contract.likeClip, on(id)), 'not_allowed');
  await Promise.all([fan, fan, stranger].map((each) => each.call(contract.unlikeClip, on(id))));
  assert.equal((await maker.call(contract.getClip, on(id))).likes, 3);
  assert.equal((await db`select from likes where clip_id = ${id}`).count, 3);
});

test('a child’s clips are for followers, and cannot be for everyone', async () => {
  const id = await publishedClip(ctx, 'child');
  assert.equal((await child.call(contract.getClip, on(id))).audience, 'followers');
  assert.equal(await stranger.refused(contract.getClip, on(id)), 'not_found');
  const open = { ...on(id), body: { audience: 'everyone' } } as const;
  assert.equal(await child.refused(contract.updateClip, open), 'not_allowed');
  await assert.rejects(publishedClip(ctx, 'child', { audience: 'everyone' }), { code: 'not_allowed' });
});

test('the pages of a feed follow one another without a gap or a double, whatever comes in between', async () => {
  const made: string[] = [];
  for (let n = 0; n < 30; n += 1) made.push(await publishedClip(ctx, 'stranger'));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await nobody.call(contract.getFeed, { query: cursor === undefined ? {} : { cursor } });
    seen.push(...page.clips.map((clip) => clip.id));
    cursor = page.next ?? undefined;
    await publishedClip(ctx, 'stranger');
  } while (cursor !== undefined);
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(
    seen.filter((id) => made.includes(id)),
    made.toReversed(),
  );
});

test('a suspended or closed account’s clips leave the feed', async () => {
  const id = await publishedClip(ctx, 'stranger');
  assert.ok((await feedIds()).includes(id));
  await db`update accounts set closed = true where handle = 'stranger'`;
  const following = await fan.call(contract.getFollowingFeed);
  assert.ok(!following.clips.some((clip) => clip.id === id));
  assert.equal(await nobody.refused(contract.getClip, on(id)), 'not_found');
  await db`update accounts set closed = false, suspended_at = now() where handle = 'stranger'`;
  assert.equal(await nobody.refused(contract.getClip, on(id)), 'not_found');
  assert.equal(await nobody.refused(contract.listClipsOf, { params: { handle: 'stranger' } }), 'not_found');
  await db`update accounts set suspended_at = null where handle = 'stranger'`;
});
