import { error } from '@sveltejs/kit';
import { getProfile } from '../../../../contract/people.ts';
import { call, failureOf } from '#lib/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    return { profile: await call(getProfile, { params: { handle: params.handle.toLowerCase() } }) };
  } catch (cause) {
    const failure = failureOf(cause);
    error(failure === 'not_found' || failure === 'bad_request' ? 404 : 500, failure);
  }
};
