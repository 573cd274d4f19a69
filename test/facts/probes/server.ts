import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { askingOf, type Hints, type ProbePlan } from '../../../src/facts/probes/plan.js';
import { probe } from '../../../src/facts/probes/probe.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';

/** A server on a free port of loopback that does as it is told, with its port. */
export async function serve<S extends Server>(
  server: S,
): Promise<{ server: S; port: number; close(): void }> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { server, port: (server.address() as AddressInfo).port, close };
}

/** A TCP server without a protocol of its own. */
export const raw = (handle: (socket: Socket) => void) =>
  serve(createServer({ allowHalfOpen: true }, socket => handle(socket.on('error', () => {}))));

/** Probes 127.0.0.1 as a target that somebody typed, with PORT for the server's port. */
export async function ask(typed: string, port: number, hints: Hints = {}, seconds = 20): Promise<Probe> {
  const target = parseTarget(typed.replace('PORT', String(port)));
  const plan: ProbePlan = {
    protocol: target.protocol,
    address: '127.0.0.1',
    port,
    local: true,
    question: askingOf(target, port, { own: ['127.0.0.1', '::1'], ...hints }),
  };
  return probe(plan, performance.now() + seconds * 1000);
}

const openssl = (directory: string, ...words: string[]) =>
  execFileSync('openssl', words, { cwd: directory, stdio: 'pipe' });

/** A folder with the keys and certificates of a small authority: ca, inter (below it), and whatever is asked for; gone after the file's tests. */
export function authority() {
  const directory = mkdtempSync(join(tmpdir(), 'netcheck-tls-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    directory,
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Test Root',
  );
  const sign = (name: string, by: string, extensions: string, days: number) => {
    openssl(
      directory,
      'req',
      ...key,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    );
    writeFileSync(join(directory, `${name}.ext`), extensions);
    openssl(
      directory,
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-days',
      String(days),
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  sign('inter', 'ca', 'basicConstraints=critical,CA:true\n', 20);
  return { directory, sign };
}
