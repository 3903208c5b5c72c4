import { FileStore } from '@tus/file-store';
import { Server, Upload } from '@tus/server';
import type { Hono } from 'hono';
import { id as clipId } from '../../contract/common.ts';
import { uploadMetadata, uploadsPath } from '../../contract/clips.ts';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import type { Person } from '../../core/people/may.ts';
import {
  cancelUpload,
  createUpload,
  findUpload,
  finishUpload,
  resumeUpload,
} from '../../core/clips/uploads.ts';
import { uploadFolder } from '../../core/store/blobs.ts';
import type { Ctx } from '../../core/store/context.ts';
import { logFault } from '../faults.ts';
import { parse, type HttpEnv } from './mount.ts';

/** What tus cannot carry through its own calls: who sends the request, and what we refused it for. */
interface Errand {
  readonly person: Person;
  refusal?: AppError;
}

const DAY = 86_400_000;

/**
 * Resumable uploads by tus 1.0. The library moves bytes and speaks the protocol; what an upload is, and when it is
 * done, is core/clips/uploads.ts's. The row of the clip is the upload's only record: there is no file beside it.
 */
export function mountUploads(app: Hono<HttpEnv>, ctx: Ctx): void {
  const errands = new WeakMap<Request, Errand>();
  const tus = createTus(ctx, errands);

  const handOver = async (request: Request, errand: Errand): Promise<Response> => {
    errands.set(request, errand);
    const reply = await tus.handleWeb(request);
    if (errand.refusal !== undefined) throw errand.refusal;
    if (reply.status >= 400) throw new AppError(codeOf(reply.status), (await reply.text()).trim());
    // The library invites other origins to read its headers; here nobody is invited.
    reply.headers.delete('access-control-expose-headers');
    return reply;
  };

  app.post(uploadsPath, async (http) => {
    const sender = http.get('sender');
    const person = await sender.person();
    await sender.limit('upload');
    return handOver(http.req.raw, { person });
  });

  // Hono looks for HEAD among the handlers of GET; a real GET has nothing to read here.
  app.on(['GET', 'PATCH', 'DELETE'], `${uploadsPath}/:id`, async (http) => {
    const person = await http.get('sender').person();
    const request = http.req.raw;
    const id = http.req.param('id');
    if (request.method === 'GET' || !clipId.safeParse(id).success) throw noSuchUpload();
    const upload = await resumeUpload(ctx, person, id);
    return upload.finished ? answerFinished(request.method, upload.bytes) : handOver(request, { person });
  });
}

function createTus(ctx: Ctx, errands: WeakMap<Request, Errand>): Server {
  const store = new FileStore({
    directory: uploadFolder(ctx),
    expirationPeriodInMilliseconds: DAY,
    configstore: {
      get: async (id) => {
        const upload = await findUpload(ctx, id);
        if (upload === null) return undefined;
        return new Upload({
          id,
          size: upload.bytes,
          offset: 0,
          creation_date: upload.createdAt.toISOString(),
        });
      },
      set: () => Promise.resolve(),
      delete: (id) => cancelUpload(ctx, id),
    },
  });
  // Neither uploads of unknown length nor uploads in parts: nobody needs them here.
  store.extensions = ['creation', 'termination', 'expiration'];
  return new Server({
    path: uploadsPath,
    datastore: store,
    relativeLocation: true,
    allowedOrigins: [],
    namingFunction: async (request, metadata) => {
      const errand = errands.get(request);
      if (errand === undefined) throw new Error('An upload reached tus without its errand.');
      // tus knows keys without a value; a caption that is empty in this way was not said.
      const said = Object.entries(metadata ?? {}).filter(([, value]) => value !== null);
      const { audience, language, caption, keepOriginal } = parse(uploadMetadata, Object.fromEntries(said));
      return createUpload(ctx, errand.person, {
        bytes: readLength(request),
        caption,
        language: language ?? null,
        audience,
        keepOriginal: keepOriginal === 'true',
      });
    },
    onUploadFinish: async (_request, upload) => {
      await finishUpload(ctx, upload.id);
      return {};
    },
    onResponseError: (request, error) => {
      const errand = errands.get(request);
      if (error instanceof AppError && errand !== undefined) errand.refusal = error;
      // The library's own refusals carry the status they want; anything else is a fault of ours.
      else if (!('status_code' in error)) logFault(error);
      return undefined;
    },
  });
}

/** The device asks where to go on, because it did not hear that its last byte had arrived. */
function answerFinished(method: string, bytes: number): Response {
  if (method !== 'HEAD') throw new AppError('conflict', 'This upload is complete already.');
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-offset': String(bytes),
    'upload-length': String(bytes),
  };
  return new Response(null, { status: 200, headers: { ...headers, 'cache-control': 'no-store' } });
}

/** tus itself reads `12abc` as 12; a length is digits only. */
function readLength(request: Request): number {
  const length = request.headers.get('upload-length') ?? '';
  if (/^\d{1,15}$/.test(length)) return Number(length);
  throw new AppError('bad_request', 'Upload-Length: the size of the file in bytes.');
}

function codeOf(status: number): ErrorCode {
  if (status === 404 || status === 410) return 'not_found';
  if (status === 409 || status === 423) return 'conflict';
  if (status === 413) return 'file_too_large';
  // 501: an extension of tus that we do not offer.
  return status < 500 || status === 501 ? 'bad_request' : 'internal';
}

function noSuchUpload(): AppError {
  return new AppError('not_found', 'There is no such upload. Start it again.');
}
