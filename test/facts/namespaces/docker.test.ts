import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readContainers } from '../../../src/facts/namespaces/containers.js';
import { parseContainer, parseIds } from '../../../src/facts/namespaces/docker.js';
import { forwardingOf } from '../../../src/facts/namespaces/forwarder.js';
import { withLastWords } from '../../../src/facts/namespaces/last-words.js';
import { realSystem } from '../../../src/system/real.js';
import { process } from '../../support/ground.js';

const id = '9d'.repeat(32);
const inspected = {
  Id: id,
  Name: '/shop',
  State: { Running: true, ExitCode: 0, Pid: 4711 },
  Config: { Image: 'web:1' },
  HostConfig: { NetworkMode: 'bridge', RestartPolicy: { Name: 'unless-stopped' }, PortBindings: {} },
  NetworkSettings: {
    Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '53/udp': null },
    Networks: { bridge: { IPAddress: '172.17.0.2', GlobalIPv6Address: '' } },
  },
};

describe('what Docker says', () => {
  it('is one container', () => {
    expect(parseContainer(JSON.stringify(inspected), 'docker')).toEqual({
      engine: 'docker',
      id,
      name: 'shop',
      image: 'web:1',
      running: true,
      paused: false,
      restarting: false,
      restarts: 0,
      startedAt: null,
      exitCode: null,
      pid: 4711,
      networkMode: 'bridge',
      addresses: ['172.17.0.2'],
      restartPolicy: 'unless-stopped',
      published: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 8080, containerPort: 80 }],
      again: null,
    });
  });

  it('tells which address is the one that -p means here', () => {
    const port = '80/tcp';
    const published = (PortBindings: object[], actual: object[]) =>
      parseContainer(
        JSON.stringify({
          ...inspected,
          HostConfig: { PortBindings: { [port]: PortBindings } },
          NetworkSettings: { Ports: { [port]: actual } },
        }),
        'docker',
      )?.published.map(each => each.byDefault ?? false);
    const [named, other, none] = [
      { HostIp: '127.0.0.1', HostPort: '8080' },
      { HostIp: '', HostPort: '9090' },
      { HostIp: '', HostPort: '' },
    ];
    const every = { HostIp: '0.0.0.0', HostPort: '9090' };
    expect(published([{ ...named, HostIp: '' }], [named])).toEqual([true]);
    expect(published([none], [named])).toEqual([true]);
    expect(published([named, other], [named, every])).toEqual([false, false]);
  });

  it('tells what a stopped one would publish', () => {
    const stopped = {
      ...inspected,
      State: { Running: false, ExitCode: 137, Pid: 0 },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
      NetworkSettings: {},
    };
    expect(parseContainer(JSON.stringify(stopped), 'podman')).toMatchObject({
      running: false,
      exitCode: 137,
      published: [{ hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 80 }],
    });
  });

  it('tells what a running one was to publish, and does not', () => {
    const apart = {
      ...inspected,
      HostConfig: { NetworkMode: 'back', PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
      NetworkSettings: { Ports: { '80/tcp': null } },
    };
    const meant = [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 80 }];
    expect(parseContainer(JSON.stringify(apart), 'docker')).toMatchObject({ published: [], withheld: meant });
    const looping = { ...apart, State: { Running: true, Restarting: true } };
    const found = parseContainer(JSON.stringify(looping), 'docker');
    expect(found).toMatchObject({ published: meant });
    expect(found?.withheld).toBeUndefined();
    const again = parseContainer(JSON.stringify({ ...apart, RestartCount: 2 }), 'docker');
    expect(again).toMatchObject({ published: meant });
    expect(again?.withheld).toBeUndefined();
  });

  it('lists the running ones first, and survives garbage', () => {
    const list = [
      { Id: 'aa'.repeat(32), State: 'exited' },
      { Id: id, State: 'running' },
      { Id: '../../x', State: 'running' },
    ];
    expect(parseIds(JSON.stringify(list))).toEqual([id, 'aa'.repeat(32)]);
    for (const garbage of ['', '{', 'null', '{"Id": 3}', '[1, null]']) {
      expect(parseIds(garbage)).toEqual([]);
      expect(parseContainer(garbage, 'docker')).toBeUndefined();
    }
  });
});

