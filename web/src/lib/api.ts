import * as z from 'zod/mini';
import type { Endpoint } from '../../../contract/endpoint.ts';
import { errorCodes } from '../../../contract/errors.ts';
import type { Failure } from './messages/en.ts';

// Zod would otherwise try whether it may compile code, and every try is a breach of our own policy.
z.config({ jitless: true });

/** The server's refusal, or `offline` where no answer came. Its sentence is in the catalogue. */
export class CallError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, options);
    this.name = 'CallError';
    this.failure = failure;
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof CallError ? error.failure : 'internal';
}

type Given<Name extends string, S> = S extends z.ZodMiniType ? Record<Name, z.input<S>> : unknown;
type Input<E extends Endpoint> = Given<'params', E['params']> &
  Given<'query', E['query']> &
  Given<'body', E['body']> & { signal?: AbortSignal };
type Reply<E extends Endpoint> = E['reply'] extends z.ZodMiniType ? z.output<E['reply']> : undefined;

const patience = 15_000;
const refusal = z.object({ error: z.object({ code: z.enum(errorCodes) }) });

/** Does one operation of the contract. Rejects with a CallError, or with the signal's reason when it was aborted. */
export async function call<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<Reply<E>> {
  const given: { params?: object; query?: object; body?: unknown; signal?: AbortSignal } = input;
  const response = await send(
    addressOf(endpoint.path, given.params, given.query),
    {
      method: endpoint.method,
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(given.signal ? [given.signal] : [])]),
      ...(given.body === undefined
        ? {}
        : { body: JSON.stringify(given.body), headers: { 'content-type': 'application/json' } }),
    },
    given.signal,
  );
  if (endpoint.reply === null) return undefined as Reply<E>;
  return z.parse(endpoint.reply, await response.json()) as Reply<E>;
}

/** One request to our own server; for bodies that are no JSON. */
export async function send(address: string, init: RequestInit, cancel?: AbortSignal): Promise<Response> {
  let response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    cancel?.throwIfAborted();
    throw new CallError('offline', { cause });
  }
  if (response.ok) return response;
  const answer = z.safeParse(refusal, await response.json().catch(() => null));
  throw new CallError(answer.success ? answer.data.error.code : 'internal');
}

function addressOf(path: string, params: object = {}, query: object = {}): string {
  const filled = Object.entries(params).reduce(
    (address, [name, value]) => address.replace(`:${name}`, encodeURIComponent(String(value))),
    path,
  );
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return search.size > 0 ? `${filled}?${search}` : filled;
}
