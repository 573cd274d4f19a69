import { describe, expect, it } from 'vitest';
import { parseFibTrie, parseIfInet6 } from '../../../src/facts/namespaces/addresses.js';
import { bodyOf } from '../../../src/facts/namespaces/engine.js';
import { containerIn, netnsName, parseMountinfo, unitIn } from '../../../src/facts/namespaces/names.js';
import { parseMachine } from '../../../src/facts/namespaces/nspawn.js';
import { goesByRules, parseRoutes, parseRoutes6 } from '../../../src/facts/namespaces/routes.js';

const id = '4f'.repeat(32);

describe('addresses of a namespace', () => {
  it('are the local ones of the routing trie, without loopback', () => {
    const text = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
     +-- 172.30.0.0/24 2 0 2
        |-- 172.30.0.0
           /24 link UNICAST
           |-- 172.30.0.2
              /32 host LOCAL
        |-- 172.30.0.255
           /32 link BROADCAST
`;
    expect(parseFibTrie(text + text)).toEqual(['172.30.0.2']);
    expect(parseFibTrie('rubbish /32 host LOCAL')).toEqual([]);
  });

  it('and those of if_inet6', () => {
    const text = `00000000000000000000000000000001 01 80 10 80       lo
fd770000000000000000000000000002 02 40 00 80     eth0
not an address
`;
    expect(parseIfInet6(text)).toEqual(['fd77::2']);
  });
});

describe('routes of a namespace', () => {
  it('are those of its main table', () => {
    const text = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t01001EAC\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t00001EAC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
*\t0000090A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0
*\t00000A0A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
lo\t00000B0A\t0100007F\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0
not a route
`;
    expect(parseRoutes(text)).toEqual([
      { prefix: '0.0.0.0/0', device: 'eth0', gateway: '172.30.0.1' },
      { prefix: '172.30.0.0/24', device: 'eth0' },
      { prefix: '10.9.0.0/16', device: null },
      { prefix: '10.10.0.0/16', device: null },
      { prefix: '10.11.0.0/16', device: null },
    ]);
  });

  it('are those of IPv6 too, without its own addresses, its multicast and what refuses', () => {
    const none = '0'.repeat(32);
    const row = (to: string, length: string, via: string, flags: string, device: string) =>
      `${to} ${length} ${none} 00 ${via} 00000400 00000002 00000000 ${flags} ${device.padStart(8)}`;
    const net = `fd28${'0'.repeat(28)}`;
    const router = `fd28${'0'.repeat(27)}1`;
    const text = [
      row(net, '40', none, '00000001', 'eth0'),
      row(none, '00', router, '00000003', 'eth0'),
      row(`fd28${'0'.repeat(27)}2`, '80', none, '80200001', 'eth0'),
      row(`ff${'0'.repeat(30)}`, '08', none, '00000001', 'eth0'),
      row(`fd29${'0'.repeat(28)}`, '40', none, '00200200', 'eth0'),
      row(none, '00', none, '00200200', 'lo'),
      'not a route',
    ].join('\n');
    expect(parseRoutes6(text)).toEqual([
      { prefix: 'fd28::/64', device: 'eth0' },
      { prefix: '::/0', device: 'eth0', gateway: 'fd28::1' },
    ]);
  });

  it('are not the whole where policy rules have tables of their own', () => {
    expect(goesByRules('Main:\n  +-- 0.0.0.0/0 3 0 5\nId 77:\n')).toBe(true);
    expect(goesByRules('Main:\nLocal:\n')).toBe(false);
  });

  it('are not the whole where a rule that names no table has set main and local apart', () => {
    const own = '  |-- 10.1.0.1\n     /32 host LOCAL\n';
    expect(goesByRules(`Main:\n  |-- 10.1.0.0\n     /24 link UNICAST\nLocal:\n${own}`)).toBe(true);
    expect(goesByRules(`Main:\n${own}Local:\n${own}`)).toBe(false);
  });
});

describe('names of a namespace', () => {
  it('come from where it is mounted', () => {
    const text = `23 28 0:21 / /sys rw shared:7 - sysfs sysfs rw
900 25 0:4 net:[4026532281] /run/netns/app rw shared:400 - nsfs nsfs rw
901 25 0:4 net:[4026532282] /run/docker/netns/1a2b rw - nsfs nsfs rw
902 25 0:4 mnt:[4026532283] /run/snapd/ns/x.mnt rw - nsfs nsfs rw
903 25 0:4 net:[4026532284] /run/netns/with\\040space rw - nsfs nsfs rw`;
    const mounts = parseMountinfo(text);
    expect(mounts.map(each => [each.inode, netnsName(each)])).toEqual([
      [4026532281, 'app'],
      [4026532282, null],
      [4026532284, 'with space'],
    ]);
  });

  it.each([
    [`0::/system.slice/docker-${id}.scope`, id],
    [`0::/docker/${id}`, id],
    [`0::/machine.slice/libpod-${id}.scope/container`, id],
    [`0::/kubepods.slice/kubepods-pod12.slice/cri-containerd-${id}.scope`, id],
    [`12:pids:/docker/${id}\n0::/`, id],
    ['0::/lxc.payload.web/system.slice/nginx.service', 'web'],
    ['0::/machine.slice/machine-my\\x2dweb.scope/payload', 'my-web'],
    ['0::/system.slice/nginx.service', null],
    ['', null],
  ])('%j belongs to container %j', (text, expected) => {
    expect(containerIn(text)).toBe(expected);
  });

  it('or the unit', () => {
    expect(unitIn('0::/system.slice/system-web.slice/web@1.service')).toBe('web@1.service');
    expect(unitIn('0::/user.slice/user-1000.slice/session-3.scope')).toBeNull();
  });
});

describe('engines', () => {
  it('answer with a body or not at all', () => {
    expect(bodyOf('HTTP/1.0 200 OK\r\nContent-Type: x\r\n\r\n[]')).toBe('[]');
    expect(() => bodyOf('HTTP/1.0 500 Oh\r\n\r\n')).toThrow('500');
    expect(() => bodyOf('SSH-2.0')).toThrow('something else');
  });

  it('systemd-machined keeps a register', () => {
    expect(parseMachine('NAME=web\nCLASS=container\nLEADER=42\nROOT=/var/lib/machines/web\n')).toMatchObject({
      name: 'web',
      pid: 42,
      engine: 'nspawn',
    });
    expect(parseMachine('NAME=vm\nCLASS=vm\n')).toBeUndefined();
  });
});
