import { hash, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { AppError } from '../../contract/errors.ts';
import { handle as handleSchema } from '../../contract/common.ts';
import { findAccount } from '../../core/people/accounts.ts';
import type { Person } from '../../core/people/may.ts';
import { findSession, SESSION_DAYS } from '../../core/people/sessions.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { HttpEnv, Sender } from './mount.ts';
import { allowances, type LimitedAct, type TakeAllowance } from './rate-limit.ts';

const COOKIE = 'overt_session';
/** The path keeps the cookie away from media, packs and the app itself: those requests carry no credential. */
const attributes = { path: '/api', httpOnly: true, secure: true, sameSite: 'Lax' } as const;

export function setSessionCookie(http: Context, token: string): void {
  setCookie(http, COOKIE, token, { ...attributes, maxAge: SESSION_DAYS * 86_400 });
}

export function clearSessionCookie(http: Context): void {
  deleteCookie(http, COOKIE, attributes);
}

export function sessionToken(http: Context): string | null {
  return getCookie(http, COOKIE) ?? null;
}

export interface SenderOptions {
  /** The token of the operator's own tools; null where there is none, as in most tests. */
  readonly operatorToken: string | null;
  /** Believe the last X-Forwarded-For, because a proxy of ours wrote it. */
  readonly trustProxy: boolean;
  readonly takeAllowance: TakeAllowance;
}

/** Puts the sender on every request. Who it is, is looked up when a handler asks, and once: public pages never ask. */
export function identifySender(ctx: Ctx, options: SenderOptions): MiddlewareHandler<HttpEnv> {
  return async (http, next) => {
    const renewed: { token?: string } = {};
    const isOperator = bearsToken(http, options.operatorToken);
    const viewer = once(async (): Promise<Person | null> => {
      if (isOperator) return accountToActAs(ctx, http);
      const token = sessionToken(http);
      const session = token === null ? null : await findSession(ctx.db, token);
      if (token !== null && session?.renewed === true) renewed.token = token;
      return session?.person ?? null;
    });
    const sender: Sender = {
      isOperator,
      viewer,
      person: async () => (await viewer()) ?? refuseVisitor(),
      limit: async (act, handle) => {
        if (isOperator) return;
        const account = allowances[act].per === 'account' ? (handle ?? (await viewer())?.handle) : undefined;
        const who = account === undefined ? addressOf(http, options.trustProxy) : `@${account}`;
        refuseWhenSpent(http, options.takeAllowance, act, who);
      },
    };
    http.set('sender', sender);
    await next();
    if (renewed.token !== undefined) setSessionCookie(http, renewed.token);
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}

function refuseVisitor(): never {
  throw new AppError('not_signed_in', 'Sign in first.');
}

/** Compares hashes, so that neither the time nor the length of the answer tells how much of a guess was right. */
function bearsToken(http: Context, token: string | null): boolean {
  const guess = /^Bearer (.+)$/i.exec(http.req.header('authorization') ?? '')?.[1];
  if (guess === undefined || token === null) return false;
  return timingSafeEqual(hash('sha256', guess, 'buffer'), hash('sha256', token, 'buffer'));
}

/** With the operator's token, `Overt-As: handle` names the account to act as: so `overt import` uploads for somebody. */
async function accountToActAs(ctx: Ctx, http: Context): Promise<Person | null> {
  const name = http.req.header('overt-as');
  if (name === undefined) return null;
  const account = handleSchema.safeParse(name).success ? await findAccount(ctx.db, name) : null;
  if (account === null) throw new AppError('not_found', 'Overt-As names no account. Create it first.');
  if (account.suspendedAt !== null) throw new AppError('suspended', 'The account in Overt-As is suspended.');
  return { id: account.id, handle: account.handle, role: account.role, ageBand: account.ageBand };
}

function refuseWhenSpent(http: Context, take: TakeAllowance, act: LimitedAct, who: string): void {
  const seconds = take(act, who);
  if (seconds === 0) return;
  http.header('retry-after', String(seconds));
  throw new AppError('rate_limited', `That was a lot in a short time. Try again in ${inWords(seconds)}.`);
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** The sender's address, for rate limits only. One household has a whole /64 of IPv6, so that is what counts. */
function addressOf(http: Context<HttpEnv>, trustProxy: boolean): string {
  const forwarded = trustProxy ? http.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  const address = forwarded ?? http.env.incoming?.socket.remoteAddress ?? 'unknown';
  return isIPv6(address) && !address.includes('.') ? network64(address) : address;
}

function network64(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8;
  return [...groups, ...Array<string>(missing).fill('0')].slice(0, 4).join(':');
}
