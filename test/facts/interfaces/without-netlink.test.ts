import { expect, it } from 'vitest';
import { readLinuxInterfaces } from '../../../src/facts/interfaces/linux.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

const files: Readonly<Record<string, string>> = {
  '/proc/net/dev': 'Inter-|   Receive\n face |bytes\n    lo:  1 2\n  eth0:  1 2\n',
  '/proc/net/igmp':
    'Idx\tDevice    : Count Querier\n1\tlo        :     1      V3\n2\teth0      :     1      V3\n',
  '/proc/net/fib_trie': `Local:
        |-- 10.20.30.1
           /32 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
`,
  '/proc/net/route': `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t001E140A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`,
  '/proc/net/if_inet6': 'fd200000000000000000000000000001 02 40 00 80     eth0\n',
};

/** A machine whose kernel may not be asked by netlink: getifaddrs(3) fails as well. */
const sandbox = (missing: RegExp): System => ({
  ...realSystem,
  platform: 'linux',
  netlink: () => undefined,
  networkInterfaces: () => undefined,
  link: () => '',
  list: path => {
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
  read: path => {
    if (missing.test(path) || !(path in files)) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return files[path]!;
  },
});

it('has the addresses from /proc/net, those of loopback too, where netlink is forbidden and there is no /sys', () => {
  const fact = readLinuxInterfaces(sandbox(/^$/));
  expect(fact).toMatchObject({
    status: 'partial',
    value: [
      { name: 'lo', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], addresses: [{ address: '127.0.0.1', prefix: 8 }] },
      {
        name: 'eth0',
        flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
        addresses: [{ address: '10.20.30.1', prefix: 24 }, { address: 'fd20::1' }],
      },
    ],
  });
});

it.each([
  ['the addresses', /fib_trie/],
  ['the interfaces', /proc\/net/],
])('is unknown, and no machine without addresses, where nothing tells of %s', (_, missing) => {
  expect(readLinuxInterfaces(sandbox(missing))).toMatchObject({ status: 'unknown' });
});
