import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../contract/errors.ts';

/** The one place where a code becomes an HTTP status. */
export const statusOf: Record<ErrorCode, ContentfulStatusCode> = {
  bad_request: 400,
  not_found: 404,
  not_signed_in: 401,
  not_allowed: 403,
  wrong_origin: 403,
  rate_limited: 429,
  conflict: 409,
  internal: 500,
  too_young: 403,
  suspended: 403,
  handle_taken: 409,
  password_too_short: 422,
  password_breached: 422,
  wrong_credentials: 401,
  passkey_failed: 401,
  image_unreadable: 422,
  file_too_large: 413,
  storage_full: 507,
  unreadable: 422,
  not_a_video: 422,
  encrypted: 422,
  codec_unsupported: 422,
  too_short: 422,
  too_long: 422,
  too_many_pixels: 422,
  too_demanding: 422,
};
