import { randomBytes } from 'node:crypto';
import postgres from 'postgres';

/** The pool, or one transaction of it: every query function takes either. */
export type Sql = postgres.Sql | postgres.TransactionSql;
export type Db = postgres.Sql;
export type Tx = postgres.TransactionSql;

/** Opens a pool on `url`; a socket folder is given as `?host=`, as libpq has it. Close the pool with `end()`. */
export function openDb(url: string, options: { connections?: number } = {}): Db {
  const address = new URL(url);
  const host = address.searchParams.get('host');
  address.searchParams.delete('host');
  return postgres(address.href, {
    ...(host === null ? {} : { host }),
    max: options.connections ?? 10,
    onnotice: () => undefined,
    transform: postgres.camel,
    types: {
      // Identity columns stay far below 2^53, so a JavaScript number holds them exactly.
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
    },
  });
}

/** A random id of 16 URL-safe characters (96 bits). */
export function randomId(): string {
  return randomBytes(12).toString('base64url');
}
