// The servers that are compared: how each is started on a port of a directory, and what it can be asked.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const module = name => join(root, 'node_modules', name);
const has = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const bare = `
const http = require('node:http'), fs = require('node:fs');
const [port, root] = process.argv.slice(1);
http.createServer((request, response) => {
  if (request.url === '/ping') {
    response.setHeader('Content-Type', 'text/plain');
    response.end('PONG');
    return;
  }
  if (request.method === 'POST') {
    request.on('end', () => response.end()).resume();
    return;
  }
  const path = root + request.url;
  fs.stat(path, (error, { size } = {}) => {
    if (error) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
    fs.createReadStream(path).on('error', () => response.destroy()).pipe(response);
  });
}).listen(Number(port), '127.0.0.1');`;

const hono = `
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
const app = new Hono();
app.get('/ping', c => c.text('PONG'));
serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: '127.0.0.1' });`;

/** nginx as Debian packages it but for one worker, the port and the directory. */
const nginx = (port, directory, scratch) => `
daemon off; worker_processes 1; pid ${scratch}/nginx.pid; error_log ${scratch}/nginx.log;
user root;
events { worker_connections 768; }
http {
  sendfile on; tcp_nopush on; types_hash_max_size 2048; access_log off;
  include /etc/nginx/mime.types; default_type application/octet-stream;
  server {
    listen 127.0.0.1:${port}; root ${directory};
    location = /ping { default_type text/plain; return 200 PONG; }
  }
}`;

const write = (path, text) => {
  writeFileSync(path, text);
  return path;
};

/** Compiles the Warp server; undefined where there is no compiler or library. */
const warp = scratch => {
  if (!has('ghc')) return undefined;
  const binary = join(scratch, 'warp');
  const words = ['-O2', '-outputdir', scratch, '-o', binary, join(root, 'bench/warp.hs')];
  return existsSync(binary) || spawnSync('ghc', words).status === 0 ? binary : undefined;
};

/**
 * All servers: `command` gives the words that start it, or undefined where it is not installed. `pong`, `files`, `attack`
 * say in which comparisons it takes part.
 */
export const serversIn = scratch => {
  mkdirSync(scratch, { recursive: true });
  const node = process.execPath;
  const warpBinary = warp(scratch);
  return [
    {
      name: 'node:http',
      pong: true,
      files: true,
      attack: true,
      command: (port, dir) => [node, '-e', bare, String(port), dir],
    },
    {
      name: 'netcheck serve',
      pong: true,
      files: true,
      attack: true,
      command: (port, dir) => [
        node,
        process.env.NETCHECK ?? join(root, 'bin/netcheck.js'),
        'serve',
        dir,
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
      ],
    },
    {
      name: 'Hono',
      pong: true,
      command: port => [node, write(join(root, 'node_modules/.cache/bench-hono.mjs'), hono), String(port)],
    },
    {
      name: 'sirv-cli',
      files: true,
      command: (port, dir) => [
        node,
        module('sirv-cli/bin.js'),
        dir,
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--quiet',
      ],
    },
    {
      name: 'serve',
      files: true,
      command: (port, dir) => [
        node,
        module('serve/build/main.js'),
        '-L',
        '-l',
        `tcp://127.0.0.1:${port}`,
        dir,
      ],
    },
    {
      name: 'http-server',
      files: true,
      command: (port, dir) => [
        node,
        module('http-server/bin/http-server'),
        dir,
        '-a',
        '127.0.0.1',
        '-p',
        String(port),
        '-s',
      ],
    },
    {
      name: 'python3 -m http.server',
      pong: true,
      files: true,
      command: (port, dir) => [
        'python3',
        '-m',
        'http.server',
        String(port),
        '--bind',
        '127.0.0.1',
        '--directory',
        dir,
      ],
    },
    {
      name: 'nginx',
      pong: true,
      files: true,
      attack: true,
      command: (port, dir) =>
        has('nginx')
          ? [
              'nginx',
              '-c',
              write(join(scratch, 'nginx.conf'), nginx(port, dir, scratch)),
              '-e',
              join(scratch, 'nginx.log'),
            ]
          : undefined,
    },
    {
      name: 'Warp',
      pong: true,
      files: true,
      command: (port, dir) => warpBinary && [warpBinary, String(port), dir],
    },
  ];
};
