import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as contract from '../../contract/clips.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);

const ada = await signUp(app, 'ada');
await signUp(app, 'friend');
const fan = await signUp(app, 'fan');
const blocked = await signUp(app, 'blocked');
const nobody = visitor(app);

/** `follower` follows `followed`, and it is accepted. */
async function follow(follower: string, followed: string, accepted = true): Promise<void> {
  await db`insert into follows (follower_id, followed_id, accepted)
    select f.id, t.id, ${accepted} from accounts f, accounts t where f.handle = ${follower} and t.handle = ${followed}`;
}

before(async () => {
  await follow('ada', 'friend');
  await follow('friend', 'ada');
  await follow('fan', 'ada');
  await follow('ada', 'fan', false);
  await follow('blocked', 'ada');
  await follow('ada', 'blocked');
});

const friendsOf = async (who: typeof ada) =>
  (await who.call(contract.getFriendsFeed)).clips.map((clip) => clip.id);

test('the friends’ feed has what people publish who follow each other, for followers too, and nothing else', async () => {
  const open = await publishedClip(ctx, 'friend');
  const forFollowers = await publishedClip(ctx, 'friend', { audience: 'followers' });
  await publishedClip(ctx, 'friend', { audience: 'me' });
  await publishedClip(ctx, 'fan');
  await publishedClip(ctx, 'ada');
  assert.deepEqual(await friendsOf(ada), [forFollowers, open]);
  assert.deepEqual(await friendsOf(fan), []);
  assert.equal(await nobody.refused(contract.getFriendsFeed), 'not_signed_in');
});

test('a block, a hidden clip and a suspended friend leave the friends’ feed at once', async () => {
  const id = await publishedClip(ctx, 'blocked');
  assert.ok((await friendsOf(ada)).includes(id));
  // The follows stay, to see that the block itself is looked at.
  await db`insert into blocks (blocker_id, blocked_id)
    select b.id, a.id from accounts a, accounts b where a.handle = 'ada' and b.handle = 'blocked'`;
  assert.ok(!(await friendsOf(ada)).includes(id));
  assert.deepEqual(await friendsOf(blocked), []);
  await db`update clips set status = 'hidden' where author_id = (select id from accounts where handle = 'friend')`;
  assert.deepEqual(await friendsOf(ada), []);
  await db`update clips set status = 'published' where status = 'hidden'`;
  assert.equal((await friendsOf(ada)).length, 2);
  await db`update accounts set suspended_at = now() where handle = 'friend'`;
  assert.deepEqual(await friendsOf(ada), []);
});

test('the most liked of a period are those published within it, page after page, without a gap or a double', async () => {
  await db`delete from clips`;
  const liked: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    const id = await publishedClip(ctx, 'ada');
    liked.push(id);
    await db`update clips set like_count = ${n >> 1}, published_at = now() - ${n * 6} * interval '1 hour' where id = ${id}`;
  }
  const read = async (period?: contract.LikedPeriod): Promise<contract.Clip[]> => {
    const clips: contract.Clip[] = [];
    let cursor: string | undefined;
    do {
      const query = {
        ...(period === undefined ? {} : { period }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await nobody.call(contract.getMostLiked, { query });
      clips.push(...page.clips);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return clips;
  };
  // Of two with as many likes, the newer one (made earlier in the loop) comes first.
  const inOrder = liked.toSorted((a, b) => (liked.indexOf(b) >> 1) - (liked.indexOf(a) >> 1));
  const idsOf = (clips: contract.Clip[]) => clips.map((clip) => clip.id);
  assert.deepEqual(idsOf(await read('all')), inOrder);
  assert.deepEqual(
    idsOf(await read('day')),
    inOrder.filter((id) => liked.indexOf(id) < 4),
  );
  assert.deepEqual(
    idsOf(await read()),
    inOrder.filter((id) => liked.indexOf(id) < 28),
  );
  await db`update accounts set closed = true where handle = 'ada'`;
  await db`update clips set caption = 'announced'`;
  assert.deepEqual(await read('all'), []);
});

test('the most liked are the same bytes for a visitor and for a member', async () => {
  const path = `${contract.getMostLiked.path}?period=all`;
  const [one, other] = [await nobody.send('GET', path), await ada.send('GET', path)];
  assert.deepEqual(Object.fromEntries(one.headers), Object.fromEntries(other.headers));
  assert.equal(await one.text(), await other.text());
  for (const query of ['period=today', 'cursor=MTow', 'cursor=x&period=all']) {
    assert.equal((await nobody.send('GET', `${contract.getMostLiked.path}?${query}`)).status, 400, query);
  }
});
