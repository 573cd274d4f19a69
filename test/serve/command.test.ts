import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer as createTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../support/netcheck.js';
import { makeSite } from './ask.js';
import { startProgram, startServe, stopAll } from './program.js';
import { exchange, hold, sleep } from './wire.js';

let site: ReturnType<typeof makeSite>;
beforeAll(() => {
  site = makeSite();
});
afterEach(stopAll);
afterAll(() => site.remove());

const timeout = 60_000;
const get = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
const lan = Object.values(networkInterfaces()).flatMap(list =>
  (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
)[0];
const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
const untilTrue = async (check: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return;
    await sleep(50);
  }
  throw new Error('it did not come about in ten seconds');
};

describe('where it listens', { timeout }, () => {
  it('is loopback by default, in both families, and each URL answers', async () => {
    const { ready, port } = await startServe([site.directory]);
    expect(ready).toMatchObject({
      schema: 'netcheck.serve/1',
      host: 'lo',
      tls: false,
      fault: null,
      others: null,
    });
    const urls = (ready.urls as { url: string; loopback: boolean }[]).map(({ url }) => url);
    expect(urls).toContain(`http://127.0.0.1:${port}/`);
    for (const url of urls) expect(await (await fetch(`${url}ping`)).text()).toBe('PONG');
  });

  it('prints a banner for people', async () => {
    const started = startProgram(['serve', site.directory, '--port', '0']);
    const [, port] = await started.until(/Serving .* on port (\d+), this machine only/);
    await started.until(/Other machines do not get in; --host 0\.0\.0\.0 lets them\./);
    expect(started.stdout()).toContain(`http://127.0.0.1:${port}/`);
  });

  it.skipIf(!lan)('is every IPv4 address for 0.0.0.0, with a QR code and whether others get in', async () => {
    const started = startProgram(['serve', site.directory, '--port', '0', '--host', '0.0.0.0', '--qr']);
    const [, port] = await started.until(/on port (\d+), every IPv4 address/);
    await started.until(/█/);
    expect(started.stdout()).toMatch(/Other machines (do not )?get in|Whether other machines/);
    expect(started.stdout()).toContain(`http://${lan!.address}:${port}/`);
  });

  it.skipIf(!lan)('says of one address, too, whether others get in', async () => {
    const started = startProgram(['serve', site.directory, '--port', '0', '--host', lan!.address]);
    await started.until(/Other machines (do not )?get in|Whether other machines/);
  });

  it('is both families for ::', async () => {
    const { ready, port } = await startServe([site.directory, '--host', '::']);
    expect((ready.urls as { address: string }[]).map(({ address }) => address)).toContain('127.0.0.1');
    expect(await exchange(port, get('/ping'))).toMatch(/PONG$/);
  });

  it.each(['127.0.0.1', 'localhost', 'lo', '127.0.0.9'])('takes --host %s', async host => {
    const { ready } = await startServe([site.directory, '--host', host]);
    expect((ready.urls as unknown[]).length).toBeGreaterThan(0);
  });

  it.each([
    [['--host', 'eth77'], /eth77 is no address or interface of this machine.*\blo\b/],
    [['--host', '192.0.2.250'], /192\.0\.2\.250 is no address or interface/],
    [['--port', '70000'], /no port/],
    [['--port', 'x'], /no port/],
    [['/nonexistent'], /cannot serve \/nonexistent: there is no such file or directory/],
    [['8001'], /no such file or directory \(did you mean --port 8001\?\)/],
    [[':8001'], /no such file or directory \(did you mean --port 8001\?\)/],
    [['/etc/passwd'], /no directory/],
    [['--cert', 'x'], /--cert and --key go together/],
    [['--cert', '/etc/passwd', '--key', '/etc/passwd'], /\/etc\/passwd holds no certificate in PEM/],
    [['--fault', 'sneeze'], /one of hang, empty/],
    [['--fault', 'status'], /status CODE: a whole number between 200 and 599/],
    [['--workers', '0'], /no whole number/],
  ])('refuses %s in one line', async (words, message) => {
    const started = startProgram(['serve', ...words]);
    expect((await started.ended).status).toBe(2);
    expect(started.stderr().trim()).toMatch(message);
    expect(started.stderr().trim().split('\n')).toHaveLength(1);
  });

  it.skipIf(process.getuid?.() !== 0)('refuses a directory that its user may not look into', () => {
    const shut = mkdtempSync(join(tmpdir(), 'shut-'));
    const { status, stderr } = spawnSync(process.execPath, [program, 'serve', shut], {
      uid: 65_534,
      encoding: 'utf8',
    });
    rmSync(shut, { recursive: true });
    expect(stderr).toBe(`netcheck: cannot serve ${shut}: permission denied\n`);
    expect(status).toBe(2);
  });

  it('says who holds a taken port and which is free; 8000+ takes that', async () => {
    const server = createTcp();
    const port = await new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    const refused = startProgram(['serve', site.directory, '--port', String(port), '--host', '127.0.0.1']);
    expect((await refused.ended).status).toBe(2);
    expect(refused.stderr()).toMatch(
      new RegExp(`port ${port} is taken by .*\\(pid ${process.pid}\\).*--port ${port}\\+`),
    );
    const taken = startProgram([
      'serve',
      site.directory,
      '--port',
      `${port}+`,
      '--json',
      '--host',
      '127.0.0.1',
    ]);
    const [line] = await taken.until(/^\{.*\}\n/m);
    expect(JSON.parse(line).port).toBeGreaterThan(port);
    server.close();
  });
});

