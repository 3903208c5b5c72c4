import * as z from 'zod/mini';
import { cursor, handle, handleParams, pageQuery, text } from './common.ts';
import { endpoint } from './endpoint.ts';

export const ageBands = ['under', '13-15', '16-17', '18+'] as const;
/** What a person says of their age. `under` is below the edition's minimum: refused, and nothing is kept. */
export const ageBand = z.enum(ageBands);
export type AgeBand = Exclude<z.infer<typeof ageBand>, 'under'>;

export const roles = ['member', 'moderator', 'operator'] as const;
export type Role = (typeof roles)[number];

/** How a clip or a comment names its maker. */
export const maker = z.object({
  handle,
  name: z.string(),
  avatar: z.nullable(z.string()),
});
export type Maker = z.infer<typeof maker>;

export const profile = z.object({
  handle,
  name: z.string(),
  bio: z.string(),
  avatar: z.nullable(z.string()),
  /** A closed account's clips are seen by accepted followers only. Accounts of 13–15 start closed. */
  closed: z.boolean(),
  /** True only before the eyes of moderators: nobody else finds the account. */
  suspended: z.boolean(),
  clips: z.number(),
  followers: z.number(),
  following: z.number(),
  likes: z.number(),
});
export type Profile = z.infer<typeof profile>;

export const me = z.object({
  ...profile.shape,
  role: z.enum(roles),
  ageBand: z.enum(['13-15', '16-17', '18+']),
  hasPassword: z.boolean(),
  passkeys: z.array(z.object({ id: z.string(), createdAt: z.iso.datetime() })),
  recoveryCodesLeft: z.number(),
  followRequests: z.number(),
});
export type Me = z.infer<typeof me>;

/** Length and breach are judged by the server, with a code of their own; here only what fits in a request. */
const password = z.string().check(z.minLength(1), z.maxLength(200));

/**
 * Passkeys speak the JSON of WebAuthn Level 3 (w3.org/TR/webauthn-3, 5.1.8 to 5.1.10): `options` goes to the browser as
 * it is, and what `toJSON()` makes of the credential comes back; the server checks it in full.
 */
const base64url = z.string().check(z.maxLength(20_000), z.regex(/^[A-Za-z0-9_-]+$/));
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
};
export const newPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.optional(
      z.array(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/))).check(z.maxLength(16)),
    ),
  }),
});
export type NewPasskey = z.infer<typeof newPasskey>;
export const passkeyProof = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.optional(z.nullable(base64url)),
  }),
});
export type PasskeyProof = z.infer<typeof passkeyProof>;

/** A challenge is answered once, within minutes. */
const challengeId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
const knownPasskey = z.object({
  id: base64url,
  type: z.string(),
  transports: z.exactOptional(z.array(z.string())),
});
const toMakePasskey = z.object({
  challengeId,
  options: z.object({
    rp: z.object({ id: z.exactOptional(z.string()), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: base64url,
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })),
    timeout: z.exactOptional(z.number()),
    excludeCredentials: z.exactOptional(z.array(knownPasskey)),
    authenticatorSelection: z.exactOptional(
      z.object({
        residentKey: z.exactOptional(z.enum(['discouraged', 'preferred', 'required'])),
        requireResidentKey: z.exactOptional(z.boolean()),
        userVerification: z.exactOptional(z.enum(['discouraged', 'preferred', 'required'])),
      }),
    ),
  }),
});
export type ToMakePasskey = z.infer<typeof toMakePasskey>;
const toProvePasskey = z.object({
  challengeId,
  options: z.object({
    challenge: base64url,
    rpId: z.exactOptional(z.string()),
    timeout: z.exactOptional(z.number()),
    userVerification: z.exactOptional(z.enum(['discouraged', 'preferred', 'required'])),
  }),
});
export type ToProvePasskey = z.infer<typeof toProvePasskey>;
const registration = z.object({ challengeId, response: newPasskey });
const authentication = z.object({ challengeId, response: passkeyProof });

/** Codes that open the account once each; shown once. */
const signedUp = z.object({ me, recoveryCodes: z.array(z.string()) });

