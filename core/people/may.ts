import type { Audience, ClipStatus } from '../../contract/clips.ts';
import type { AgeBand, Role } from '../../contract/people.ts';

/** Who asks. A suspended account never becomes a Person: its sessions end with the suspension. */
export interface Person {
  readonly id: number;
  readonly handle: string;
  readonly role: Role;
  readonly ageBand: AgeBand;
}

/** How the person who asks stands to the owner of the thing. Strangers and visitors: all false. */
export interface Relation {
  /** An accepted follow, from the asker to the owner. */
  readonly follows: boolean;
  /** A block in either direction. */
  readonly blocked: boolean;
}

export const stranger: Relation = { follows: false, blocked: false };

export interface AccountThing extends Relation {
  readonly ownerId: number;
  readonly ownerRole: Role;
  readonly ownerAgeBand: AgeBand;
  readonly closed: boolean;
  readonly suspended: boolean;
}

export interface ClipThing extends AccountThing {
  readonly status: ClipStatus;
  readonly audience: Audience;
}

/** A comment under a clip: `ownerId` and the relation are those of the clip's maker. */
export interface CommentThing extends ClipThing {
  readonly writerId: number;
}

/** Every act that needs a leave, with the thing it is done to. */
export interface Acts {
  see_clip: ClipThing;
  like_clip: ClipThing;
  comment_on_clip: ClipThing;
  edit_clip: ClipThing;
  /** How far it was watched; about how often is for everybody who may see it. */
  see_figures_of_clip: ClipThing;
  delete_clip: ClipThing;
  hide_clip: ClipThing;
  remove_clip: ClipThing;
  delete_comment: CommentThing;
  see_account: AccountThing;
  see_follows: AccountThing;
  follow_account: AccountThing;
  block_account: AccountThing;
  suspend_account: AccountThing;
  /** To let everybody see what has been for followers only. */
  open_account: AccountThing;
}
export type Act = keyof Acts;

const rules: { readonly [A in Act]: (person: Person | null, thing: Acts[A]) => boolean } = {
  see_clip: maySeeClip,
  like_clip: (person, clip) => isPublished(clip) && mayAnswer(person, clip),
  comment_on_clip: (person, clip) => isPublished(clip) && mayAnswer(person, clip),
  edit_clip: (person, clip) => owns(person, clip) && clip.status !== 'removed',
  see_figures_of_clip: owns,
  delete_clip: owns,
  hide_clip: moderates,
  remove_clip: moderates,
  delete_comment: (person, comment) =>
    (person !== null && person.id === comment.writerId) || owns(person, comment) || moderates(person),
  see_account: (person, account) => !account.suspended || moderates(person),
  see_follows: (person, account) => maySeeWhatIsClosed(person, account),
  follow_account: (person, account) =>
    person !== null && !owns(person, account) && !account.blocked && !account.suspended,
  block_account: (person, account) => person !== null && !owns(person, account),
  suspend_account: (person, account) =>
    moderates(person) && !owns(person, account) && rank(person) > rank({ role: account.ownerRole }),
  // A child's account starts closed and stays so: the band cannot be argued with.
  open_account: (person, account) => owns(person, account) && account.ownerAgeBand !== '13-15',
};

/** Answers the one question that every act asks. Pure: the caller brings the facts. */
export function may<A extends Act>(person: Person | null, act: A, thing: Acts[A]): boolean {
  return rules[act](person, thing);
}

function owns(person: Person | null, thing: AccountThing): boolean {
  return person !== null && person.id === thing.ownerId;
}

function moderates(person: Person | null): boolean {
  return person !== null && person.role !== 'member';
}

function rank(who: Pick<Person, 'role'> | null): number {
  return who === null ? -1 : ['member', 'moderator', 'operator'].indexOf(who.role);
}

function isPublished(clip: ClipThing): boolean {
  return clip.status === 'published';
}

function maySeeWhatIsClosed(person: Person | null, account: AccountThing): boolean {
  if (owns(person, account) || moderates(person)) return true;
  if (account.suspended || account.blocked) return false;
  return !account.closed || account.follows;
}

function maySeeClip(person: Person | null, clip: ClipThing): boolean {
  if (clip.status === 'removed') return false;
  if (owns(person, clip)) return true;
  if (clip.audience === 'me') return false;
  if (clip.status === 'hidden') return moderates(person);
  if (clip.status !== 'published') return false;
  if (moderates(person)) return true;
  if (clip.suspended) return false;
  // A clip for everyone is the same bytes for everyone: a block cannot hide what a signed-out visitor sees anyway.
  if (clip.audience === 'everyone' && !clip.closed) return true;
  return clip.follows && !clip.blocked;
}

function mayAnswer(person: Person | null, clip: ClipThing): boolean {
  return person !== null && !clip.blocked && maySeeClip(person, clip);
}