describe('what it serves', { timeout }, () => {
  it('files, with the options', async () => {
    const log = join(site.directory, '..', 'access.log');
    const words = [
      site.directory,
      '--cors',
      '--cache',
      '60',
      '--spa',
      '--jsonp',
      '--log',
      log,
      '--log-format',
      'common',
    ];
    const { port, child } = await startServe(words);
    const file = await fetch(`http://127.0.0.1:${port}/long.css`);
    expect(file.headers.get('access-control-allow-origin')).toBe('*');
    expect(file.headers.get('cache-control')).toBe('public, max-age=60');
    expect(file.headers.get('content-encoding')).toBe('gzip');
    expect(await file.text()).toContain('a { color: red }');
    expect((await fetch(`http://127.0.0.1:${port}/route`, { headers: { accept: 'text/html' } })).status).toBe(
      200,
    );
    expect(await (await fetch(`http://127.0.0.1:${port}/echo?callback=go`)).text()).toContain('go({');
    await untilTrue(() => readFileSync(log, 'utf8').includes('"GET /long.css HTTP/1.1" 200'));
    renameSync(log, `${log}.1`);
    child.kill('SIGHUP');
    await untilTrue(() => existsSync(log));
    await fetch(`http://127.0.0.1:${port}/echo/after`);
    await untilTrue(() => readFileSync(log, 'utf8').includes('/echo/after'));
    expect(readFileSync(`${log}.1`, 'utf8')).not.toContain('/echo/after');
  });

  it('the current directory where none is named, without probes where that is asked', async () => {
    const { port } = await startServe(['--no-probes'], { cwd: site.directory });
    expect((await fetch(`http://127.0.0.1:${port}/a.txt`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(404);
  });

  it('a file that it may not read is there', async () => {
    const path = join(site.directory, 'closed.txt');
    writeFileSync(path, 'closed', { mode: 0 });
    // Root reads what is its own, whatever its mode, by a capability alone.
    const program = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', process.execPath] : [];
    const { port } = await startServe([site.directory], program.length > 0 ? { program } : {});
    expect((await fetch(`http://127.0.0.1:${port}/closed.txt`)).status).toBe(403);
    rmSync(path, { force: true });
  });

  it('raw bytes over TCP and UDP', async () => {
    const { port } = await startServe(['--tcp', '--udp', '--host', '127.0.0.1']);
    expect(await exchange(port, Buffer.from('anything\0\xff', 'latin1'), { until: /\xff$/ })).toContain(
      'anything\0',
    );
    const socket = createSocket('udp4');
    const answer = new Promise<string>(resolve => socket.once('message', bytes => resolve(String(bytes))));
    socket.send('datagram', port, '127.0.0.1');
    expect(await answer).toBe('datagram');
    socket.close();
  });

  it('HTTPS with a certificate made for this run', async () => {
    const { port, ready } = await startServe([site.directory, '--tls', '--host', '127.0.0.1']);
    expect((ready.urls as { url: string }[])[0]!.url).toBe(`https://127.0.0.1:${port}/`);
    const certificate = await new Promise<{ valid_to: string; subjectaltname?: string }>(resolve => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      });
    });
    expect(new Date(certificate.valid_to).getTime()).toBeGreaterThan(Date.now());
    expect(certificate.subjectaltname).toContain('IP Address:127.0.0.1');
    const body = await new Promise<string>(resolve => {
      httpsRequest({ port, host: '127.0.0.1', path: '/echo', rejectUnauthorized: false }, response => {
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      }).end();
    });
    expect(JSON.parse(body).tls).toMatchObject({ protocol: 'TLSv1.3' });
    expect(await exchange(port, get('/ping'))).toMatch(/^HTTP\/1\.1 400 [\s\S]*sent to HTTPS/);
    expect(await exchange(port, 'SSH-2.0-x\r\n')).toBe('');
  });

  it('HTTPS with a certificate of one’s own', async () => {
    const [key, cert] = [join(site.outside, 'key.pem'), join(site.outside, 'cert.pem')];
    const subject = ['-subj', '/CN=own.example', '-days', '2', '-nodes'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    const { port } = await startServe([site.directory, '--cert', cert, '--key', key, '--host', '127.0.0.1']);
    const name = await new Promise<string>(resolve => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });
    expect(name).toBe('own.example');
    const other = join(site.directory, 'other.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(other, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const refused = startProgram(['serve', site.directory, '--cert', cert, '--key', other]);
    expect((await refused.ended).status).toBe(2);
    expect(refused.stderr()).toContain('other.pem is not the key of the certificate in');
  });
});

describe('staying alive', { timeout }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets what is being sent end, then ends with status 0',
    async signal => {
      const started = await startServe([site.directory, '--host', '127.0.0.1']);
      const idle = await hold(started.port, 'GET /ping HTTP/1.1\r\nHost: a\r\n\r\n');
      const slow = exchange(started.port, get('/drip?numbytes=5&duration=1'));
      await sleep(300);
      started.child.kill(signal);
      expect(await slow).toMatch(/\*\*\*\*\*$/);
      expect(await started.ended).toEqual({ status: 0, signal: null });
      idle.socket.destroy();
      await expect(fetch(`http://127.0.0.1:${started.port}/ping`)).rejects.toThrow();
    },
  );

  it('shares the port among workers and starts another for one that dies', async () => {
    const started = await startServe([site.directory, '--workers', '2', '--host', '127.0.0.1']);
    const pid = started.child.pid!;
    const workers = (): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    expect(workers()).toHaveLength(2);
    const [first] = workers();
    process.kill(first!, 'SIGKILL');
    await untilTrue(() => workers().length === 2 && !workers().includes(first!));
    for (let i = 0; i < 5; i++) expect(await exchange(started.port, get('/ping'))).toMatch(/PONG$/);
    const all = workers();
    started.child.kill('SIGTERM');
    expect(await started.ended).toEqual({ status: 0, signal: null });
    expect(all.filter(alive)).toEqual([]);
  });

  it('shows one certificate, whichever worker answers', async () => {
    const { port } = await startServe([site.directory, '--workers', '2', '--tls', '--host', '127.0.0.1']);
    const prints = new Set<string>();
    for (let i = 0; i < 12; i++)
      prints.add(
        await new Promise<string>(resolve => {
          const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
            resolve(socket.getPeerCertificate().fingerprint256);
            socket.destroy();
          });
        }),
      );
    expect(prints.size).toBe(1);
  });

  it('answers with few descriptors while many clients say nothing', async () => {
    const started = await startServe([site.directory, '--host', '127.0.0.1'], {
      program: ['sh', '-c', 'ulimit -n 128; exec "$0" "$@"', process.execPath],
    });
    const held: Awaited<ReturnType<typeof hold>>[] = [];
    for (let i = 0; i < 150; i++) held.push(await hold(started.port, 'GET /a.txt HTTP/1.1\r\nX-Slow:'));
    for (let i = 0; i < 20; i++)
      expect(await exchange(started.port, get('/large.bin'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(readdirSync(`/proc/${started.child.pid}/fd`).length).toBeLessThan(120);
    for (const { socket } of held) socket.destroy();
  });

  it('goes on in the background, with its output in a file', async () => {
    const env = { XDG_STATE_HOME: join(site.outside, 'state') };
    const words = ['serve', site.directory, '--port', '0', '--host', '127.0.0.1', '--background'];
    const started = startProgram(words, { env });
    expect(await started.ended).toEqual({ status: 0, signal: null });
    const [, pid] = /In the background as pid (\d+)/.exec(started.stdout())!;
    const [, port] = /on port (\d+)/.exec(started.stdout())!;
    const [, output] = /Output: (\S+)/.exec(started.stdout())!;
    try {
      expect(started.stdout()).toContain(`Stop it:  kill ${pid}`);
      expect(await exchange(Number(port), get('/ping'))).toMatch(/PONG$/);
      const session = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[3];
      expect(session).toBe(pid);
      const seen = startProgram(['bg', `pid:${pid}`, '--json']);
      await seen.ended;
      expect(seen.stdout()).toMatch(/"survivesLogout": *true/);
      expect(readFileSync(output!, 'utf8')).toContain(`on port ${port}`);
      process.kill(Number(pid), 'SIGHUP');
      await sleep(300);
      expect(await exchange(Number(port), get('/ping'))).toMatch(/PONG$/);
    } finally {
      process.kill(Number(pid), 'SIGTERM');
      await untilTrue(() => !alive(Number(pid)));
    }
  });

  it('says why nothing could be started in the background', async () => {
    const server = createServer();
    const port = await new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    const words = ['serve', site.directory, '--port', String(port), '--host', '127.0.0.1', '--background'];
    const started = startProgram(words, { env: { XDG_STATE_HOME: join(site.outside, 'state') } });
    expect((await started.ended).status).toBe(2);
    expect(started.stderr()).toContain(`port ${port} is taken`);
    server.close();
  });

  it('outlives a hang-up under nohup', async () => {
    const started = await startServe([site.directory, '--host', '127.0.0.1'], {
      program: ['nohup', process.execPath],
    });
    started.child.kill('SIGHUP');
    await sleep(500);
    expect(await exchange(started.port, get('/ping'))).toMatch(/PONG$/);
  });

  it('ends with its terminal when it was started there', async () => {
    const script = join(site.outside, 'terminal.py');
    writeFileSync(
      script,
      `import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b''
while b'Ctrl-C' not in text:
    text += os.read(fd, 4096)
os.close(fd)
for _ in range(100):
    time.sleep(0.1)
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        print('ended', os.waitstatus_to_exitcode(status))
        sys.exit(0)
print('alive')
os.kill(pid, 9)
`,
    );
    const words = [
      script,
      process.execPath,
      program,
      'serve',
      site.directory,
      '--port',
      '0',
      '--host',
      '127.0.0.1',
    ];
    expect(execFileSync('python3', words, { encoding: 'utf8', timeout: 30_000 }).trim()).toBe('ended 0');
  });
});

describe('misbehaviour on purpose', { timeout }, () => {
  const start = (...fault: string[]) =>
    startServe([site.directory, '--host', '127.0.0.1', '--fault', ...fault]);

  it('hang', async () => {
    const { port, ready } = await start('hang');
    expect(ready.fault).toEqual({ kind: 'hang' });
    expect(await exchange(port, get('/ping'), { ms: 700 })).toBe('');
  });
  it('empty', async () => {
    const { port } = await start('empty');
    expect(await exchange(port, get('/ping'))).toBe('');
  });
  it('reset', async () => {
    const { port } = await start('reset');
    const code = await new Promise(resolve => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on('connect', () => socket.write(get('/ping')));
      socket.on('close', () => resolve('closed'));
    });
    expect(['ECONNRESET', 'EPIPE']).toContain(code);
  });
  it('refuse-after 2', async () => {
    const { port } = await start('refuse-after', '2');
    for (let i = 0; i < 2; i++) expect(await exchange(port, get('/ping'))).toMatch(/PONG$/);
    await sleep(100);
    expect(await exchange(port, get('/ping'))).toBe('');
  });
  it('slow', async () => {
    const { port } = await start('slow=20');
    const began = Date.now();
    expect(await exchange(port, get('/a.txt'))).toMatch(/abcdefghijklmnopqrstuvwxyz$/);
    expect(Date.now() - began).toBeGreaterThan(800);
  });
  it('close-after 5', async () => {
    const { port } = await start('close-after', '5');
    expect(await exchange(port, get('/a.txt'))).toMatch(/Content-Length: 26\r\n[\s\S]*\r\n\r\nabcde$/);
  });
  it('no-accept', async () => {
    const { port, child, ended } = await start('no-accept');
    const ms = await new Promise<number>(resolve => {
      const request = httpRequest({ port, host: '127.0.0.1', timeout: 1000 }, () => resolve(0));
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(1000));
      request.end();
    });
    expect(ms).toBe(1000);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ status: 0, signal: null });
  });
  it('status 418', async () => {
    const { port } = await start('status', '418');
    expect(await exchange(port, get('/ping'))).toMatch(/^HTTP\/1\.1 418 /);
  });
  it('bad-host', async () => {
    const { port } = await start('bad-host');
    expect(await exchange(port, get('/ping'))).toMatch(/PONG$/);
    const other = await exchange(port, get('/ping').replace('localhost', '127.0.0.1'));
    expect(other).toMatch(/^HTTP\/1\.1 403 [\s\S]*Blocked request\. This host/);
  });
  it.each([
    ['tls-expired', 'CERT_HAS_EXPIRED'],
    ['tls-self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['tls-wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is %s to a client that trusts the signer', async (fault, code) => {
    const { port } = await start(fault);
    const certificate = await new Promise<Buffer>(resolve => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().raw);
        socket.destroy();
      });
    });
    const ca = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const seen = await new Promise(resolve => {
      const trusting = fault === 'tls-self-signed' ? {} : { ca };
      const socket = connectTls({ port, host: '127.0.0.1', ...trusting }, () => resolve('fine'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(seen).toBe(code);
  });
});
