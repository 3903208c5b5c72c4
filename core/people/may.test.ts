import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role } from '../../contract/people.ts';
import { may, stranger, type Act, type CommentThing, type Person } from './may.ts';

const OWNER = 1;
const WRITER = 2;

function person(id: number, role: Role = 'member'): Person {
  return { id, handle: `person${id}`, role, ageBand: '18+' };
}

/** Who asks, and how they stand to the owner. */
const askers = {
  visitor: { person: null, relation: stranger },
  stranger: { person: person(3), relation: stranger },
  follower: { person: person(4), relation: { follows: true, blocked: false } },
  blocked: { person: person(5), relation: { follows: false, blocked: true } },
  writer: { person: person(WRITER), relation: stranger },
  owner: { person: person(OWNER), relation: stranger },
  moderator: { person: person(6, 'moderator'), relation: stranger },
  operator: { person: person(7, 'operator'), relation: stranger },
} as const;
type Asker = keyof typeof askers;

/** A comment has every fact that an act may ask for, so one thing serves all of them. */
const open: CommentThing = {
  ownerId: OWNER,
  ownerRole: 'member',
  ownerAgeBand: '18+',
  closed: false,
  suspended: false,
  status: 'published',
  audience: 'everyone',
  writerId: WRITER,
  ...stranger,
};

const everybody = Object.keys(askers) as Asker[];
const signedIn = everybody.filter((asker) => asker !== 'visitor');
const staff: Asker[] = ['moderator', 'operator'];

function whoMay(act: Act, thing: Partial<CommentThing> = {}): Asker[] {
  return everybody.filter((name) => {
    const { person, relation } = askers[name];
    return may(person, act, { ...open, ...thing, ...relation });
  });
}

const without = (all: readonly Asker[], ...some: Asker[]) => all.filter((asker) => !some.includes(asker));

const table: { act: Act; when: string; thing?: Partial<CommentThing>; who: Asker[] }[] = [
  { act: 'see_clip', when: 'it is for everyone', who: everybody },
  {
    act: 'see_clip',
    when: 'the account is closed',
    thing: { closed: true },
    who: ['follower', 'owner', ...staff],
  },
  {
    act: 'see_clip',
    when: 'it is for followers',
    thing: { audience: 'followers' },
    who: ['follower', 'owner', ...staff],
  },
  { act: 'see_clip', when: 'it is for its maker', thing: { audience: 'me' }, who: ['owner'] },
  { act: 'see_clip', when: 'it is still processed', thing: { status: 'processing' }, who: ['owner'] },
  { act: 'see_clip', when: 'it is hidden', thing: { status: 'hidden' }, who: ['owner', ...staff] },
  { act: 'see_clip', when: 'it is removed', thing: { status: 'removed' }, who: [] },
  { act: 'see_clip', when: 'the maker is suspended', thing: { suspended: true }, who: ['owner', ...staff] },
  { act: 'like_clip', when: 'it is for everyone', who: without(signedIn, 'blocked') },
  {
    act: 'like_clip',
    when: 'the account is closed',
    thing: { closed: true },
    who: ['follower', 'owner', ...staff],
  },
  { act: 'like_clip', when: 'it is hidden', thing: { status: 'hidden' }, who: [] },
  { act: 'comment_on_clip', when: 'it is for everyone', who: without(signedIn, 'blocked') },
  {
    act: 'comment_on_clip',
    when: 'it is for followers',
    thing: { audience: 'followers' },
    who: ['follower', 'owner', ...staff],
  },
  { act: 'comment_on_clip', when: 'it is for its maker', thing: { audience: 'me' }, who: ['owner'] },
  { act: 'edit_clip', when: 'it is published', who: ['owner'] },
  { act: 'edit_clip', when: 'it is removed', thing: { status: 'removed' }, who: [] },
  { act: 'see_figures_of_clip', when: 'always', who: ['owner'] },
  { act: 'delete_clip', when: 'it is published', who: ['owner'] },
  { act: 'hide_clip', when: 'it is published', who: staff },
  { act: 'remove_clip', when: 'it is published', who: staff },
  { act: 'delete_comment', when: 'somebody else’s', who: ['writer', 'owner', ...staff] },
  { act: 'see_account', when: 'it is open', who: everybody },
  { act: 'see_account', when: 'it is suspended', thing: { suspended: true }, who: staff },
  { act: 'see_follows', when: 'it is open', who: without(everybody, 'blocked') },
  { act: 'see_follows', when: 'it is closed', thing: { closed: true }, who: ['follower', 'owner', ...staff] },
  { act: 'follow_account', when: 'it is open', who: without(signedIn, 'blocked', 'owner') },
  {
    act: 'follow_account',
    when: 'it is closed',
    thing: { closed: true },
    who: without(signedIn, 'blocked', 'owner'),
  },
  { act: 'follow_account', when: 'it is suspended', thing: { suspended: true }, who: [] },
  { act: 'block_account', when: 'always', who: without(signedIn, 'owner') },
  { act: 'suspend_account', when: 'of a member', who: staff },
  { act: 'suspend_account', when: 'of a moderator', thing: { ownerRole: 'moderator' }, who: ['operator'] },
  { act: 'suspend_account', when: 'of an operator', thing: { ownerRole: 'operator' }, who: [] },
  { act: 'open_account', when: 'of a grown-up', who: ['owner'] },
  { act: 'open_account', when: 'of 16–17', thing: { ownerAgeBand: '16-17' }, who: ['owner'] },
  { act: 'open_account', when: 'of a child', thing: { ownerAgeBand: '13-15' }, who: [] },
];

for (const { act, when, thing, who } of table) {
  test(`${act}, ${when}: ${who.join(', ') || 'nobody'}`, () => {
    assert.deepEqual(whoMay(act, thing).sort(), [...who].sort());
  });
}

test('every act is in the table', () => {
  const acts: Record<Act, true> = {
    see_clip: true,
    like_clip: true,
    comment_on_clip: true,
    edit_clip: true,
    see_figures_of_clip: true,
    delete_clip: true,
    hide_clip: true,
    remove_clip: true,
    delete_comment: true,
    see_account: true,
    see_follows: true,
    follow_account: true,
    block_account: true,
    suspend_account: true,
    open_account: true,
  };
  assert.deepEqual([...new Set(table.map((row) => row.act))].sort(), Object.keys(acts).sort());
});

test('a moderator does not suspend their own account', () => {
  assert.equal(may(person(OWNER, 'operator'), 'suspend_account', open), false);
});
