#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { handle as handleSchema } from '../contract/common.ts';
import { findServer } from './address.ts';
import { readConfig } from './config.ts';
import { fsck } from './fsck.ts';
import { importPaths } from './import.ts';
import { readOperatorToken } from './operator-token.ts';

const help = `Usage: npx overt COMMAND

  import PATH… --as HANDLE [--json]
      Uploads files, and the files in folders, as clips of HANDLE (the account is made if there is none) and waits
      until each is published or rejected. --json: one line of JSON for each file. The server must be running.
      Exit code 0: every file was answered; 1: some could not be.

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
  if (command !== 'import') throw new Error(`There is no command ${command}.\n\n${help}`);
  const handle = handleSchema.safeParse(values.as?.toLowerCase().replace(/^@/, ''));
  if (!handle.success) {
    throw new Error('--as HANDLE: whose clips they are; 3 to 24 of a–z, 0–9 and _, beginning with a letter.');
  }
  if (paths.length === 0) throw new Error('Name at least one file or folder to import.');
  const origin = await findServer(config.dataFolder);
  const token = readOperatorToken(config.dataFolder);
  return importPaths({ origin, token, handle: handle.data, json: values.json }, paths);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
