import type { Hono } from 'hono';
import * as contract from '../../contract/clips.ts';
import { deleteClip, getClip, removeClip, setHidden, updateClip } from '../../core/clips/clips.ts';
import { setLike } from '../../core/clips/likes.ts';
import { listClipsOf, listFollowingFeed, listFriendsFeed } from '../../core/clips/lists.ts';
import { getProgress, listUploads } from '../../core/clips/progress.ts';
import type { Ctx } from '../../core/store/context.ts';
import type { PublicMemory } from './memory.ts';
import { mount, type HttpEnv } from './mount.ts';

export function mountClips(app: Hono<HttpEnv>, ctx: Ctx, memory: PublicMemory): void {
  mount(app, contract.getFollowingFeed, async ({ person, query }) =>
    listFollowingFeed(ctx, await person(), query.cursor),
  );
  mount(app, contract.getFriendsFeed, async ({ person, query }) =>
    listFriendsFeed(ctx, await person(), query.cursor),
  );
  mount(app, contract.listClipsOf, async ({ viewer, params, query }) =>
    listClipsOf(ctx, await viewer(), params.handle, query.cursor),
  );
  mount(app, contract.getClip, async ({ viewer, params }) => getClip(ctx, await viewer(), params.id));
  mount(app, contract.getClipProgress, async ({ person, params }) =>
    getProgress(ctx, await person(), params.id),
  );
  mount(app, contract.listUploads, async ({ person }) => ({
    uploads: await listUploads(ctx, await person()),
  }));

  mount(app, contract.updateClip, async ({ person, params, body }) => {
    const clip = await updateClip(ctx, await person(), params.id, body);
    memory.forget();
    return clip;
  });
  mount(app, contract.deleteClip, async ({ person, params }) => {
    await deleteClip(ctx, await person(), params.id);
    memory.forget();
  });

  mount(app, contract.likeClip, async ({ person, params, limit }) => {
    await limit('like');
    return { likes: await setLike(ctx, await person(), params.id, true) };
  });
  mount(app, contract.unlikeClip, async ({ person, params, limit }) => {
    await limit('like');
    return { likes: await setLike(ctx, await person(), params.id, false) };
  });

  mount(app, contract.hideClip, async ({ person, params }) => {
    await setHidden(ctx, await person(), params.id, true);
    memory.forget();
  });
  mount(app, contract.unhideClip, async ({ person, params }) => {
    await setHidden(ctx, await person(), params.id, false);
    memory.forget();
  });
  mount(app, contract.removeClip, async ({ person, params }) => {
    await removeClip(ctx, await person(), params.id);
    memory.forget();
  });
}