describe('readContainers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-engine-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const engine = (answer: (path: string) => string, wait = 0) =>
    new Promise<{ socket: string; close(): void }>(resolve => {
      const socket = join(folder, `${Math.random()}.sock`);
      const server = createServer(connection => {
        connection.on('error', () => {});
        connection.once('data', bytes =>
          setTimeout(() => connection.end(answer(String(bytes).split(' ')[1] ?? '')), wait),
        );
      });
      server.listen(socket, () => resolve({ socket, close: () => server.close() }));
    });
  const ok = (body: unknown) => `HTTP/1.0 200 OK\r\n\r\n${JSON.stringify(body)}`;
  const asked = (socket: string) => ({
    ...realSystem,
    env: { DOCKER_HOST: `unix://${socket}`, XDG_RUNTIME_DIR: folder },
    status: (path: string) => {
      if (path !== socket) throw Object.assign(new Error('none'), { code: 'ENOENT' });
      return realSystem.status(path);
    },
    list: () => [],
  });

  it('asks the engine behind the socket', async () => {
    const { socket, close } = await engine(path =>
      ok(path.startsWith('/containers/json') ? [{ Id: id }] : inspected),
    );
    expect(await readContainers(asked(socket))).toMatchObject({ status: 'known', value: [{ name: 'shop' }] });
    close();
  });

  it('reads the last words of one that failed and should serve the port, without the heads of their pieces', async () => {
    const piece = (stream: number, text: string) => {
      const head = Buffer.alloc(8);
      head[0] = stream;
      head.writeUInt32BE(Buffer.byteLength(text), 4);
      return `${head.toString('latin1')}${text}`;
    };
    let log = piece(1, 'starting\n') + piece(2, 'config missing: ') + piece(2, 'DATABASE_URL\n');
    const paths: string[] = [];
    const { socket, close } = await engine(path => {
      paths.push(path);
      return `HTTP/1.0 200 OK\r\n\r\n${log}`;
    });
    const shop = parseContainer(JSON.stringify(inspected), 'docker')!;
    const ended = { ...shop, running: false, exitCode: 3 };
    const wordsOf = async (container: typeof shop, port: number | null, name: string | null = null) => {
      const fact = { status: 'known' as const, value: [container], source: socket };
      return valueIn(await withLastWords(asked(socket), fact, port, name))?.[0]?.log;
    };
    const words = ['starting', 'config missing: DATABASE_URL'];
    expect(await wordsOf(ended, 8080)).toEqual(words);
    log = '\x1b[1;32mstarting\x1b[0m\r\nconfig missing: \x1b[31mDATABASE_URL\x1b[0m\r\n';
    expect(await wordsOf(ended, null, 'shop')).toEqual(words);
    log = piece(2, `${'x'.repeat(9000)}\n`);
    expect((await wordsOf(ended, 8080))?.[0]).toHaveLength(4096);
    expect(paths).toHaveLength(3);
    expect(await wordsOf(shop, 8080)).toBeUndefined();
    expect(await wordsOf({ ...ended, exitCode: 0 }, 8080)).toBeUndefined();
    expect(await wordsOf(ended, 9090)).toBeUndefined();
    expect(paths).toHaveLength(3);
    close();
    expect(await wordsOf(ended, 8080)).toBeUndefined();
  });

  it('hears an engine out that is slow', async () => {
    const answer = (path: string) => ok(path.startsWith('/containers/json') ? [{ Id: id }] : inspected);
    const { socket, close } = await engine(answer, 500);
    expect(await readContainers(asked(socket))).toMatchObject({ status: 'known', value: [{ name: 'shop' }] });
    close();
  });

  it('waits for one that is stuck once', async () => {
    const { socket, close } = await engine(() => ok([]), 60_000);
    const begun = performance.now();
    expect(await readContainers(asked(socket))).toMatchObject({ status: 'partial' });
    const first = performance.now() - begun;
    expect(await readContainers(asked(socket))).toMatchObject({ status: 'partial' });
    expect(performance.now() - begun - first).toBeLessThan(first / 2);
    close();
  });

  it('is partial where the engine answers with an error, and known to be none without an engine', async () => {
    const { socket, close } = await engine(() => 'HTTP/1.0 500 Oh\r\n\r\n');
    expect(await readContainers(asked(socket))).toMatchObject({ status: 'partial', value: [] });
    close();
    expect(await readContainers(asked('/nowhere'))).toMatchObject({ status: 'known', value: [] });
  });
});

describe('programs that forward a port', () => {
  it.each([
    [
      [
        '/usr/bin/docker-proxy',
        '-proto',
        'tcp',
        '-host-ip',
        '127.0.0.1',
        '-host-port',
        '8080',
        '-container-ip',
        '172.17.0.2',
        '-container-port',
        '80',
      ],
      {
        program: 'docker-proxy',
        hostAddress: '127.0.0.1',
        containerAddress: '172.17.0.2',
        containerPort: 80,
      },
    ],
    [
      [
        '/usr/bin/pasta',
        '--config-net',
        '-t',
        '127.0.0.1/8080-8081:80-81',
        '-u',
        'none',
        '--netns',
        '/run/user/1000/netns/x',
      ],
      { program: 'pasta', hostAddress: '127.0.0.1', containerPort: 80 },
    ],
    [['rootlessport'], { program: 'rootlessport', containerPort: null }],
    [['/usr/sbin/nginx'], undefined],
    [['docker-proxy', '-host-port'], undefined],
  ])('%j', (command, expected) => {
    const found = forwardingOf(process(177, command), 8080);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });
});
