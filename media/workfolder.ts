import { chmod, chown, lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Job } from './jobs.ts';
import { refusal, type ChildLimits } from './limits.ts';
import { runChild, unprivileged, type ChildOptions, type ChildUser } from './sandbox.ts';

export interface WorkOptions {
  /** Path of the file as it was uploaded. Its name means nothing. */
  input: string;
  /** An existing folder on the disk where the files are to stay; what is made is moved into it when it is whole. */
  outputFolder: string;
  /** Whom the child becomes; by default `unprivileged`. Null: it stays the user that the server is. */
  user?: ChildUser | null;
  /** What the child may use; by default `childLimits`. */
  limits?: ChildLimits;
  signal?: AbortSignal;
}

export interface Work {
  run: (job: Job) => Promise<unknown>;
  /** Moves a file that the child made to where it stays, and gives its path. */
  keep: (file: string) => Promise<string>;
}

/**
 * Gives the child a folder of its own inside the output folder, so that keeping a file is a rename, and throws it away
 * afterwards. A crash of the server leaves such a folder behind (`.media-` and six letters): whoever owns the output
 * folder may delete them all at the next start.
 */
export async function inWorkFolder<T>(
  options: WorkOptions & Pick<ChildOptions, 'entry' | 'onProgress'>,
  work: (work: Work) => Promise<T>,
): Promise<T> {
  const { outputFolder, user = unprivileged } = options;
  const folder = await mkdtemp(join(outputFolder, '.media-'));
  try {
    if (user !== null) await chown(folder, user.uid, user.gid);
    return await work({
      run: (job) => runChild({ ...options, user, folder, job }),
      keep: async (file) => {
        const path = join(outputFolder, file);
        await takeOver(join(folder, file), path);
        return path;
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The child may be a stranger by now, and may have left somebody behind who goes on writing: a file is looked at only
 * when it lies where none of them can reach, and only a plain file with no other name is taken over.
 */
async function takeOver(from: string, to: string): Promise<void> {
  await rename(from, to);
  const found = await lstat(to);
  if (!found.isFile() || found.nlink !== 1) {
    await rm(to, { recursive: true, force: true });
    throw refusal('unreadable', `${from} is not a file`);
  }
  const { getuid, getgid } = process;
  if (getuid !== undefined && getgid !== undefined) await chown(to, getuid(), getgid());
  await chmod(to, 0o644);
}
