import type * as z from 'zod/mini';
import type { ErrorCode } from './errors.ts';

type Schema = z.ZodMiniType;

/**
 * One operation of the HTTP API, as data: the server mounts it, the web app calls it and OpenAPI is generated from it.
 * `path` is in Hono's form (`/api/clips/:id`). `reply` null means 204 without a body.
 */
export interface Endpoint<
  Params extends Schema | null = Schema | null,
  Query extends Schema | null = Schema | null,
  Body extends Schema | null = Schema | null,
  Reply extends Schema | null = Schema | null,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /api, where the session's cookie goes along, or under /signals, where none does. */
  readonly path: `/api/${string}` | `/signals/${string}`;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
  /** Codes beyond `bad_request`, `rate_limited`, `wrong_origin` and `internal`, which any operation may answer. */
  readonly errors: readonly ErrorCode[];
}

interface Parts<P, Q, B, R> {
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  reply?: R;
  errors?: readonly ErrorCode[];
}

/** Declares an endpoint; parts that are left out are null. */
export function endpoint<
  P extends Schema | null = null,
  Q extends Schema | null = null,
  B extends Schema | null = null,
  R extends Schema | null = null,
>(method: Endpoint['method'], path: Endpoint['path'], parts: Parts<P, Q, B, R>): Endpoint<P, Q, B, R> {
  const orNull = <T>(part: T | undefined): T => (part ?? null) as T;
  return {
    method,
    path,
    summary: parts.summary,
    params: orNull(parts.params),
    query: orNull(parts.query),
    body: orNull(parts.body),
    reply: orNull(parts.reply),
    errors: parts.errors ?? [],
  };
}
