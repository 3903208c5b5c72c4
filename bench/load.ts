import { connect, type Socket } from 'node:net';

/**
 * Requests per second that a server on this machine answers over `connections` keep-alive connections, each sending its
 * next request when the last answer is complete. Every answer must have the same length: counting bytes is what keeps
 * this client cheap enough to saturate the server rather than itself.
 */
export async function requestsPerSecond(
  target: { port: number; path: string; headers?: Record<string, string> },
  options: { seconds: number; connections: number },
): Promise<number> {
  const headers = { host: `localhost:${target.port}`, ...target.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${target.path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const length = await answerLength(target.port, request);
  const end = performance.now() + options.seconds * 1000;
  const began = performance.now();
  const counts = await Promise.all(
    Array.from({ length: options.connections }, () => keepAsking(target.port, request, length, end)),
  );
  const answered = counts.reduce((sum, count) => sum + count, 0);
  return answered / ((performance.now() - began) / 1000);
}

function keepAsking(port: number, request: Buffer, length: number, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0;
    let received = 0;
    const socket = connect(port, 'localhost', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received < length) return;
      received -= length;
      answered += 1;
      if (performance.now() < end) socket.write(request);
      else {
        socket.destroy();
        resolve(answered);
      }
    });
  });
}

/** Bytes of one whole answer, headers included. */
async function answerLength(port: number, request: Buffer): Promise<number> {
  const answer = await firstAnswer(port, request);
  return answer.length;
}

/** The first answer of a server to `request`, as it went over the wire. It must declare its length. */
export function firstAnswer(port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket: Socket = connect(port, 'localhost', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const answer = Buffer.concat(chunks);
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const declared = /content-length: (\d+)/i.exec(answer.subarray(0, head).toString())?.[1];
      if (declared === undefined) {
        socket.destroy();
        reject(new Error(`an answer without a length:\n${answer.subarray(0, head).toString()}`));
      } else if (answer.length >= head + 4 + Number(declared)) {
        socket.destroy();
        resolve(answer);
      }
    });
  });
}
