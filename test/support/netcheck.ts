import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(new URL('../../bin/netcheck.js', import.meta.url));
export const node = process.execPath;

/** What a command printed. */
export interface Printed {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command with this environment alone and waits for its end, without holding up servers in this process. It runs
 * in a folder of its own: what listens in the caller's is what netcheck takes for meant, and other tests listen in theirs.
 */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: import.meta.dirname,
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', status => resolve({ status, stdout, stderr }));
  });
}

/** The built netcheck, as a person runs it. */
export const netcheck = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Printed> =>
  run(node, [program, ...args], env);

/** Runs `use` while a web server listens on a free port of every address of this machine. */
export async function whileServing<T>(use: (port: number) => Promise<T>, host = '0.0.0.0'): Promise<T> {
  const server = createServer((_, response) => response.end('hello\n'));
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  let port = 0;
  await whileServing(async each => {
    port = each;
  });
  return port;
}

/** The one diagnosis that a run printed as JSON. */
export const diagnosis = ({ stdout }: Printed) =>
  JSON.parse(stdout) as { verdict: string; causes: { code: string; severity: string }[]; broken: unknown[] };

export const errorsIn = (printed: Printed): string[] =>
  diagnosis(printed)
    .causes.filter(cause => cause.severity === 'error')
    .map(cause => cause.code);
