import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/facts/machine/types.js';
import { rule } from '../../../src/rules/name/hostname-maps-to-loopback.js';
import { nft, rulesOf } from '../../support/firewall.js';
import { listener } from '../../support/ground.js';
import {
  codes,
  type Differences,
  diagnosed,
  healthy,
  now,
  running,
  listener as tcp,
} from '../../support/healthy.js';
import { hostsLine, lookedUp, ofName, says } from '../../support/names.js';

const box = (address: string) =>
  lookedUp([address], { name: 'box', from: 'hosts', hosts: [hostsLine(3, `${address} box`)] });

describe('name/hostname-maps-to-loopback', () => {
  it('is found where the server listens on what its own name means', () =>
    expect(ofName(rule, { names: box('127.0.1.1'), sockets: [listener('127.0.1.1', 8000)] })).toMatchObject({
      severity: 'warning',
      fixes: [{ text: expect.stringContaining('10.77.0.1 box') }],
    }));

  it.each([
    [
      "Debian's line is harmless, for the server is on every address",
      { names: box('127.0.1.1'), sockets: [listener('0.0.0.0', 8000)] },
    ],
    ['the name means the LAN address', { names: box('10.77.0.1'), sockets: [listener('10.77.0.1', 8000)] }],
    [
      'it is another name',
      { names: { ...box('127.0.1.1'), name: 'app.test' }, sockets: [listener('127.0.1.1', 8000)] },
    ],
    ['nothing listens', { names: box('127.0.1.1') }],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));

  const ownName = hostsLine(3, '127.0.1.1 box');
  const byPort = (differences: Differences) =>
    codes(diagnosed('8000', { sockets: [tcp('127.0.1.1', 8000)], ...differences }));

  const machine = { ...healthy(8000).machine, ownName } as unknown as Machine;

  it('is the root where a port was asked for and only the name can have led the server there', () => {
    expect(byPort({ machine })).toEqual(['error name/hostname-maps-to-loopback']);
    for (const scene of [{ machine, sockets: [tcp('127.0.2.1', 8000)] }, {}])
      expect(byPort(scene)).toContain('error bind/loopback-only');
  });

  it('is the root too where other machines ask by the name', () => {
    const scene = { machine, names: box('127.0.1.1'), sockets: [tcp('127.0.1.1', 8000)] };
    expect(codes(diagnosed('http://box:8000', scene, { from: 'lan', family: null }))).toEqual([
      'error name/hostname-maps-to-loopback',
    ]);
  });

  it('is a warning where other machines ask a server on every address by a name that no name server knows', () => {
    const byName = (answers: ReturnType<typeof says>[], from: 'self' | 'lan' = 'lan') =>
      codes(diagnosed('http://box:8000', { names: { ...box('127.0.1.1'), answers } }, { from, family: 4 }));
    expect(byName([says('10.77.0.53', 'NXDOMAIN', [], 'box')])).toEqual([
      'warning name/hostname-maps-to-loopback',
    ]);
    expect(byName([says('10.77.0.53', 'NXDOMAIN', [], 'box')], 'self')).toEqual([]);
    expect(byName([says('10.77.0.53', 'NOERROR', ['10.77.0.1'], 'box')])).toEqual([]);
  });

  it('is no root where a variable that the server goes by has the name', () => {
    const processes = [running(42, ['node', 'server.js'], { environment: { HOSTNAME: 'box' } })];
    const reads = (text: string) =>
      byPort({ machine, processes, configuration: [{ path: '/srv/server.js', text, modifiedAt: 0 }] })[0];
    expect(reads("listen(8000, process.env.HOSTNAME || '0.0.0.0')")).toBe('error bind/env-moved');
    expect(reads('listen(8000, os.hostname())')).toBe('error name/hostname-maps-to-loopback');
  });

  it('is found of Java too, whose sockets of IPv6 have a mapped address', () => {
    const java = tcp('::ffff:127.0.1.1', 8000, { family: 6 });
    expect(byPort({ machine, sockets: [java] })).toEqual(['error name/hostname-maps-to-loopback']);
  });

  it.each([
    [['python3', '-m', 'http.server', '8000', '--bind', 'box'], 'name/hostname-maps-to-loopback'],
    [['gunicorn', 'app:app', '--bind=Box:8000'], 'name/hostname-maps-to-loopback'],
    [['php', '-S', 'box:8000'], 'name/hostname-maps-to-loopback'],
    [['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], 'bind/loopback-only'],
    [['flask', '--app', 'box', 'run'], 'bind/loopback-only'],
    [['gunicorn', 'box:8000'], 'bind/loopback-only'],
  ])('tells on 127.0.0.1 too whether the name led %j there', (command, code) => {
    const usual = { ...machine, ownName: hostsLine(1, '127.0.0.1 localhost box') } as unknown as Machine;
    const scene = { machine: usual, sockets: [tcp('127.0.0.1', 8000)], processes: [running(42, command)] };
    expect(byPort(scene)).toEqual([`error ${code}`]);
  });

  it('is ruled out where the machine is called localhost, as many images are', () => {
    const named = { ...machine, hostName: 'localhost', ownName: hostsLine(1, '127.0.0.1 localhost') };
    const processes = [running(42, ['vite', '--host', 'localhost'])];
    const scene = { machine: named as unknown as Machine, sockets: [tcp('127.0.0.1', 8000)], processes };
    expect(byPort(scene)).toEqual(['error bind/loopback-only']);
  });

  it('is a warning where the address itself was typed', () =>
    expect(byPort({ machine, processes: [running(42, ['node', 's.js', '--host=127.0.1.1'])] })).toEqual([
      'error bind/loopback-only',
      'warning name/hostname-maps-to-loopback',
    ]));

  it('is no root where a rule sends the port on to the server', () => {
    const eth0 = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } };
    const chain = [[eth0, { dnat: { addr: '127.0.1.1', port: 8000 } }]];
    const tables = nft('prerouting', chain, { type: 'nat', prio: -100 });
    expect(byPort({ machine, firewall: rulesOf(tables, { routeLocalnet: ['eth0'] }) })).toEqual([
      'warning name/hostname-maps-to-loopback',
    ]);
  });

  it('is no root where the file of the server names another address by now, or this one', () => {
    const told = (text: string, modifiedAt: number) =>
      byPort({
        machine,
        processes: [running(42, ['nginx', '-c', '/srv/nginx.conf'])],
        configuration: [{ path: '/srv/nginx.conf', text, modifiedAt }],
      });
    expect(told('server { listen 8000; }', now - 60_000)[0]).toBe('error bind/config-not-in-effect');
    expect(told('server { listen 127.0.1.1:8000; }', 0)[0]).toBe('error bind/loopback-only');
  });

  it('gives the name another address where the server has no option of its own', () => {
    const scene = { machine, sockets: [tcp('127.0.1.1', 8000)], processes: [running(42, ['node', 's.js'])] };
    expect(diagnosed('8000', scene).causes[0]?.fixes[0]?.steps?.slice(0, 2)).toEqual([
      { do: 'edit', file: '/etc/hosts', find: '127.0.1.1 box', replace: '10.0.0.1 box' },
      expect.objectContaining({ do: 'stop', pid: 42 }),
    ]);
  });
});
