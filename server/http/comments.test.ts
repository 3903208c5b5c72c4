import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { getClip } from '../../contract/clips.ts';
import * as contract from '../../contract/comments.ts';
import { block } from '../../contract/people.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor, type Client } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);
const maker = await signUp(app, 'maker');
const reader = await signUp(app, 'reader');
const other = await signUp(app, 'other');
const blocked = await signUp(app, 'blocked');
const child = await signUp(app, 'child', '13-15');
const keeper = await signUp(app, 'keeper');
const nobody = visitor(app);
await db`update accounts set role = 'moderator' where handle = 'keeper'`;
await maker.call(block, { params: { handle: 'blocked' } });

const on = (id: string) => ({ params: { id } });
const write = (who: Client, clip: string, text: string, parent?: string) =>
  who.call(contract.writeComment, { ...on(clip), body: parent === undefined ? { text } : { text, parent } });
const textsOf = async (who: Client, clip: string) =>
  (await who.call(contract.listComments, on(clip))).comments.map((each) => each.text);
const countOf = async (clip: string) => (await nobody.call(getClip, on(clip))).comments;

test('comments are read by all who see the clip, newest first, and answers oldest first', async () => {
  const clip = await publishedClip(ctx, 'maker');
  const first = await write(reader, clip, 'first');
  await write(child, clip, 'second');
  const answer = await write(maker, clip, 'thanks', first.id);
  const deeper = await write(reader, clip, 'welcome', answer.id);
  assert.equal(deeper.parent, first.id, 'an answer to an answer hangs from the first comment');
  assert.deepEqual(await textsOf(nobody, clip), ['second', 'first']);
  const replies = await nobody.call(contract.listReplies, on(first.id));
  assert.deepEqual(
    replies.comments.map((each) => each.text),
    ['thanks', 'welcome'],
  );
  const [, counted] = (await nobody.call(contract.listComments, on(clip))).comments;
  assert.equal(counted?.replies, 2);
  assert.equal(await countOf(clip), 4);
});

test('who may not answer is refused; who may not see is told nothing', async () => {
  const open = await publishedClip(ctx, 'maker');
  const body = { text: 'hello' };
  assert.equal(await nobody.refused(contract.writeComment, { ...on(open), body }), 'not_signed_in');
  assert.equal(await blocked.refused(contract.writeComment, { ...on(open), body }), 'not_allowed');
  const closed = await publishedClip(ctx, 'maker', { audience: 'followers' });
  const own = await write(maker, closed, 'for friends');
  for (const who of [reader, blocked, child]) {
    assert.equal(await who.refused(contract.writeComment, { ...on(closed), body }), 'not_found');
    assert.equal(await who.refused(contract.listComments, on(closed)), 'not_found');
    assert.equal(await who.refused(contract.listReplies, on(own.id)), 'not_found');
    assert.equal(await who.refused(contract.deleteComment, on(own.id)), 'not_found');
  }
  const elsewhere = await write(maker, open, 'elsewhere');
  const asAnswer = { ...on(closed), body: { text: 'x', parent: elsewhere.id } };
  assert.equal(await maker.refused(contract.writeComment, asAnswer), 'not_found');
});

test('a comment is deleted by its writer, the clip’s maker or a moderator, with its answers', async () => {
  const clip = await publishedClip(ctx, 'maker');
  for (const who of [reader, maker, keeper]) {
    const comment = await write(reader, clip, 'gone soon');
    await write(other, clip, 'me too', comment.id);
    assert.equal(await other.refused(contract.deleteComment, on(comment.id)), 'not_allowed');
    assert.equal(await nobody.refused(contract.deleteComment, on(comment.id)), 'not_signed_in');
    await who.call(contract.deleteComment, on(comment.id));
    assert.equal(await who.refused(contract.deleteComment, on(comment.id)), 'not_found');
  }
  assert.deepEqual(await textsOf(nobody, clip), []);
  assert.equal(await countOf(clip), 0);
});

test('counts stay exact however many write and delete at once', async () => {
  const clip = await publishedClip(ctx, 'maker');
  const first = await write(reader, clip, 'first');
  const answers = await Promise.all(
    [maker, reader, other, child, keeper].flatMap((who) => [
      write(who, clip, 'one', first.id),
      write(who, clip, 'two', first.id),
      write(who, clip, 'three'),
    ]),
  );
  await Promise.all(answers.slice(0, 6).map((each) => keeper.call(contract.deleteComment, on(each.id))));
  const [rows] = await db<{ all: number; replies: number }[]>`select count(*) as all,
    count(*) filter (where parent_id = ${first.id}) as replies from comments where clip_id = ${clip}`;
  assert.equal(await countOf(clip), rows?.all);
  const listed = await nobody.call(contract.listComments, on(clip));
  assert.equal(listed.comments.find((each) => each.id === first.id)?.replies, rows?.replies);
});

test('nobody reads across a block, nor what a suspended account wrote', async () => {
  const clip = await publishedClip(ctx, 'maker');
  await write(reader, clip, 'by reader');
  await write(other, clip, 'by other');
  await other.call(block, { params: { handle: 'reader' } });
  assert.deepEqual(await textsOf(reader, clip), ['by reader']);
  assert.deepEqual(await textsOf(other, clip), ['by other']);
  assert.deepEqual(await textsOf(keeper, clip), ['by other', 'by reader']);
  await db`update accounts set suspended_at = now() where handle = 'other'`;
  assert.deepEqual(await textsOf(nobody, clip), ['by reader']);
  await db`update accounts set suspended_at = null where handle = 'other'`;
});

test('pages follow one another without a gap or a double', async () => {
  const clip = await publishedClip(ctx, 'maker');
  const [row] = await db<{ id: number }[]>`select id from accounts where handle = 'child'`;
  await db`insert into comments (id, clip_id, author_id, body, created_at)
    select substr(md5(n::text), 1, 16), ${clip}, ${row?.id ?? 0}, n::text, now() from generate_series(1, 70) n`;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await nobody.call(contract.listComments, {
      ...on(clip),
      query: cursor === undefined ? {} : { cursor },
    });
    seen.push(...page.comments.map((each) => each.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual([seen.length, new Set(seen).size], [70, 70]);
});
