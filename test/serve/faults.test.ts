import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeSite } from './ask.js';
import { startProgram, startServe, stopAll } from './program.js';
import { exchange } from './wire.js';

let site: ReturnType<typeof makeSite>;
beforeAll(() => {
  site = makeSite();
});
afterEach(stopAll);
afterAll(() => site.remove());

interface Seen {
  readonly status: number | null;
  readonly verdict: string;
  readonly codes: readonly string[];
}

const why = async (target: string, cwd?: string): Promise<Seen> => {
  const started = startProgram(['why', target, '--json', '--from', 'self'], cwd ? { cwd } : {});
  const { status } = await started.ended;
  const { verdict, causes } = JSON.parse(started.stdout());
  return { status, verdict, codes: causes.map(({ code }: { code: string }) => code) };
};

const serve = (...words: string[]) => startServe([site.directory, '--host', '127.0.0.1', ...words]);

/** The fault, the target that meets it (PORT is the server's), and the cause that must come first. */
const table: [fault: string[], target: string, code: string][] = [
  [['hang'], 'http://127.0.0.1:PORT/a.txt', 'process/hung'],
  [['empty'], 'http://127.0.0.1:PORT/a.txt', 'http/empty-reply'],
  [['reset'], '127.0.0.1:PORT', 'tcp/reset'],
  [['slow', '100'], 'http://127.0.0.1:PORT/large.bin', 'http/no-response'],
  [['close-after', '5'], 'http://127.0.0.1:PORT/a.txt', 'http/empty-reply'],
  [['no-accept'], '127.0.0.1:PORT', 'tcp/accept-queue-full'],
  [['status', '500'], 'http://127.0.0.1:PORT/a.txt', 'http/server-error'],
  [['status', '503'], 'http://127.0.0.1:PORT/a.txt', 'http/overloaded'],
  [['status', '404'], 'http://127.0.0.1:PORT/a.txt', 'http/not-found'],
  [['status', '403'], 'http://127.0.0.1:PORT/a.txt', 'http/forbidden'],
  [['status', '401'], 'http://127.0.0.1:PORT/a.txt', 'http/auth-required'],
  [['bad-host'], 'http://127.0.0.1:PORT/a.txt', 'http/host-not-allowed'],
  [['tls-expired'], 'https://127.0.0.1:PORT/a.txt', 'tls/expired'],
  [['tls-self-signed'], 'https://127.0.0.1:PORT/a.txt', 'tls/self-signed'],
  [['tls-wrong-name'], 'https://localhost:PORT/a.txt', 'tls/name-mismatch'],
  [['tls-self-signed'], 'http://127.0.0.1:PORT/a.txt', 'tls/http-to-https-port'],
];

describe('netcheck why names each fault', { timeout: 60_000 }, () => {
  it.each(table)('--fault %s, asked for %s: %s', async (fault, target, code) => {
    const { port } = await startServe([site.directory, '--host', 'lo', '--fault', ...fault]);
    const seen = await why(target.replace('PORT', String(port)));
    expect(seen.codes[0]).toBe(code);
    expect(seen.status).toBe(1);
  });

  it('refuse-after, once it listens no more', async () => {
    const { port } = await serve('--fault', 'refuse-after', '1');
    // The client closes first, so that no TIME_WAIT is left on the server's port.
    await exchange(port, 'GET /ping HTTP/1.1\r\nHost: a\r\n\r\n', { until: /PONG/ });
    const { codes, status } = await why(`127.0.0.1:${port}`);
    expect(['process/not-listening', 'port/nothing-listens']).toContain(codes[0]);
    expect(status).toBe(1);
  });

  it('refuse-after, by its log, where old connections are left on the port', async () => {
    const served = await serve('--fault', 'refuse-after', '1');
    await exchange(served.port, 'GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await served.ended;
    const cwd = mkdtempSync(join(tmpdir(), 'netcheck-fault-'));
    writeFileSync(join(cwd, 'server.log'), served.stderr());
    const { codes } = await why(`127.0.0.1:${served.port}`, cwd);
    rmSync(cwd, { recursive: true });
    expect(codes[0]).toBe('process/crashed');
  });

  it('and a sound server is reachable', async () => {
    const { port } = await serve();
    expect((await why(`http://127.0.0.1:${port}/ping`)).status).toBe(0);
    const { port: secure } = await serve('--tls');
    expect((await why(`127.0.0.1:${secure}`)).status).toBe(0);
  });
});
