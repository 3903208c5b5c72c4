import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { Endpoint } from '../../contract/endpoint.ts';
import { AppError } from '../../contract/errors.ts';
import type { Person } from '../../core/people/may.ts';
import type { LimitedAct } from './rate-limit.ts';

/** What a request knows of its sender; `sessions.ts` fills it in, and only when a handler asks. */
export interface Sender {
  /** The signed-in person, or null for a visitor. */
  readonly viewer: () => Promise<Person | null>;
  /** The signed-in person; throws `not_signed_in` for a visitor. */
  readonly person: () => Promise<Person>;
  /** The request bears the operator's token; the viewer is then the account that `Overt-As` names, or null. */
  readonly isOperator: boolean;
  /** Counts an act against the sender's allowance, or against that of the account `handle`; throws `rate_limited`. */
  readonly limit: (act: LimitedAct, handle?: string) => Promise<void>;
}

export interface HttpEnv {
  /** Absent where a test hands the app a request without a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: { sender: Sender };
}

type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : undefined;

export interface Call<E extends Endpoint> extends Sender {
  readonly params: Parsed<E['params']>;
  readonly query: Parsed<E['query']>;
  readonly body: Parsed<E['body']>;
  /** For headers and cookies; what the endpoint declares is read from `params`, `query` and `body`. */
  readonly http: Context<HttpEnv>;
}

type Reply<S> = S extends z.ZodMiniType ? Promise<z.input<S>> : Promise<void>;

/** Serves one endpoint of the contract: parses what it declares, calls the handler, answers with its reply as JSON. */
export function mount<E extends Endpoint>(
  app: Hono<HttpEnv>,
  endpoint: E,
  handle: (call: Call<E>) => Reply<E['reply']>,
): void {
  app.on(endpoint.method, endpoint.path, async (http) => {
    const sender = http.get('sender');
    const reply = await handle({
      ...sender,
      params: parsePart(endpoint.params, http.req.param()) as Call<E>['params'],
      query: parsePart(endpoint.query, http.req.query()) as Call<E>['query'],
      body: parsePart(
        endpoint.body,
        endpoint.body === null ? undefined : await readJson(http),
      ) as Call<E>['body'],
      http,
    });
    http.header('cache-control', http.res.headers.get('cache-control') ?? 'private, no-store');
    return endpoint.reply === null ? http.body(null, 204) : http.json(reply);
  });
}

/** Longer than any text that a person may write here, in any script. */
const LONGEST_BODY = 100_000;
const limitBody = bodyLimit({
  maxSize: LONGEST_BODY,
  onError: () => {
    throw new AppError('bad_request', `The request’s body is longer than ${LONGEST_BODY} bytes.`);
  },
});

async function readJson(http: Context<HttpEnv, string>): Promise<unknown> {
  if (!/^application\/json\b/i.test(http.req.header('content-type') ?? '')) {
    throw new AppError('bad_request', 'Send the request’s body as application/json.');
  }
  await limitBody(http, () => Promise.resolve());
  try {
    return await http.req.json();
  } catch {
    throw new AppError('bad_request', 'The request’s body is not valid JSON.');
  }
}

function parsePart(schema: z.ZodMiniType | null, value: unknown): unknown {
  return schema === null ? undefined : parse(schema, value);
}

/** What the schema makes of a value from outside; throws `bad_request`. */
export function parse<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    'bad_request',
    `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'not valid'}.`,
  );
}
