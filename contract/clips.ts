import * as z from 'zod/mini';
import { cursor, handleParams, id, idParams, instant, pageQuery, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { errorCodes } from './errors.ts';
import { maker } from './people.ts';

export const audience = z.enum(['everyone', 'followers', 'me']);
export type Audience = z.infer<typeof audience>;

/** `processing` covers everything between the last byte's arrival and the first rung; `published` is playable. */
export const clipStatus = z.enum(['uploading', 'processing', 'published', 'rejected', 'hidden', 'removed']);
export type ClipStatus = z.infer<typeof clipStatus>;

export const rendition = z.object({
  url: z.string(),
  width: z.number(),
  height: z.number(),
  /** RFC 6381, for instance `avc1.64001f, mp4a.40.2`. */
  codec: z.string(),
  /** Bits per second, picture and sound. */
  bitrate: z.number(),
});

export const clip = z.object({
  id,
  /** The clip's page for people, absolute; it works without an account. */
  url: z.string(),
  /** The page to share: no script, with a picture and a player card; absolute. */
  shareUrl: z.string(),
  maker,
  caption: z.string(),
  /** BCP 47, or null where the maker did not say. */
  language: z.nullable(z.string()),
  audience,
  /** Hidden by a moderator: only its maker and moderators still get it. */
  hidden: z.boolean(),
  publishedAt: instant,
  /** Seconds. */
  duration: z.number(),
  width: z.number(),
  height: z.number(),
  hasSound: z.boolean(),
  poster: z.string(),
  /** Base64 of a ThumbHash (evanw.github.io/thumbhash): a blurred picture in about 25 bytes. */
  thumbhash: z.string(),
  /** Smallest first. */
  renditions: z.array(rendition),
  likes: z.number(),
  comments: z.number(),
});
export type Clip = z.infer<typeof clip>;

const clipsPage = z.object({ clips: z.array(clip), next: z.nullable(cursor) });
export type ClipsPage = z.infer<typeof clipsPage>;

/**
 * Uploads follow tus 1.0 (https://tus.io/protocols/resumable-upload) at this path. Upload-Metadata may carry `caption`,
 * `language`, `audience` and `keepOriginal` (`true`); the id at the end of the upload's address is the clip's id.
 */
export const uploadsPath = '/api/uploads';
/** Longest caption, in UTF-16 units. */
export const captionLength = 2200;
export const captionText = z.union([text(captionLength), z.literal('')]);
export const language = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/));
export const uploadMetadata = z.object({
  caption: z._default(captionText, ''),
  language: z.optional(language),
  audience: z.optional(audience),
  keepOriginal: z._default(z.enum(['true', 'false']), 'false'),
});

export const getFeed = endpoint('GET', '/api/feed', {
  summary: 'Everybody’s newest clips; the same bytes for every reader',
  query: pageQuery,
  reply: clipsPage,
});
export const getFollowingFeed = endpoint('GET', '/api/feed/following', {
  summary: 'The newest clips of the people whom this account follows',
  query: pageQuery,
  reply: clipsPage,
  errors: ['not_signed_in'],
});
export const getFriendsFeed = endpoint('GET', '/api/feed/friends', {
  summary: 'The newest clips of the people who follow this account and are followed by it',
  query: pageQuery,
  reply: clipsPage,
  errors: ['not_signed_in'],
});
export const likedPeriods = ['day', 'week', 'month', 'all'] as const;
export type LikedPeriod = (typeof likedPeriods)[number];
export const getMostLiked = endpoint('GET', '/api/feed/most-liked', {
  summary: 'The most liked of the clips that were published within a period; the same bytes for every reader',
  query: z.object({ ...pageQuery.shape, period: z._default(z.enum(likedPeriods), 'week') }),
  reply: clipsPage,
});
export const listClipsOf = endpoint('GET', '/api/people/:handle/clips', {
  summary: 'A person’s clips that this reader may see, newest first',
  params: handleParams,
  query: pageQuery,
  reply: clipsPage,
  errors: ['not_found'],
});
export const getClip = endpoint('GET', '/api/clips/:id', {
  summary: 'One clip',
  params: idParams,
  reply: clip,
  errors: ['not_found'],
});
export const updateClip = endpoint('PATCH', '/api/clips/:id', {
  summary: 'Change the caption, language or audience of one’s own clip',
  params: idParams,
  body: z.object({
    caption: z.optional(captionText),
    language: z.optional(z.nullable(language)),
    audience: z.optional(audience),
  }),
  reply: clip,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const deleteClip = endpoint('DELETE', '/api/clips/:id', {
  summary: 'Delete one’s own clip, files and all',
  params: idParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});

export const clipProgress = z.object({
  id,
  status: clipStatus,
  /** 0 to 100 over all the processing up to the first rung. */
  percent: z.number(),
  /** Why it was rejected, else null. */
  code: z.nullable(z.enum(errorCodes)),
  message: z.nullable(z.string()),
});
export type ClipProgress = z.infer<typeof clipProgress>;
export const getClipProgress = endpoint('GET', '/api/clips/:id/progress', {
  summary: 'How far one’s own upload is',
  params: idParams,
  reply: clipProgress,
  errors: ['not_signed_in', 'not_found'],
});
export const listUploads = endpoint('GET', '/api/me/uploads', {
  summary: 'One’s own clips that are not published yet, or were rejected in the last week',
  reply: z.object({
    uploads: z.array(z.object({ ...clipProgress.shape, caption: z.string(), createdAt: instant })),
  }),
  errors: ['not_signed_in'],
});

export const likeClip = endpoint('PUT', '/api/clips/:id/like', {
  summary: 'Like',
  params: idParams,
  reply: z.object({ likes: z.number() }),
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const unlikeClip = endpoint('DELETE', '/api/clips/:id/like', {
  summary: 'Take a like back',
  params: idParams,
  reply: z.object({ likes: z.number() }),
  errors: ['not_signed_in', 'not_found'],
});
export const hideClip = endpoint('PUT', '/api/clips/:id/hidden', {
  summary: 'Hide a clip (moderators)',
  params: idParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const unhideClip = endpoint('DELETE', '/api/clips/:id/hidden', {
  summary: 'Show a hidden clip again (moderators)',
  params: idParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
export const removeClip = endpoint('PUT', '/api/clips/:id/removed', {
  summary: 'Remove a clip for good (moderators)',
  params: idParams,
  errors: ['not_signed_in', 'not_found', 'not_allowed'],
});
