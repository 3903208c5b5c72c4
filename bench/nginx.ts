import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const headersOfItsOwn = new Set([
  'content-length',
  'content-type',
  'date',
  'connection',
  'keep-alive',
  'etag',
]);

/** nginx, one process, sending one file with `headers` to every request for `/file`; null where it is not installed. */
export async function startNginx(
  folder: string,
  body: Uint8Array,
  headers: Headers,
): Promise<{ pid: number; port: number; stop: () => void } | null> {
  if (spawnSync('nginx', ['-v'], { env: withSbin() }).status !== 0) return null;
  const port = 20_000 + (process.pid % 20_000);
  writeFileSync(join(folder, 'file'), body);
  chmodSync(folder, 0o755);
  const added = [...headers]
    .filter(([name]) => !headersOfItsOwn.has(name))
    .map(([name, value]) => `add_header ${name} "${value}";`);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${join(folder, each)};`,
  );
  const settings = join(folder, 'nginx.conf');
  writeFileSync(
    settings,
    `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
    events { worker_connections 512; }
    http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=10;
      default_type application/octet-stream; ${places.join(' ')}
      server { listen 127.0.0.1:${port}; root ${folder}; location / { ${added.join(' ')} } } }`,
  );
  const child = spawn('nginx', ['-c', settings, '-e', join(folder, 'error.log')], {
    env: withSbin(),
    stdio: 'inherit',
  });
  while (!(await answers(port))) await setTimeout(50);
  return { pid: child.pid ?? 0, port, stop: () => child.kill() };
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
