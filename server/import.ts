import { createReadStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DetailedError, Upload, type FileSource } from 'tus-js-client';
import * as z from 'zod/mini';
import { clipProgress, getClipProgress, uploadsPath } from '../contract/clips.ts';
import { errorCodes, mediaErrorCodes, type ErrorCode } from '../contract/errors.ts';
import { ensureAccount } from '../contract/people.ts';
import { showProgress, type ShownFile } from './progress-bars.ts';

interface Target {
  /** Where the server is reached from here. */
  readonly origin: string;
  readonly token: string;
  readonly handle: string;
  readonly json: boolean;
}

/** What `--json` prints for each file. */
interface Answer {
  readonly file: string;
  readonly status: 'published' | 'rejected';
  readonly code: ErrorCode | null;
  readonly clip: string | null;
  readonly seconds: number;
}

const AT_ONCE = 2;
/** Milliseconds between two looks at a clip's progress, and how long the server may be away meanwhile. */
const LOOK_EVERY = 250;
const PATIENCE = 120_000;
const TIMEOUT = 30_000;

/** What the server says no with about a file; anything else is not the file's fault. */
const refusals: readonly ErrorCode[] = [...mediaErrorCodes, 'storage_full', 'internal'];
const refusalBody = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) });

/** Uploads everything at `paths`, a few at a time, and waits for what becomes of it. Returns the exit code. */
export async function importPaths(target: Target, paths: readonly string[]): Promise<number> {
  await openAccount(target);
  let failures = 0;
  const complain = (path: string, error: unknown): void => {
    failures += 1;
    console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const files = await findFiles(paths, complain);
  const progress = showProgress(files.length, !target.json && process.stdout.isTTY);
  const queue = files.values();
  const work = async (): Promise<void> => {
    for (const file of queue) {
      const shown = progress.begin(file);
      try {
        const answer = await importFile(target, file, shown);
        shown.end(target.json ? JSON.stringify(answer) : inWords(answer));
      } catch (error) {
        shown.end(null);
        complain(file, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  progress.end();
  return failures === 0 ? 0 : 1;
}

/** Files as named, and those in folders: sorted, without hidden ones, and never through a symbolic link in a folder. */
async function findFiles(
  paths: readonly string[],
  complain: (path: string, error: unknown) => void,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    try {
      const kind = await stat(path);
      if (kind.isDirectory()) found.push(...(await filesUnder(path)));
      else if (kind.isFile()) found.push(path);
      else throw new Error('this is neither a file nor a folder.');
    } catch (error) {
      complain(path, error);
    }
  }
  return found;
}

async function filesUnder(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const kind = await lstat(path);
    if (kind.isDirectory()) found.push(...(await filesUnder(path)));
    else if (kind.isFile()) found.push(path);
  }
  return found;
}

async function importFile(target: Target, file: string, shown: ShownFile): Promise<Answer> {
  const began = performance.now();
  const answer = (status: Answer['status'], code: ErrorCode | null, clip: string | null): Answer => {
    const seconds = Math.round((performance.now() - began) / 10) / 100;
    return { file, status, code, clip, seconds };
  };
  const sent = await upload(target, file, shown);
  if ('code' in sent) return answer('rejected', sent.code, null);
  const end = await untilDone(target, sent.clip, shown);
  if (end.status === 'published') return answer('published', null, sent.clip);
  if (end.status === 'rejected') return answer('rejected', end.code, sent.clip);
  throw new Error(`the clip ${sent.clip} was taken away while it was being processed.`);
}

/** Uploads by tus, going on where it stopped when the connection breaks. Refused at the door: the code. */
async function upload(
  target: Target,
  file: string,
  shown: ShownFile,
): Promise<{ clip: string } | { code: ErrorCode }> {
  const { size } = await stat(file);
  return new Promise((resolve, reject) => {
    const tus = new Upload(Buffer.alloc(0), {
      endpoint: `${target.origin}${uploadsPath}`,
      headers: headersOf(target),
      uploadSize: size,
      fileReader: { openFile: () => Promise.resolve(sourceOf(file, size)) },
      retryDelays: [0, 500, 1000, 2000, 4000, 8000, 16_000, 32_000],
      onShouldRetry: (error) => codeIn(error) === null,
      onProgress: (bytes) => shown.update('uploading', size === 0 ? 100 : (bytes / size) * 100),
      onSuccess: () => {
        const clip = tus.url?.split('/').at(-1);
        if (clip === undefined) reject(new Error('the server did not say where the upload is.'));
        else resolve({ clip });
      },
      onError: (error) => {
        const code = codeIn(error);
        if (code !== null && refusals.includes(code)) resolve({ code });
        else reject(new Error(messageIn(error), { cause: error }));
      },
    });
    tus.start();
  });
}

/** Reads the file in pieces from the disk; the library's own reader wants a whole buffer. */
function sourceOf(file: string, size: number): FileSource {
  return {
    size,
    slice: (start, end) => {
      const length = Math.min(end, size) - start;
      const stream = createReadStream(file, { start, end: start + length - 1 });
      return Promise.resolve({
        value: Object.assign(stream, { size: length }),
        done: start + length >= size,
      });
    },
    close: () => undefined,
  };
}

async function untilDone(
  target: Target,
  clip: string,
  shown: ShownFile,
): Promise<z.infer<typeof clipProgress>> {
  let lastHeard = performance.now();
  for (;;) {
    try {
      const progress = await lookAt(target, clip);
      lastHeard = performance.now();
      if (progress.status !== 'uploading' && progress.status !== 'processing') return progress;
      shown.update('processing', progress.percent);
    } catch (error) {
      // The server may be restarting: it takes up the clip where it was.
      if (performance.now() - lastHeard > PATIENCE) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

async function lookAt(target: Target, clip: string): Promise<z.infer<typeof clipProgress>> {
  const address = `${target.origin}${getClipProgress.path.replace(':id', clip)}`;
  const reply = await fetch(address, { headers: headersOf(target), signal: AbortSignal.timeout(TIMEOUT) });
  return clipProgress.parse(await reply.json());
}

async function openAccount(target: Target): Promise<void> {
  const address = `${target.origin}${ensureAccount.path.replace(':handle', target.handle)}`;
  const reply = await fetch(address, {
    method: ensureAccount.method,
    headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (reply.ok) return;
  const refusal = refusalBody.safeParse(await reply.json());
  throw new Error(refusal.data?.error.message ?? `The server answered ${reply.status}.`);
}

function headersOf(target: Target): Record<string, string> {
  return { authorization: `Bearer ${target.token}`, 'overt-as': target.handle };
}

/** The refusal in a reply to tus; null where there was no reply, or one that is worth another try. */
function codeIn(error: Error): ErrorCode | null {
  const refusal = refusalIn(error);
  if (refusal === null || ['conflict', 'rate_limited'].includes(refusal.code)) return null;
  return refusal.code;
}

function messageIn(error: Error): string {
  return refusalIn(error)?.message ?? error.message;
}

function refusalIn(error: Error): { code: ErrorCode; message: string } | null {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  try {
    return refusalBody.parse(JSON.parse(body ?? '')).error;
  } catch {
    return null;
  }
}

function inWords({ file, status, code, clip, seconds }: Answer): string {
  const what = status === 'published' ? `published as ${clip ?? ''}` : `rejected: ${code ?? ''}`;
  return `${file}: ${what} (${seconds} s)`;
}
