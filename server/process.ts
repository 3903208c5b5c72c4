import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The command line of a running process, or null where there is none under this number (any more). */
export function commandLineOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
  } catch {
    const ps = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return ps.status === 0 ? ps.stdout.trim() : null;
  }
}

/**
 * Claims a data folder for this process by a file with its number. Two servers on one folder would stop each other's
 * PostgreSQL, so the second refuses to start. After `kill -9` the number in the file belongs to nobody, or to a program
 * that is not ours, and the claim passes on.
 */
export function claimFolder(lockFile: string): { readonly release: () => void } {
  for (;;) {
    try {
      writeFileSync(lockFile, `${process.pid}\n`, { flag: 'wx' });
      return { release: () => rmSync(lockFile, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = ownerOf(lockFile);
    if (owner !== null && owner !== process.pid) {
      throw new Error(
        `Overt already runs on this data folder (process ${owner}). Stop it first, or set OVERT_DATA to another folder.`,
      );
    }
    rmSync(lockFile, { force: true });
  }
}

/** The living process of ours (the server, or the `overt` command) that claims a folder; null where there is none. */
export function ownerOf(lockFile: string): number | null {
  if (!existsSync(lockFile)) return null;
  const owner = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  return /server\/(main|cli)|bin\/overt/.test(commandLineOf(owner) ?? '') ? owner : null;
}

/**
 * Calls `onOrphaned` when the process that started this one is gone. `kill -9` of npm tells its children nothing, and
 * nobody would know of the server that runs on.
 */
export function watchParent(onOrphaned: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, 1000);
  timer.unref();
}
