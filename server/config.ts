import { resolve } from 'node:path';
import * as z from 'zod/mini';

const flag = z.pipe(
  z._default(z.enum(['0', '1', 'true', 'false']), '0'),
  z.transform((value) => value === '1' || value === 'true'),
);

/** Every setting of Overt, its meaning and its default. Nothing else reads the environment. */
const settings = z.object({
  /** The port for HTTP. */
  PORT: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(65_535)), 8080),
  /** The address to listen on; every one of this machine by default. */
  HOST: z.optional(z.string()),
  /** Where everything that must survive lies: database, blobs, the operator's token. */
  OVERT_DATA: z._default(z.string().check(z.minLength(1)), './data'),
  /** 0: no demo content on the first run. */
  OVERT_DEMO: z._default(z.enum(['0', '1']), '1'),
  /** An outside PostgreSQL (16 or newer) instead of the embedded one. */
  DATABASE_URL: z.optional(z.string().check(z.regex(/^postgres(ql)?:\/\//))),
  /** The public origin, for instance https://clips.example.org: passkeys, links and the check against forged requests. */
  OVERT_URL: z.optional(z.url({ protocol: /^https?$/ })),
  /** 1: a proxy that we trust sets X-Forwarded-For; only then is that header believed. */
  OVERT_TRUST_PROXY: flag,
  /** What people call this edition. */
  OVERT_NAME: z._default(z.string().check(z.trim(), z.minLength(1), z.maxLength(40)), 'Overt'),
  /** Below this age nobody can open an account. 13, 16 or 18, because only a band is kept. */
  OVERT_MINIMUM_AGE: z._default(z.enum(['13', '16', '18']), '13'),
});

export interface Config {
  readonly port: number;
  /** Null: every address of this machine, in whichever of IPv6 and IPv4 there is. */
  readonly host: string | null;
  readonly dataFolder: string;
  readonly demo: boolean;
  readonly databaseUrl: string | null;
  /** Origin without a trailing slash. */
  readonly origin: string;
  readonly trustProxy: boolean;
  readonly name: string;
  readonly minimumAge: 13 | 16 | 18;
}

/** Reads the settings; throws one error that lists every problem at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = settings.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Some settings cannot be used:\n${problems.join('\n')}`);
  }
  const values = parsed.data;
  return {
    port: values.PORT,
    host: values.HOST ?? null,
    dataFolder: resolve(values.OVERT_DATA),
    demo: values.OVERT_DEMO === '1',
    databaseUrl: values.DATABASE_URL ?? null,
    origin:
      values.OVERT_URL === undefined ? `http://localhost:${values.PORT}` : new URL(values.OVERT_URL).origin,
    trustProxy: values.OVERT_TRUST_PROXY,
    name: values.OVERT_NAME,
    minimumAge: values.OVERT_MINIMUM_AGE === '13' ? 13 : values.OVERT_MINIMUM_AGE === '16' ? 16 : 18,
  };
}

/** `PORT= npm start` means the default, as in a shell's `${PORT:-8080}`. */
function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}
