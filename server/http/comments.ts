import type { Hono } from 'hono';
import * as contract from '../../contract/comments.ts';
import { deleteComment, listComments, listReplies, writeComment } from '../../core/clips/comments.ts';
import type { Ctx } from '../../core/store/context.ts';
import { mount, type HttpEnv } from './mount.ts';

export function mountComments(app: Hono<HttpEnv>, ctx: Ctx): void {
  mount(app, contract.listComments, async ({ viewer, params, query }) =>
    listComments(ctx, await viewer(), params.id, query.cursor),
  );
  mount(app, contract.listReplies, async ({ viewer, params, query }) =>
    listReplies(ctx, await viewer(), params.id, query.cursor),
  );
  mount(app, contract.writeComment, async ({ person, params, body, limit }) => {
    await limit('comment');
    return writeComment(ctx, await person(), params.id, body);
  });
  mount(app, contract.deleteComment, async ({ person, params }) =>
    deleteComment(ctx, await person(), params.id),
  );
}
