import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import packed from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const require = createRequire(import.meta.url);
const cache = join(import.meta.dirname, '../../node_modules/.cache');
const packageFolder = join(dirname(require.resolve('@sparticuz/chromium')), '..');

/** A real headless Chromium from the registry. As root it runs without its sandbox, which it would refuse. */
export async function launchBrowser(args: string[] = []): Promise<Browser> {
  const folder = await unpackedBrowser();
  const executablePath = join(folder, 'chromium');
  return chromium.launch({
    executablePath,
    args,
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...process.env, ...missingLibraries(executablePath, folder) },
  });
}

/**
 * The package unpacks into the temporary folder and reuses whatever lies there, another version or another user's copy.
 * Here each version has a folder of its own, which appears by one rename: complete or not at all.
 */
async function unpackedBrowser(): Promise<string> {
  const folder = join(cache, `chromium-${versionOf(packageFolder)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'chromium-'));
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = unfinished;
  try {
    await packed.executablePath();
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another test file was faster.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function versionOf(folder: string): string {
  return /"version": "([^"]+)"/.exec(readFileSync(join(folder, 'package.json'), 'utf8'))?.[1] ?? 'unknown';
}

/** The package brings Chromium's libraries for a bare machine; they are used where the machine's own are missing. */
function missingLibraries(executable: string, folder: string): Record<string, string> {
  if (!execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found')) return {};
  const libraries = join(folder, 'al2023', 'lib');
  if (!existsSync(libraries)) {
    mkdirSync(dirname(libraries), { recursive: true });
    const archive = brotliDecompressSync(readFileSync(join(packageFolder, 'bin/al2023.tar.br')));
    execFileSync('tar', ['-x', '-C', dirname(libraries)], { input: archive });
  }
  return { LD_LIBRARY_PATH: libraries };
}
