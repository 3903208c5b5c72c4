import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataFolder: string) => join(dataFolder, 'server.address');

/**
 * Notes on which address this server can be reached from its own machine, for `overt import`. After a crash the note
 * stays, and whoever follows it finds nobody, or the next server.
 */
export function noteAddress(dataFolder: string, address: string): { readonly erase: () => void } {
  writeFileSync(fileIn(dataFolder), `${address}\n`);
  return { erase: () => rmSync(fileIn(dataFolder), { force: true }) };
}

/** The address of the server on this data folder, once it has been seen to answer; else an error that says what to do. */
export async function findServer(dataFolder: string): Promise<string> {
  try {
    const address = readFileSync(fileIn(dataFolder), 'utf8').trim();
    const health = await fetch(`${address}/health`, { signal: AbortSignal.timeout(10_000) });
    if (health.ok) return address;
  } catch {
    // Said below, in words.
  }
  throw new Error(
    `No server answers for the data folder ${dataFolder}. Start it with \`npm start\`, or set OVERT_DATA to the folder it uses.`,
  );
}
