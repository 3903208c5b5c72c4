import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { deleteClip } from '../../core/clips/clips.ts';
import { listComments } from '../../core/clips/comments.ts';
import { listFeed } from '../../core/clips/lists.ts';
import { findAccount, insertAccount } from '../../core/people/accounts.ts';
import { testApp } from '../../test/support/http.ts';
import { startJobs } from '../jobs.ts';
import { demoClips } from './clips.ts';
import { demoPeople } from './people.ts';
import { secondsOf } from './score.ts';
import { seedDemo } from './seed.ts';
import { sounds } from './sounds.ts';

/** Two short ones by two makers; one has an answer to a comment. */
const clips = demoClips.filter(({ name }) => name === 'knitting' || name === 'bouncing-letters');

test('a demo that was cut short goes on without doubles, and what is deleted stays away', async () => {
  const { ctx, url, close } = await testApp();
  const jobs = await startJobs(ctx, url);
  after(async () => {
    await jobs.stop();
    await close();
  });

  const kill = new AbortController();
  const cut = seedDemo(ctx, { clips, signal: kill.signal, onProgress: () => kill.abort() });
  await assert.rejects(cut, { name: 'AbortError' });
  const seen: [number, number, string][] = [];
  await seedDemo(ctx, { clips, onProgress: (...progress) => seen.push(progress) });
  assert.deepEqual(seen.at(-1), [2, 2, 'Bouncing letters']);

  const feed = (await listFeed(ctx, undefined)).clips;
  assert.deepEqual(new Set(feed.map((clip) => clip.caption)), new Set(clips.map((clip) => clip.caption)));
  assert.equal(feed.length, 2);
  for (const clip of clips) {
    const shown = feed.find((each) => each.caption === clip.caption);
    assert.ok(shown);
    assert.equal(shown.maker.handle, clip.by);
    assert.ok(shown.maker.avatar, 'has no face');
    assert.equal(shown.language, clip.language);
    assert.equal(shown.likes, clip.likedBy.length);
    assert.deepEqual([shown.width, shown.height, shown.hasSound], [720, 1280, true]);
    // Sound comes in blocks of 1,024 samples, 21 ms, so it may end a few of them later.
    assert.ok(Math.abs(shown.duration - secondsOf(sounds[clip.sound])) < 0.1, `lasts ${shown.duration} s`);
    const { comments } = await listComments(ctx, null, shown.id, undefined);
    assert.deepEqual(
      new Set(comments.map((each) => each.text)),
      new Set(clip.comments.map((each) => each.text)),
    );
    assert.equal(
      shown.comments,
      clip.comments.reduce((sum, each) => sum + 1 + (each.answers?.length ?? 0), 0),
    );
  }
  for (const person of demoPeople) {
    const account = await findAccount(ctx.db, person.handle);
    assert.equal(account?.bio, person.bio);
    assert.equal(account.followingCount, person.follows.length);
  }

  const [gone] = feed;
  const owner = gone && (await findAccount(ctx.db, gone.maker.handle));
  assert.ok(gone && owner);
  await deleteClip(ctx, owner, gone.id);
  await seedDemo(ctx, { clips });
  assert.equal((await listFeed(ctx, undefined)).clips.length, 1);
});

test('where somebody lives already, no demo moves in', async () => {
  const { ctx, close } = await testApp();
  after(close);
  await ctx.db.begin((tx) => insertAccount(tx, { handle: 'night_bus', ageBand: '18+' }));
  await seedDemo(ctx, { clips });
  assert.equal((await listFeed(ctx, undefined)).clips.length, 0);
  assert.equal(await findAccount(ctx.db, 'mira_cuts'), null);
});