export const signUpWithPassword = endpoint('POST', '/api/account', {
  summary: 'Open an account with a handle and a password',
  body: z.object({ handle, ageBand, password }),
  reply: signedUp,
  errors: ['too_young', 'handle_taken', 'password_too_short', 'password_breached'],
});
export const beginSignUpWithPasskey = endpoint('POST', '/api/account/passkey/options', {
  summary: 'Ask for the options of a new passkey for a new account',
  body: z.object({ handle, ageBand }),
  reply: toMakePasskey,
  errors: ['too_young', 'handle_taken'],
});
export const signUpWithPasskey = endpoint('POST', '/api/account/passkey', {
  summary: 'Open an account with a handle and a passkey',
  body: z.object({ handle, ageBand, ...registration.shape }),
  reply: signedUp,
  errors: ['too_young', 'handle_taken', 'passkey_failed'],
});

export const signInWithPassword = endpoint('POST', '/api/session', {
  summary: 'Sign in with a handle and a password',
  body: z.object({ handle, password }),
  reply: me,
  errors: ['wrong_credentials', 'suspended'],
});
export const beginSignInWithPasskey = endpoint('POST', '/api/session/passkey/options', {
  summary: 'Ask for the options to sign in with any passkey of this site',
  reply: toProvePasskey,
});
export const signInWithPasskey = endpoint('POST', '/api/session/passkey', {
  summary: 'Sign in with a passkey',
  body: authentication,
  reply: me,
  errors: ['passkey_failed', 'suspended'],
});
export const signInWithRecoveryCode = endpoint('POST', '/api/session/recovery', {
  summary: 'Sign in with a recovery code, which is used up; `password` replaces a forgotten one',
  body: z.object({ handle, code: z.string().check(z.maxLength(40)), password: z.optional(password) }),
  reply: me,
  errors: ['wrong_credentials', 'suspended', 'password_too_short', 'password_breached'],
});
export const signOut = endpoint('DELETE', '/api/session', { summary: 'Sign out on this device' });
export const signOutEverywhere = endpoint('DELETE', '/api/sessions', {
  summary: 'Sign out on every device, this one included',
  errors: ['not_signed_in'],
});

export const getMe = endpoint('GET', '/api/me', {
  summary: 'The account that is signed in',
  reply: me,
  errors: ['not_signed_in'],
});
export const updateMe = endpoint('PATCH', '/api/me', {
  summary: 'Change the public profile',
  body: z.object({
    name: z.optional(text(40)),
    bio: z.optional(z.union([text(200), z.literal('')])),
    closed: z.optional(z.boolean()),
  }),
  reply: me,
  errors: ['not_signed_in', 'not_allowed'],
});
export const changePassword = endpoint('PUT', '/api/me/password', {
  summary: 'Set or change the password; `current` is needed where there is one',
  body: z.object({ current: z.optional(password), password }),
  errors: ['not_signed_in', 'wrong_credentials', 'password_too_short', 'password_breached'],
});
export const renewRecoveryCodes = endpoint('POST', '/api/me/recovery-codes', {
  summary: 'Replace the recovery codes; the old ones stop working',
  reply: z.object({ recoveryCodes: z.array(z.string()) }),
  errors: ['not_signed_in'],
});
export const beginAddPasskey = endpoint('POST', '/api/me/passkeys/options', {
  summary: 'Ask for the options of one more passkey',
  reply: toMakePasskey,
  errors: ['not_signed_in'],
});
export const addPasskey = endpoint('POST', '/api/me/passkeys', {
  summary: 'Add a passkey',
  body: registration,
  reply: me,
  errors: ['not_signed_in', 'passkey_failed', 'conflict'],
});
export const removePasskey = endpoint('DELETE', '/api/me/passkeys/:id', {
  summary: 'Remove a passkey; the last way in cannot be removed',
  params: z.object({ id: base64url }),
  reply: me,
  errors: ['not_signed_in', 'not_found', 'conflict'],
});
/**
 * PUT: the picture itself is the body (any image type), so the endpoint is outside the JSON table. DELETE takes it away.
 * Both answer `me`; beyond the usual codes PUT may say `file_too_large` or `image_unreadable`.
 */
