import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../../contract/errors.ts';
import * as contract from '../../contract/signals.ts';
import { createBaskets } from '../../core/feed/baskets.ts';
import { listDays } from '../../core/feed/day-keys.ts';
import { figuresOf } from '../../core/feed/figures.ts';
import { createReceipts } from '../../core/feed/receipts.ts';
import { drawTokens, spendToken } from '../../core/feed/tokens.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

/** Twice what the longest message needs. */
const LONGEST_MESSAGE = 4096;
const limitMessage = bodyLimit({
  maxSize: LONGEST_MESSAGE,
  onError: () => {
    throw new AppError('bad_request', `An anonymous message has at most ${LONGEST_MESSAGE} bytes.`);
  },
});

/**
 * Tokens, and the anonymous messages that they pay. Under /signals the session's cookie never arrives, and no handler
 * asks who sends; what another site makes a browser send there has no token. Messages live in this process's memory.
 */
export function mountSignals(app: Hono<HttpEnv>, ctx: Ctx, now: () => number): void {
  const addBasket = createBaskets(ctx);
  const addReceipt = createReceipts(ctx);

  mount(app, contract.drawTokens, async ({ person, body, limit }) => {
    const account = await person();
    await limit('draw_tokens');
    return drawTokens(ctx, account, body, now());
  });
  mount(app, contract.getClipFigures, async ({ viewer, params }) =>
    figuresOf(ctx, await viewer(), params.id),
  );

  mount(app, contract.getDayKeys, async ({ http }) => {
    http.header('cache-control', 'public, max-age=60');
    return { days: await listDays(ctx, now()) };
  });
  app.post('/signals/*', limitMessage, async (http, next) => {
    refuseCredentials(http);
    await http.get('sender').limit('signal');
    await next();
  });
  mount(app, contract.sendBasket, async ({ body }) => {
    await spendToken(ctx, body.token, now());
    await addBasket(body.clips);
  });
  mount(app, contract.sendReceipt, async ({ body: { token, ...receipt } }) => {
    await spendToken(ctx, token, now());
    await addReceipt(receipt);
  });
}

/** A client that says who it is has a fault, and is told so before it says more. */
function refuseCredentials(http: Context): void {
  if (http.req.header('authorization') === undefined && http.req.header('cookie') === undefined) return;
  throw new AppError('bad_request', 'Anonymous messages are sent without a cookie and without a bearer.');
}
