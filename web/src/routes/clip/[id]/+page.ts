import { error } from '@sveltejs/kit';
import { failureOf } from '#lib/api.ts';
import { clipsFrom } from '#lib/feed/feeds.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    return { list: await clipsFrom(params.id) };
  } catch (cause) {
    const failure = failureOf(cause);
    error(failure === 'not_found' || failure === 'bad_request' ? 404 : 500, failure);
  }
};
