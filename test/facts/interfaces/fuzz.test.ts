import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLink, decodeLinkAddress } from '../../../src/facts/interfaces/decode.js';
import { parseIfconfig } from '../../../src/facts/interfaces/ifconfig.js';
import { parseInet6, parseLocalTrie } from '../../../src/facts/interfaces/proc-net.js';
import { parseCounters } from '../../../src/facts/limits/read.js';
import { readLogout } from '../../../src/facts/machine/logout.js';
import { familyOf } from '../../../src/net/address.js';
import { realSystem } from '../../../src/system/real.js';
import { byteMutants, fuzz } from '../../support/mutate.js';

const ifconfig = readFileSync(new URL('fixtures/ifconfig-macos.txt', import.meta.url), 'utf8');
const inet6 =
  '00000000000000000000000000000001 01 80 10 80       lo\nfd770000000000000000000000000001 02 40 00 a0     eth0\n';
const trie =
  'Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.0.1\n        /32 host LOCAL\n     |-- 127.0.0.0\n        /8 host LOCAL\n';
const routes =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n';

it('ifconfig and the files of /proc/net', () => {
  fuzz([ifconfig], text => {
    for (const { name, flags, addresses } of parseIfconfig(text)) {
      expect([name, ...flags].every(word => typeof word === 'string')).toBe(true);
      for (const { address, family } of addresses) expect(familyOf(address)).toBe(family);
    }
  });
  fuzz([inet6], text => {
    for (const { address } of parseInet6(text)) expect(familyOf(address.address)).toBe(6);
  });
  fuzz([trie], text => void parseLocalTrie(text, routes));
  fuzz([routes], text => void parseLocalTrie(trie, text));
});

it('counters and the settings of logind', () => {
  fuzz(
    ['TcpExt: ListenOverflows ListenDrops TCPReqQFullDrop\nTcpExt: 3 4 0\nIpExt: InNoRoutes\nIpExt: 0\n'],
    text => {
      for (const count of Object.values(parseCounters(text))) expect(typeof count).toBe('number');
    },
  );
  fuzz(['[Login]\n#KillUserProcesses=no\nKillUserProcesses = yes\nKillExcludeUsers=root ana\n'], text => {
    const told = readLogout({ ...realSystem, list: () => ['a.conf'], read: () => text.slice(0, 64 * 1024) });
    expect(told?.spared.every(name => typeof name === 'string')).toBe(true);
  });
});

it('links and addresses as the kernel lists them', () => {
  const link =
    '000001000200000082000000000000000900030069666230000000000800040000dc050000050010000200000008002800ffff00000a0001004ecc4b1857e900000a000200ffffffffffff00000c0012000800010069666200090006006e6f6f7000000000';
  const own =
    '020880fe01000000080001007f000001080002007f000001070003006c6f0000080008008000000014000600ffffffffffffffff1400000014000000';
  const own6 =
    '0a4082000400000014000100fd00000000000000000000000000000214000600ffffffffffffffff14000000140000000800080082000000';
  const bytes = byteMutants([link, own, own6].map(hex => Buffer.from(hex, 'hex')));
  fc.assert(
    fc.property(bytes, message => {
      const found = decodeLink(message);
      if (found)
        expect([typeof found.name, typeof found.state, typeof found.mtu]).toEqual([
          'string',
          'string',
          'number',
        ]);
      const address = decodeLinkAddress(message)?.address;
      if (address) expect(familyOf(address.address)).toBe(address.family);
    }),
    { numRuns: 500 },
  );
});
