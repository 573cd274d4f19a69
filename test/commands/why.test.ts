import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import schema from '../../docs/diagnosis.schema.json' with { type: 'json' };
import { netcheck, node, program } from '../support/netcheck.js';

const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(schema);
const folder = mkdtempSync(join(tmpdir(), 'netcheck-why-'));

/** A server of our own on loopback, that answers as HTTP does. */
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A port that nobody listens on: one that was just given back. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const free = (probe.address() as { port: number }).port;
  await new Promise(resolve => probe.close(resolve));
  return free;
}

describe('bad input costs one line and status 2', () => {
  const record = join(folder, 'other.json');
  writeFileSync(record, '{"schema":"netcheck.record/7"}');
  it.each([
    ['why'],
    ['why', '99999'],
    ['why', '0'],
    ['why', ':x'],
    ['why', 'http://'],
    ['why', 'ftp://localhost/'],
    ['why', ''],
    ['why', 'a b'],
    ['why', '\u001b[31m'],
    ['why', 'x'.repeat(5000)],
    ['why', '8000', '--from', 'mars'],
    ['why', '8000', '--timeout', 'soon'],
    ['why', '8000', '-4', '-6'],
    ['why', '8000', '--nosuch'],
    ['why', '8000', '--facts', '/nonexistent'],
    ['why', '8000', '--facts', record],
    ['why', '8000', '--facts', folder],
    ['why', '127.0.0.1:1', '--save', '/nonexistent/x.json'],
    ['why', 'pid:999999999'],
    ['wy', '8000'],
    ['explain', 'no/such'],
  ])(
    '%j',
    async (...args) => {
      const { status, stdout, stderr } = await netcheck(args.flat());
      expect(stderr).toMatch(/^netcheck: [^\n]+\n$/);
      expect(stderr.length).toBeLessThan(400);
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    },
    30_000,
  );
});

describe('--json', () => {
  it('prints one valid document for one target, and the status says the same', async () => {
    const { status, stdout, stderr } = await netcheck(['why', `127.0.0.1:${port}`, '--json']);
    const diagnosis = JSON.parse(stdout);
    expect(validate(diagnosis), JSON.stringify(validate.errors)).toBe(true);
    expect(diagnosis.verdict).toBe('reachable');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  }, 30_000);

  it('prints an array for several, and the worst status', async () => {
    const free = await freePort();
    const { status, stdout } = await netcheck([
      'why',
      `127.0.0.1:${port}`,
      `127.0.0.1:${free}`,
      'unix:/nonexistent/app.sock',
      '--json',
    ]);
    const diagnoses = JSON.parse(stdout);
    for (const each of diagnoses) expect(validate(each), JSON.stringify(validate.errors)).toBe(true);
    expect(diagnoses.map((each: { verdict: string }) => each.verdict)).toEqual([
      'reachable',
      'unreachable',
      'unreachable',
    ]);
    expect(status).toBe(1);
  }, 30_000);
});

describe('--timeout', () => {
  it('does not cut a probe shorter than it takes to prove something', async () => {
    const slow = createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () =>
        setTimeout(() => socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'), 1500),
      );
    });
    await new Promise<void>(resolve => slow.listen(0, '127.0.0.1', resolve));
    const { port: at } = slow.address() as { port: number };
    const { status } = await netcheck(['why', `http://127.0.0.1:${at}/`, '--timeout', '1']);
    slow.close();
    expect(status).toBe(0);
  }, 30_000);

  it('is for all targets: those that wait for an answer wait together', async () => {
    let open = 0;
    let together = 0;
    const silent = createServer(socket => {
      together = Math.max(together, ++open);
      socket.on('error', () => {}).on('close', () => open--);
      socket.resume();
    });
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port: at } = silent.address() as { port: number };
    const urls = ['a', 'b', 'c'].map(name => `http://127.0.0.1:${at}/${name}`);
    const { stdout } = await netcheck(['why', ...urls, '--json', '--timeout', '8']);
    silent.close();
    const inputs = (JSON.parse(stdout) as { target: { input: string } }[]).map(({ target }) => target.input);
    expect(inputs).toEqual(urls);
    expect(together).toBeGreaterThan(1);
  }, 60_000);
});

