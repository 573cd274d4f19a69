import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFibTrie, parseIfInet6 } from '../../../src/facts/namespaces/addresses.js';
import { imageOf, parseContainer, parseIds } from '../../../src/facts/namespaces/docker.js';
import { bodyOf } from '../../../src/facts/namespaces/engine.js';
import { forwardingOf } from '../../../src/facts/namespaces/forwarder.js';
import { containerIn, netnsName, parseMountinfo, unitIn } from '../../../src/facts/namespaces/names.js';
import { parseMachine } from '../../../src/facts/namespaces/nspawn.js';
import { familyOf } from '../../../src/net/address.js';
import { process } from '../../support/ground.js';
import { expectUnpolluted, fuzz, jsonMutants, mutants } from '../../support/mutate.js';

const id = '9d'.repeat(32);
const inspected = JSON.stringify({
  Id: id,
  Name: '/shop',
  Image: `sha256:${id}`,
  RestartCount: 2,
  State: {
    Running: true,
    Paused: false,
    ExitCode: 0,
    Pid: 4711,
    StartedAt: '2026-11-20T12:00:00.000000000Z',
  },
  Config: { Image: 'web:1', Hostname: id.slice(0, 12), Env: ['A=b'], Labels: { a: 'b' }, Cmd: ['serve'] },
  HostConfig: {
    NetworkMode: 'bridge',
    RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
    PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
  },
  NetworkSettings: {
    Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '53/udp': null },
    Networks: { bridge: { IPAddress: '172.17.0.2', GlobalIPv6Address: '' } },
  },
  Mounts: [],
});
const image = JSON.stringify({ Id: `sha256:${id}`, Config: { Env: ['A=b'], Labels: null, Cmd: ['serve'] } });

it('what an engine tells of a container and its image', () => {
  fc.assert(
    fc.property(jsonMutants([inspected]), jsonMutants([image]), (container, base) => {
      const found = parseContainer(container, 'docker', base);
      if (!found) return;
      expect(
        [found.id, found.name, found.image, found.networkMode].every(each => typeof each === 'string'),
      ).toBe(true);
      for (const { hostAddress, hostPort, containerPort } of found.published)
        expect([typeof hostAddress, typeof hostPort, typeof containerPort]).toEqual([
          'string',
          'number',
          'number',
        ]);
      expect(found.again?.command.every(word => typeof word === 'string') ?? true).toBe(true);
      expect(imageOf(container)).toMatch(/^(sha256:)?[\da-f]*$/);
    }),
    { numRuns: 500 },
  );
  const deep = `{"Id":"x","Config":{"Cmd":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
  expect(parseContainer(deep, 'docker', deep)).toBeUndefined();
  expectUnpolluted();
});

it('lists and answers of engines', () => {
  const list = JSON.stringify([
    { Id: id, State: 'running' },
    { Id: id.slice(0, 12), State: 'exited' },
  ]);
  fc.assert(
    fc.property(jsonMutants([list]), text => {
      for (const each of parseIds(text)) expect(each).toMatch(/^[\da-f]{12,64}$/);
    }),
  );
  fuzz(['HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[]\n'], text => {
    try {
      expect(typeof bodyOf(text)).toBe('string');
    } catch (error) {
      expect((error as Error).message).toMatch(/^the engine answered/);
    }
  });
});

it('machines, mounts, control groups and addresses', () => {
  fuzz(
    ['# by machined\nNAME=shop\nCLASS=container\nLEADER=42\nROOT=/var/lib/machines/shop\nID=1\n'],
    text => void parseMachine(text.slice(0, 64 * 1024)),
  );
  fuzz(
    [
      '24 30 0:22 / /proc rw - proc proc rw\n321 25 0:4 net:[4026532281] /run/netns/a\\040b rw shared:1 - nsfs nsfs rw\n',
    ],
    text => {
      for (const mount of parseMountinfo(text)) expect(typeof (netnsName(mount) ?? '')).toBe('string');
    },
  );
  const groups = [
    `0::/system.slice/docker-${id}.scope\n`,
    '0::/machine.slice/machine-a\\x2db.scope\n',
    '0::/system.slice/shop.service\n',
  ];
  fuzz(groups, text => {
    const path = text.slice(0, 4096);
    expect([typeof (containerIn(path) ?? ''), typeof (unitIn(path) ?? '')]).toEqual(['string', 'string']);
  });
  fuzz(['Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.0.1\n        /32 host LOCAL\n'], text => {
    for (const address of parseFibTrie(text)) expect(address).toMatch(/^[\d.]+$/);
  });
  fuzz(['fd770000000000000000000000000001 02 40 00 a0     eth0\n'], text => {
    for (const address of parseIfInet6(text)) expect(familyOf(address)).toBe(6);
  });
});

it('programs that forward', () => {
  const commands = [
    'docker-proxy\0-proto\0tcp\0-host-ip\x000.0.0.0\0-host-port\x008080\0-container-ip\x00172.17.0.2\0-container-port\x0080',
    'pasta\0--config-net\0-t\x00127.0.0.1/8080-8090:80-90,443:443\0-u\0none',
    'rootlessport',
  ];
  fc.assert(
    fc.property(mutants(commands), text => {
      const found = forwardingOf(process(42, text.split('\0')), 8080);
      expect(typeof (found?.hostPort ?? 0)).toBe('number');
    }),
    { numRuns: 300 },
  );
});
