import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Endpoint } from '../../contract/endpoint.ts';
import { errorCodes, type ErrorCode } from '../../contract/errors.ts';
import { signUpWithPassword, type AgeBand } from '../../contract/people.ts';
import type { Ctx } from '../../core/store/context.ts';
import { createApp, type AppOptions } from '../../server/http/app.ts';
import type { HttpEnv } from '../../server/http/mount.ts';
import { testDatabase } from './database.ts';

export const ORIGIN = 'https://clips.example';
export const PASSWORD = 'correct horse battery';
export const OPERATOR_TOKEN = 'the-operators-token-of-the-tests';

/** The whole HTTP side on a database of its own. Call `close` in `after`. */
export async function testApp(options: AppOptions & Partial<Ctx['edition']> = {}) {
  const database = await testDatabase();
  const blobFolder = mkdtempSync(join(tmpdir(), 'overt-test-blobs-'));
  const { name = 'Test', origin = ORIGIN, minimumAge = 13, ...rest } = options;
  const keyFolder = mkdtempSync(join(tmpdir(), 'overt-test-keys-'));
  const ctx: Ctx = { db: database.db, blobFolder, keyFolder, edition: { name, origin, minimumAge } };
  const app = createApp(ctx, { operatorToken: OPERATOR_TOKEN, ...rest });
  const close = async (): Promise<void> => {
    await database.close();
    for (const folder of [blobFolder, keyFolder]) rmSync(folder, { recursive: true, force: true });
  };
  return { app, ctx, db: database.db, url: database.url, close };
}

type Input<S> = S extends z.ZodMiniType ? z.input<S> : undefined;
type Output<S> = S extends z.ZodMiniType ? z.output<S> : null;
interface Ask<E extends Endpoint> {
  readonly params?: Input<E['params']>;
  readonly query?: Input<E['query']>;
  readonly body?: Input<E['body']>;
}

/** A browser without pages: keeps the cookie, sends an Origin, speaks the contract. */
export interface Client {
  /** Sends anything; headers given here win over the usual ones. */
  readonly send: (method: string, path: string, init?: RequestInit) => Promise<Response>;
  /** Calls an endpoint that must succeed, and returns its reply, parsed by the contract. */
  readonly call: <E extends Endpoint>(endpoint: E, ask?: Ask<E>) => Promise<Output<E['reply']>>;
  /** Calls an endpoint that must refuse, with a code that it declares, and returns the code. */
  readonly refused: (endpoint: Endpoint, ask?: Ask<Endpoint>) => Promise<ErrorCode>;
  /** The cookie's value; null for a visitor. */
  readonly token: () => string | null;
}

const refusal = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) });
const ofAnyEndpoint: readonly ErrorCode[] = ['bad_request', 'rate_limited', 'wrong_origin'];

/** The app itself, or whatever carries requests to it. */
interface Carrier {
  request(path: string, init: RequestInit, env: object): Response | Promise<Response>;
}

export function visitor(app: Carrier, usual: Record<string, string> = { origin: ORIGIN }): Client {
  let token: string | null = null;

  const send: Client['send'] = async (method, path, init = {}) => {
    const headers = new Headers({
      ...usual,
      ...(token === null ? {} : { cookie: `overt_session=${token}` }),
    });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    // No socket: only the rate limits would ask for its address.
    const response = await app.request(path, { ...init, method, headers }, {});
    for (const cookie of response.headers.getSetCookie()) {
      const value = /^overt_session=([^;]*)/.exec(cookie)?.[1] ?? '';
      token = value === '' ? null : value;
    }
    return response;
  };

  const ask = (endpoint: Endpoint, { params, query, body }: Ask<Endpoint>): Promise<Response> =>
    send(endpoint.method, pathOf(endpoint.path, params, query), {
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });

  return {
    send,
    token: () => token,
    call: async <E extends Endpoint>(endpoint: E, input: Ask<E> = {}) => {
      const response = await ask(endpoint, input);
      const text = await response.text();
      assert.ok(response.ok, `${endpoint.method} ${endpoint.path}: ${response.status} ${text}`);
      return (endpoint.reply === null ? null : endpoint.reply.parse(JSON.parse(text))) as Output<E['reply']>;
    },
    refused: async (endpoint, input = {}) => {
      const response = await ask(endpoint, input);
      const text = await response.text();
      assert.ok(!response.ok, `${endpoint.method} ${endpoint.path} was to be refused: ${text}`);
      const { code } = refusal.parse(JSON.parse(text)).error;
      assert.ok(
        [...ofAnyEndpoint, ...endpoint.errors].includes(code),
        `${endpoint.path} does not declare ${code}`,
      );
      return code;
    },
  };
}

/** A new account with a client that is signed in to it. */
export async function signUp(
  app: Hono<HttpEnv>,
  handle: string,
  ageBand: AgeBand = '18+',
): Promise<Client & { handle: string; recoveryCodes: string[] }> {
  const client = visitor(app);
  const { recoveryCodes } = await client.call(signUpWithPassword, {
    body: { handle, ageBand, password: PASSWORD },
  });
  return { ...client, handle, recoveryCodes };
}

/** The operator's own tool: a bearer instead of a cookie, acting as `handle` where one is given. */
export function operator(app: Hono<HttpEnv>, handle?: string): Client {
  return visitor(app, {
    authorization: `Bearer ${OPERATOR_TOKEN}`,
    ...(handle === undefined ? {} : { 'overt-as': handle }),
  });
}

function pathOf(path: string, params: unknown, query: unknown): string {
  const named = z.record(z.string(), z.coerce.string());
  const filled = Object.entries(named.parse(params ?? {})).reduce(
    (all, [name, value]) => all.replace(`:${name}`, encodeURIComponent(value)),
    path,
  );
  const search = new URLSearchParams(named.parse(query ?? {})).toString();
  return search === '' ? filled : `${filled}?${search}`;
}