describe('--save and --facts', () => {
  it('replays to the identical document, in a file that others cannot read', async () => {
    const file = join(folder, 'look.json');
    const live = await netcheck(['why', String(port), '--json', '--save', file]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const replayed = await netcheck(['why', String(port), '--json', '--facts', file]);
    expect(await netcheck(['why', '--json', '--facts', file])).toEqual(replayed);
    expect(replayed.stdout).toBe(live.stdout);
    expect(replayed.status).toBe(live.status);
  }, 30_000);

  it('prints the record alone for -, and reads one from standard input', async () => {
    const saved = await netcheck(['why', String(port), '--save', '-']);
    expect(JSON.parse(saved.stdout)).toMatchObject({ schema: 'netcheck.record/1' });
    const replayed = spawnSync(node, [program, 'why', String(port), '--json', '--facts', '-'], {
      input: saved.stdout,
      encoding: 'utf8',
    });
    expect(JSON.parse(replayed.stdout)).toMatchObject({ target: { port } });
    expect(replayed.status).toBe(saved.status);
  }, 30_000);

  it('replays to the identical document where command lines hold secrets, which are in neither', async () => {
    const file = join(folder, 'secret.json');
    const inner =
      'require("net").createServer().listen(0, "127.0.0.1", function () { console.log(this.address().port) })';
    // The shell stays as the server's parent, because it has something to do afterwards.
    const script = 'echo $$; "$0" -e "$1"; true';
    const parent = spawn('sh', [
      '-c',
      script,
      node,
      inner,
      '--env',
      '{"A_TOKEN": "hunter2"}',
      '--password',
      'hunter3',
    ]);
    const [pid, at] = await new Promise<string[]>(resolve => {
      let text = '';
      parent.stdout.setEncoding('utf8').on('data', part => {
        text += part;
        if (/^\d+\n\d+\n/.test(text)) resolve(text.split('\n'));
      });
    });
    const live = await netcheck(['why', at!, '--json', '--save', file, '--timeout', '3']);
    const replayed = await netcheck(['why', at!, '--json', '--facts', file]);
    spawnSync('pkill', ['-P', pid!]);
    expect(live.stdout).toContain(`"pid": ${pid}`);
    expect(live.stdout + readFileSync(file, 'utf8')).not.toMatch(/hunter[23]/);
    expect(replayed).toEqual(live);
  }, 30_000);

  it('tells of another machine as it was seen there, and offers to mend nothing from here', async () => {
    const world = readFileSync(join(import.meta.dirname, '../worlds/bind.loopback-only.json'), 'utf8');
    const { record } = JSON.parse(world);
    const { target, facts } = record.looks[0];
    const told = async (hostName: string) => {
      const file = join(folder, 'there.json');
      const machine = { ...facts.machine, value: { ...facts.machine.value, hostName, uid: 0 } };
      const look = { ...record.looks[0], facts: { ...facts, machine } };
      writeFileSync(file, JSON.stringify({ ...record, looks: [look] }));
      return (await netcheck(['why', target.input, '--facts', file])).stdout;
    };
    expect(await told(hostname())).toContain('or let netcheck do it');
    const elsewhere = await told('another');
    expect(elsewhere).toMatch(/^ {2}Fix: /m);
    expect(elsewhere).not.toContain('let netcheck do it');
  }, 30_000);

  it('says which targets a record has', async () => {
    const file = join(folder, 'one.json');
    await netcheck(['why', `127.0.0.1:${port}`, '--save', file]);
    const { status, stderr } = await netcheck(['why', '81', '--facts', file]);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(status).toBe(2);
  }, 30_000);

  it('tells of those clients alone that are asked about now, and of none that the record was not made for', async () => {
    const file = join(folder, 'clients.json');
    await netcheck(['why', String(port), '--save', file]);
    const asked = async (...more: string[]) =>
      netcheck(['why', String(port), '--json', '--facts', file, ...more]);
    const live = await netcheck(['why', String(port), '--json', '--from', 'self', '-4']);
    const self = JSON.parse((await asked('--from', 'self', '-4')).stdout);
    expect(self.from).toEqual(['self']);
    expect(self.verdict).toBe(JSON.parse(live.stdout).verdict);
    expect(self.reach.every(({ address }: { address: string }) => !address.includes(':'))).toBe(true);
    const other = await asked('--from', '203.0.113.9');
    expect(other).toMatchObject({ status: 2, stdout: '' });
    expect(other.stderr).toContain('not made for --from 203.0.113.9');
  }, 30_000);

  it('refuses a record whose facts are of another shape in one line', async () => {
    const file = join(folder, 'broken.json');
    await netcheck(['why', `127.0.0.1:${port}`, '--save', file]);
    const record = JSON.parse(readFileSync(file, 'utf8'));
    record.looks[0].facts.machine.value = null;
    writeFileSync(file, JSON.stringify(record));
    expect((await netcheck(['why', `127.0.0.1:${port}`, '--facts', file])).stderr).not.toContain('internal');
    for (const fact of Object.values(record.looks[0].facts) as { value: unknown }[]) fact.value = 'nonsense';
    writeFileSync(file, JSON.stringify(record));
    const { status, stderr } = await netcheck(['why', `127.0.0.1:${port}`, '--facts', file]);
    expect(stderr).toMatch(/^netcheck: [^\n]+damaged[^\n]*\n$/);
    expect(status).toBe(2);
  }, 30_000);
});

describe('the text', () => {
  it('is two or three lines for a healthy server', async () => {
    const { stdout, status } = await netcheck(['why', `127.0.0.1:${port}`], { LANG: 'C.UTF-8' });
    expect(stdout).toMatch(new RegExp(`^✓ 127\\.0\\.0\\.1:${port} answers`));
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(status).toBe(0);
  }, 30_000);
});
