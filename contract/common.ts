import * as z from 'zod/mini';

/** 3 to 24 of a–z, 0–9 and underscore, beginning with a letter; kept and compared in lower case. */
export const handle = z.string().check(z.regex(/^[a-z][a-z0-9_]{2,23}$/));
export type Handle = z.infer<typeof handle>;

/** Clip, comment and report ids: 16 URL-safe characters (96 random bits), so that they cannot be guessed or counted. */
export const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{16}$/));

/** An opaque place in a list, handed back as it was received. Null at the end. */
export const cursor = z.string().check(z.maxLength(200), z.regex(/^[A-Za-z0-9_-]+$/));

/** Text a person wrote: trimmed, 1 to `max` UTF-16 units, no control characters but line feeds. */
export function text(max: number) {
  return z
    .string()
    .check(z.trim(), z.minLength(1), z.maxLength(max), z.regex(/^[^\p{Cc}\p{Cs}]*(?:\n[^\p{Cc}\p{Cs}]*)*$/u));
}

/** RFC 3339, UTC. */
export const instant = z.iso.datetime();

export const idParams = z.object({ id });
export const handleParams = z.object({ handle });
export const pageQuery = z.object({ cursor: z.optional(cursor) });
