import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { writeComment } from '../../contract/comments.ts';
import { block } from '../../contract/people.ts';
import { report } from '../../contract/safety.ts';
import { publishedClip } from '../../test/support/clips.ts';
import { signUp, testApp, visitor } from '../../test/support/http.ts';

const { app, ctx, db, close } = await testApp();
after(close);

const anybody = visitor(app);
const maker = await signUp(app, 'maker');
const writer = await signUp(app, 'writer');
const clip = await publishedClip(ctx, 'maker');
const secret = await publishedClip(ctx, 'maker', { audience: 'me' });
const comment = await writer.call(writeComment, { params: { id: clip }, body: { text: 'First!' } });

test('anybody reports what they can see; a visitor without a name', async () => {
  await anybody.call(report, { body: { target: { kind: 'clip', id: clip }, reason: 'hate' } });
  await maker.call(report, {
    body: { target: { kind: 'comment', id: comment.id }, reason: 'harassment', details: 'Rude.' },
  });
  await writer.call(report, {
    body: { target: { kind: 'account', handle: 'maker' }, reason: 'scam_or_spam' },
  });
  const rows = await db`select handle, target_kind, target_id, reason, details
    from reports left join accounts on accounts.id = reporter_id order by reports.created_at`;
  const [{ id: makerId } = { id: 0 }] = await db<
    { id: number }[]
  >`select id from accounts where handle = 'maker'`;
  assert.deepEqual(
    [...rows],
    [
      { handle: null, targetKind: 'clip', targetId: clip, reason: 'hate', details: null },
      {
        handle: 'maker',
        targetKind: 'comment',
        targetId: comment.id,
        reason: 'harassment',
        details: 'Rude.',
      },
      {
        handle: 'writer',
        targetKind: 'account',
        targetId: String(makerId),
        reason: 'scam_or_spam',
        details: null,
      },
    ],
  );
});

test('what is not there, or not for the reporter’s eyes, cannot be reported', async () => {
  const unseen = [
    { kind: 'clip', id: 'A'.repeat(16) },
    { kind: 'clip', id: secret },
    { kind: 'comment', id: 'A'.repeat(16) },
    { kind: 'account', handle: 'nobody_here' },
  ] as const;
  for (const target of unseen) {
    for (const client of [anybody, writer]) {
      const code = await client.refused(report, { body: { target, reason: 'hate' } });
      assert.equal(code, 'not_found', JSON.stringify(target));
    }
  }
  await maker.call(block, { params: { handle: 'writer' } });
  const hidden = { target: { kind: 'comment' as const, id: comment.id }, reason: 'hate' as const };
  assert.equal(await maker.refused(report, { body: hidden }), 'not_found');
});

test('reports are limited, for a visitor by the address', async () => {
  const body = { target: { kind: 'account' as const, handle: 'maker' }, reason: 'hate' as const };
  const codes = new Set<string>();
  for (let i = 0; i < 21; i++) {
    const response = await anybody.send('POST', '/api/reports', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    codes.add(`${response.status} ${response.headers.has('retry-after') ? 'retry later' : ''}`);
  }
  assert.ok(codes.has('429 retry later'), [...codes].join());
  await writer.call(report, { body });
});
