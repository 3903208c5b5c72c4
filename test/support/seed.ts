import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { clipProgress, uploadsPath } from '../../contract/clips.ts';
import { readOperatorToken } from '../../server/operator-token.ts';
import type { RunningServer } from './server.ts';

const pace = 100;

/** What the operator can do from outside the browser, so that a test of one screen need not walk through all others. */
export function operatorOf(server: RunningServer) {
  const authorization = `Bearer ${readOperatorToken(server.dataFolder)}`;
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Buffer<ArrayBuffer>,
  ) => {
    const response = await fetch(server.origin + path, {
      method,
      headers: { authorization, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return response;
  };
  const sendJson = (method: string, path: string, body: object) =>
    send(method, path, { 'content-type': 'application/json' }, JSON.stringify(body));

  return {
    /** Makes an account that nobody can sign in to. */
    account: (handle: string) => sendJson('PUT', `/api/operator/accounts/${handle}`, {}),
    giveRole: (handle: string, role: string) =>
      sendJson('PUT', `/api/operator/accounts/${handle}/role`, { role }),
    /** Posts a clip as somebody and waits until it is out; returns its id. */
    async post(
      handle: string,
      bytes: Buffer<ArrayBuffer>,
      words: Record<string, string> = {},
    ): Promise<string> {
      const as = { 'overt-as': handle };
      const metadata = Object.entries(words)
        .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
        .join(',');
      const created = await send('POST', uploadsPath, {
        ...as,
        'upload-length': String(bytes.length),
        ...(metadata === '' ? {} : { 'upload-metadata': metadata }),
      });
      const id = z.string().parse(created.headers.get('location')?.split('/').at(-1));
      const chunk = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
      await send('PATCH', `${uploadsPath}/${id}`, { ...as, ...chunk }, bytes);
      for (;;) {
        const progress = clipProgress.parse(
          await (await send('GET', `/api/clips/${id}/progress`, as)).json(),
        );
        if (progress.status === 'published') return id;
        assert.notEqual(progress.status, 'rejected', progress.message ?? '');
        await new Promise((resolve) => setTimeout(resolve, pace));
      }
    },
  };
}
