import type { Hono } from 'hono';
import * as contract from '../../contract/safety.ts';
import { report } from '../../core/safety/reports.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

export function mountReports(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.report, async ({ viewer, body, limit }) => {
    await limit('report');
    return { id: await report(ctx, await viewer(), body) };
  });
}