export const avatarPath = '/api/me/avatar';
/** Bytes. */
export const avatarLimit = 20_000_000;

export const getProfile = endpoint('GET', '/api/people/:handle', {
  summary: 'A public profile',
  params: handleParams,
  reply: profile,
  errors: ['not_found'],
});

export const followState = z.enum(['none', 'requested', 'following']);
export type FollowState = z.infer<typeof followState>;
export const follow = endpoint('PUT', '/api/people/:handle/follow', {
  summary: 'Follow somebody, or ask to, where the account is closed',
  params: handleParams,
  reply: z.object({ state: followState }),
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const unfollow = endpoint('DELETE', '/api/people/:handle/follow', {
  summary: 'Stop following, or take the request back',
  params: handleParams,
  errors: ['not_signed_in', 'not_found'],
});
export const block = endpoint('PUT', '/api/people/:handle/block', {
  summary: 'Block somebody: neither follows, likes, answers or sees the other’s closed clips any more',
  params: handleParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const unblock = endpoint('DELETE', '/api/people/:handle/block', {
  summary: 'Lift a block',
  params: handleParams,
  errors: ['not_signed_in', 'not_found'],
});

const makersPage = z.object({ people: z.array(maker), next: z.nullable(cursor) });
export const listFollowers = endpoint('GET', '/api/people/:handle/followers', {
  summary: 'Who follows this account, newest first',
  params: handleParams,
  query: pageQuery,
  reply: makersPage,
  errors: ['not_found', 'not_allowed'],
});
export const listFollowing = endpoint('GET', '/api/people/:handle/following', {
  summary: 'Whom this account follows, newest first',
  params: handleParams,
  query: pageQuery,
  reply: makersPage,
  errors: ['not_found', 'not_allowed'],
});
export const listFollowRequests = endpoint('GET', '/api/me/follow-requests', {
  summary: 'Who asks to follow the account that is signed in',
  query: pageQuery,
  reply: makersPage,
  errors: ['not_signed_in'],
});
export const acceptFollowRequest = endpoint('PUT', '/api/me/follow-requests/:handle', {
  summary: 'Let somebody follow',
  params: handleParams,
  errors: ['not_signed_in', 'not_found'],
});
export const declineFollowRequest = endpoint('DELETE', '/api/me/follow-requests/:handle', {
  summary: 'Decline a request to follow, or remove a follower',
  params: handleParams,
  errors: ['not_signed_in', 'not_found'],
});

/**
 * What the device needs to draw hearts and follow buttons over pages that are the same bytes for everybody. Fetched
 * whole, so that asking for it does not tell which clips are on the screen.
 */
export const getMarks = endpoint('GET', '/api/me/marks', {
  summary: 'The ids this account liked, and the handles it follows, asked to follow, and blocked',
  reply: z.object({
    liked: z.array(z.string()),
    following: z.array(handle),
    requested: z.array(handle),
    blocked: z.array(handle),
  }),
  errors: ['not_signed_in'],
});

export const suspendAccount = endpoint('PUT', '/api/people/:handle/suspension', {
  summary: 'Suspend an account (moderators)',
  params: handleParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const restoreAccount = endpoint('DELETE', '/api/people/:handle/suspension', {
  summary: 'Lift a suspension (moderators)',
  params: handleParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});

/** For the operator's own tools: the bearer is the operator's token from the data folder, never a session. */
export const ensureAccount = endpoint('PUT', '/api/operator/accounts/:handle', {
  summary: 'Make sure that an account exists (operator’s token only)',
  params: handleParams,
  body: z.object({ name: z.optional(text(40)) }),
  reply: profile,
  errors: ['not_signed_in'],
});
export const setRole = endpoint('PUT', '/api/operator/accounts/:handle/role', {
  summary: 'Give an account a role (operator’s token only)',
  params: handleParams,
  body: z.object({ role: z.enum(roles) }),
  errors: ['not_signed_in', 'not_found'],
});
