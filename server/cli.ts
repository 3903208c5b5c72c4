#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { handle as handleSchema } from '../contract/common.ts';
import { findServer } from './address.ts';
import { readConfig, type Config } from './config.ts';
import { fsck } from './fsck.ts';
import { importPaths } from './import.ts';
import { readOperatorToken } from './operator-token.ts';
import { giveRole } from './role.ts';

const help = `Usage: npx overt COMMAND

  import PATH… --as HANDLE [--json]
      Uploads files, and the files in folders, as clips of HANDLE (the account is made if there is none) and waits
      until each is published or rejected. --json: one line of JSON for each file. The server must be running.
      Exit code 0: every file was answered; 1: some could not be.

  role HANDLE member|moderator|operator
      Gives an account a role. Moderators hide clips and suspend members; operators also suspend moderators. The server
      must be running.

  fsck
      Holds the database and the files of the data folder against each other. Works while the server runs and while
      it does not. Exit code 0: all is well; 1: something was found.

The data folder is OVERT_DATA (./data).`;

const options = {
  as: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, ...paths] = positionals;
  if (values.help || command === undefined || command === 'help') {
    console.log(help);
    return values.help || command === 'help' ? 0 : 1;
  }
  const config = readConfig();
  if (command === 'fsck') return fsck(config);
  if (command === 'role') {
    const handle = parseHandle(paths[0], 'role HANDLE: whose role it is');
    return giveRole({ ...(await findOperator(config)), handle, role: paths[1] });
  }
  if (command !== 'import') throw new Error(`There is no command ${command}.\n\n${help}`);
  const handle = parseHandle(values.as, '--as HANDLE: whose clips they are');
  if (paths.length === 0) throw new Error('Name at least one file or folder to import.');
  return importPaths({ ...(await findOperator(config)), handle, json: values.json }, paths);
}

function parseHandle(name: string | undefined, what: string): string {
  const handle = handleSchema.safeParse(name?.toLowerCase().replace(/^@/, ''));
  if (handle.success) return handle.data;
  throw new Error(`${what}; 3 to 24 of a–z, 0–9 and _, beginning with a letter.`);
}

/** Where the server is, and what proves that the operator asks. */
async function findOperator({ dataFolder }: Config): Promise<{ origin: string; token: string }> {
  return { origin: await findServer(dataFolder), token: readOperatorToken(dataFolder) };
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
