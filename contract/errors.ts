/**
 * Every way in which Overt says no. The list is closed: a client may switch over it, and each code has a sentence in
 * every language of the interface. `message` in a reply is the English fallback for people who read the API by hand.
 */
export const errorCodes = [
  // Any request
  'bad_request',
  'not_found',
  'not_signed_in',
  'not_allowed',
  'wrong_origin',
  'rate_limited',
  'conflict',
  'internal',
  // People
  'too_young',
  'suspended',
  'handle_taken',
  'password_too_short',
  'password_breached',
  'wrong_credentials',
  'passkey_failed',
  'image_unreadable',
  // Anonymous messages
  'tokens_drawn',
  'token_refused',
  'token_spent',
  // What an upload turned out to be
  'file_too_large',
  'storage_full',
  'unreadable',
  'not_a_video',
  'encrypted',
  'codec_unsupported',
  'too_short',
  'too_long',
  'too_many_pixels',
  'too_demanding',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The refusals that `media/` can come to: everything about the file itself, nothing about the person. */
export const mediaErrorCodes = [
  'image_unreadable',
  'file_too_large',
  'unreadable',
  'not_a_video',
  'encrypted',
  'codec_unsupported',
  'too_short',
  'too_long',
  'too_many_pixels',
  'too_demanding',
] as const satisfies readonly ErrorCode[];

export type MediaErrorCode = (typeof mediaErrorCodes)[number];

/** The only error that crosses a room's wall on purpose. `message` tells the person what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}
