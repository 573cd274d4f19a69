import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchange, sleep } from './wire.js';

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** A port that was free just now. */
export const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A real nginx on loopback that serves a directory with its usual settings. */
export const startNginx = async (directory: string): Promise<{ port: number; stop(): void }> => {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'netcheck-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${home}/${name};`,
  );
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; master_process off; pid ${home}/pid; error_log ${home}/error.log;
     events { worker_connections 256; }
     http {
       include /etc/nginx/mime.types; default_type application/octet-stream; access_log off; charset utf-8;
       ${temporary.join(' ')}
       server { listen 127.0.0.1:${port}; server_name localhost; root ${directory}; index index.html; autoindex on; }
     }`,
  );
  const child: ChildProcess = spawn(
    'nginx',
    ['-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')],
    { stdio: 'ignore' },
  );
  for (let tries = 0; tries < 100; tries++) {
    if ((await exchange(port, 'GET / HTTP/1.0\r\n\r\n')).startsWith('HTTP/1.1')) break;
    await sleep(50);
  }
  return {
    port,
    stop: () => {
      child.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
