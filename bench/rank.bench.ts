import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';
import ts from 'typescript';
import * as z from 'zod/mini';
import { launchBrowser } from '../test/support/browser.ts';
import { percentile, rounded, type Bench } from './figure.ts';

const root = join(import.meta.dirname, '..');
const measured = z.object({ opening: z.number(), swipes: z.array(z.number()) });

/** How long the device ranks for one swipe: the very modules of the app, in a worker of a real browser (rank-worker.ts). */
export const measure: Bench = async () => {
  const server = await serveModules();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(originOf(server));
    const { opening, swipes } = measured.parse(
      await page.evaluate(`new Promise((resolve, reject) => {
        new BroadcastChannel('ranked').onmessage = ({ data }) => resolve(data);
        new Worker('/bench/rank-worker.ts', { type: 'module' }).onerror = ({ message }) => reject(new Error(message));
      })`),
    );
    const against = '10,000 clips of 40 neighbours, 500 enjoyed, next ten clips, in a worker';
    const swipe = (at: number, goal: string) => ({
      figure: `ranking for one swipe, p${100 * at}`,
      value: rounded(percentile(swipes, at), 2),
      unit: 'ms',
      goal,
      against,
    });
    return [
      swipe(0.5, 'none'),
      swipe(0.95, '≤ 8 ms'),
      {
        figure: 'decoding and laying out all segments',
        value: rounded(opening, 0),
        unit: 'ms',
        goal: 'none',
        against,
      },
    ];
  } finally {
    await browser.close();
    server.close();
  }
};

/** The repository's modules without their types; isolated from other origins, which sharpens the browser's clock. */
async function serveModules(): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const path = normalize(request.url ?? '/');
    if (!path.endsWith('.ts'))
      return void response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    readFile(join(root, path), 'utf8').then(
      (source) => response.setHeader('Content-Type', 'text/javascript').end(withoutTypes(source)),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function withoutTypes(source: string): string {
  const { ESNext } = ts.ScriptTarget;
  return ts.transpileModule(source, { compilerOptions: { target: ESNext, verbatimModuleSyntax: true } })
    .outputText;
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}
