import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';

/** What the interface must know of this deployment before anybody signs in. */
export const edition = z.object({
  name: z.string(),
  minimumAge: z.number(),
  limits: z.object({
    uploadBytes: z.number(),
    minSeconds: z.number(),
    maxSeconds: z.number(),
    avatarBytes: z.number(),
    passwordLength: z.number(),
  }),
});

export const getEdition = endpoint('GET', '/api/edition', {
  summary: 'The name, minimum age and limits of this edition',
  reply: edition,
});
