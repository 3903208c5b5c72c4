import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataFolder: string) => join(dataFolder, 'operator.token');

/**
 * The secret of the operator's own tools (`overt import`): whoever can read the data folder is the operator. Made on
 * the first run, readable by the server's user only. A crash leaves either no file or a whole one.
 */
export function ensureOperatorToken(dataFolder: string): string {
  const file = fileIn(dataFolder);
  if (!existsSync(file)) {
    const draft = `${file}.new`;
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    renameSync(draft, file);
  }
  return readOperatorToken(dataFolder);
}

/** Throws where there is none yet, or what lies there is no token. */
export function readOperatorToken(dataFolder: string): string {
  const token = readFileSync(fileIn(dataFolder), 'utf8').trim();
  if (/^[A-Za-z0-9_-]{43}$/.test(token)) return token;
  throw new Error(`${fileIn(dataFolder)} is damaged. Delete it and start again: a new one will be made.`);
}
