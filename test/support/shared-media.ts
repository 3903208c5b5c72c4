import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of real files beside the checkout, or null on a machine without it. */
export function findSharedMedia(): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'shared', 'media');
    if (existsSync(join(candidate, 'INDEX.tsv'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'INDEX.tsv')
    .sort();
}
