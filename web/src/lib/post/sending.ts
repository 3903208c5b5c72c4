import { on } from 'svelte/events';
import * as z from 'zod/mini';
import { defaultOptions, DetailedError, Upload } from 'tus-js-client';
import { uploadsPath } from '../../../../contract/clips.ts';
import { errorCodes, type ErrorCode } from '../../../../contract/errors.ts';
import { CallError, send } from '../api.ts';
import { fingerprintOf } from './fingerprint.ts';

/** What is told of a file on its way. */
export interface Tell {
  /** The upload has an id, which will be the clip's. */
  readonly begun: (id: string) => void;
  readonly sending: (bytes: number) => void;
  /** The connection is gone, or the server: it goes on by itself. */
  readonly waiting: () => void;
  readonly sent: () => void;
  readonly refused: (code: ErrorCode) => void;
}

export interface Sending {
  /** Stops sending; what the server has stays there. */
  readonly stop: () => void;
}

const addressOf = (id: string) => new URL(`${uploadsPath}/${id}`, location.origin).href;
const idOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);
const longestPause = 5_000;

/**
 * Sends a file by tus 1.0, to a new upload or to one that was begun (`resume`). Only a refusal ends it: a lost
 * connection or a server that restarts is waited for, however long. The device keeps the upload's address beside the
 * file's fingerprint until the last byte has arrived.
 */
export async function sendFile(
  file: File,
  tell: Tell,
  how: { metadata: Record<string, string> } | { resume: string },
): Promise<Sending> {
  let pause = 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const upload = new Upload(file, {
    ...('resume' in how
      ? { uploadUrl: addressOf(how.resume) }
      : { endpoint: new URL(uploadsPath, location.origin).href, metadata: how.metadata }),
    fingerprint: fingerprintOf,
    removeFingerprintOnSuccess: true,
    retryDelays: null,
    onUploadUrlAvailable: () => {
      // Without an endpoint the library cannot begin a second upload when the first one does not answer.
      upload.options.endpoint = null;
      if (upload.url !== null) tell.begun(idOf(upload.url));
    },
    onProgress: (bytes) => {
      pause = 1000;
      tell.sending(bytes);
    },
    onSuccess: () => {
      stop();
      tell.sent();
    },
    onError: (error) => {
      const code = refusalOf(error);
      if (code === null) {
        wait();
        return;
      }
      stop();
      tell.refused(code);
    },
  });
  if ('resume' in how) {
    const previous = (await upload.findPreviousUploads()).find(
      ({ uploadUrl }) => uploadUrl === addressOf(how.resume),
    );
    if (previous) upload.resumeFromPreviousUpload(previous);
  }

  const go = () => {
    clearTimeout(timer);
    timer = undefined;
    upload.start();
  };
  const wait = () => {
    tell.waiting();
    clearTimeout(timer);
    timer = navigator.onLine ? setTimeout(go, pause) : undefined;
    pause = Math.min(pause * 2, longestPause);
  };
  const lost = () => {
    void upload.abort();
    wait();
  };
  const stop = () => {
    clearTimeout(timer);
    for (const forget of listeners) forget();
    void upload.abort();
  };
  const listeners = [
    on(window, 'online', go),
    on(window, 'offline', lost),
    // A closed window stops what is being sent: the browser asks first.
    on(window, 'beforeunload', (event) => event.preventDefault()),
  ];
  if (navigator.onLine) go();
  else wait();
  return { stop };
}

const body = z.object({ error: z.object({ code: z.enum(errorCodes) }) });

/** The server's no, or null where trying again may help. */
function refusalOf(error: Error): ErrorCode | null {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return null;
  const status = response.getStatus();
  if (status === 409 || status === 423) return null;
  const said = body.safeParse(asJson(response.getBody()));
  if (said.success) return said.data.error.code === 'internal' ? null : said.data.error.code;
  // An answer to HEAD has no body.
  const codes: Partial<Record<number, ErrorCode>> = {
    401: 'not_signed_in',
    403: 'not_allowed',
    404: 'not_found',
  };
  return codes[status] ?? (status >= 500 ? null : 'bad_request');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The upload on this device that was begun with the same file, if there is one. */
export async function begunWith(file: File): Promise<string | null> {
  const storage = defaultOptions.urlStorage;
  const [found] = await storage.findUploadsByFingerprint(await fingerprintOf(file));
  return found?.uploadUrl ? idOf(found.uploadUrl) : null;
}

/** Whether the file is the one that the upload was begun with. Begun on another device, only its length tells. */
export async function isSameFile(file: File, id: string): Promise<boolean> {
  const known = await storedUpload(id);
  if (known) return known.urlStorageKey.includes(await fingerprintOf(file));
  const response = await send(addressOf(id), { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  return Number(response.headers.get('upload-length')) === file.size;
}

/** Gives an upload up, here and on the server. */
export async function giveUp(id: string): Promise<void> {
  try {
    await send(addressOf(id), { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
  } catch (error) {
    if (!(error instanceof CallError) || error.failure !== 'not_found') throw error;
  }
  const known = await storedUpload(id);
  if (known) await defaultOptions.urlStorage.removeUpload(known.urlStorageKey);
}

async function storedUpload(id: string) {
  const all = await defaultOptions.urlStorage.findAllUploads();
  return all.find(({ uploadUrl }) => uploadUrl === addressOf(id));
}
