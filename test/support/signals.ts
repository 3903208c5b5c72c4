import { drawTokens, getDayKeys, tokensPerDay, type Token } from '../../contract/signals.ts';
import { randomBytes } from 'node:crypto';
import { keyOfToday } from '../../core/feed/day-keys.ts';
import { evaluate } from '../../core/feed/tokens.ts';
import { startSession } from '../../core/people/sessions.ts';
import type { Ctx } from '../../core/store/context.ts';
import { randomId } from '../../core/store/db.ts';
import { blindedElements, blindTokens, finishTokens } from '../../web/src/lib/signals/tokens.ts';
import type { Client } from './http.ts';

/** Draws the tokens of `day` (today's, where none is given) by the device's own code, proof and all. */
export async function draw(client: Client, count = tokensPerDay, day?: string): Promise<Token[]> {
  const { days } = await client.call(getDayKeys);
  const today = days.find((each) => each.day === day) ?? days.at(-1);
  if (today === undefined) throw new Error('There is no key of today.');
  const pending = await blindTokens(count);
  const reply = await client.call(drawTokens, {
    body: { day: today.day, blinded: blindedElements(pending) },
  });
  return finishTokens(pending, reply, today);
}

/** Tokens of `now`'s day as nobody could make them without its secret: for tests of what tokens pay. */
export async function mint(ctx: Ctx, count: number, now: number): Promise<Token[]> {
  const { day, secret } = await keyOfToday(ctx, now);
  return Array.from({ length: count }, () => {
    const input = randomBytes(32);
    const output = Buffer.from(evaluate(secret, input)).toString('base64url');
    return { day, input: input.toString('base64url'), output };
  });
}

/** A session's token of a new account that opened `days` ago. */
export async function olderAccount(ctx: Pick<Ctx, 'db'>, handle: string, days: number): Promise<string> {
  return ctx.db.begin(async (tx) => {
    const [row] = await tx<{ id: number }[]>`
      insert into accounts (handle, name, age_band, closed, created_at)
      values (${handle}, ${handle}, '18+', false, now() - make_interval(days => ${days})) returning id`;
    if (row === undefined) throw new Error('no account');
    return startSession(tx, row.id);
  });
}

/** Gives the feed clips of `handle` by these numbers; nobody plays them. */
export async function numberedClips(
  ctx: Pick<Ctx, 'db'>,
  handle: string,
  numbers: readonly number[],
): Promise<void> {
  const ids = numbers.map(randomId);
  await ctx.db`
    with made as (
      insert into clips (id, author_id, status, audience, upload_bytes)
      select each, accounts.id, 'removed', 'everyone', 0
      from unnest(${ids}::text[]) as each, accounts where handle = ${handle} returning id)
    insert into feed_numbers (number, clip_id) overriding system value
    select number, id from unnest(${[...numbers]}::integer[], ${ids}::text[]) as given (number, id) join made using (id)`;
}

/** The numbers from 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
