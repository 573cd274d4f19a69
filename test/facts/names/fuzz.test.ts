import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeResponse } from '../../../src/facts/names/dns/message.js';
import { parseHosts } from '../../../src/facts/names/hosts.js';
import { linesWhere } from '../../../src/facts/names/lines.js';
import {
  candidatesFor,
  isHostsLine,
  parseLookupOrder,
  parseResolver,
} from '../../../src/facts/names/resolver.js';
import { namesInHosts } from '../../../src/facts/probes/host-names.js';
import { familyOf } from '../../../src/net/address.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { realSystem } from '../../../src/system/real.js';
import { byteMutants, fuzz } from '../../support/mutate.js';

const hosts =
  '127.0.0.1\tlocalhost\n127.0.1.1 box.shop.test box\n::1 localhost ip6-localhost\n10.0.0.5 shop.test www.shop.test # old\nshop.test 10.0.0.6\nfe80::1%eth0 near\n';

it('hosts', () => {
  fuzz([hosts], text => {
    const { entries, malformed } = parseHosts(text, 'shop.test');
    for (const { address, names, line } of entries) {
      expect(familyOf(address)).toBeDefined();
      expect(names.map(name => name.toLowerCase())).toContain('shop.test');
      expect(text.split('\n')[line - 1]).toContain(address);
    }
    expect(malformed.length).toBeLessThanOrEqual(64);
    const system = { ...realSystem, read: () => text };
    expect(namesInHosts(system, parseTarget('https://127.0.0.1/')).length).toBeLessThanOrEqual(8);
  });
});

it('lines that are all the same', () => {
  const text = '10.0.0.5 shop.test\n'.repeat(10_000);
  expect(parseHosts(text, 'shop.test').entries).toHaveLength(64);
  expect(linesWhere('/etc/hosts', text, () => true)).toHaveLength(64);
});

it('resolv.conf and nsswitch.conf', () => {
  fuzz(
    [
      '# by hand\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\nsearch shop.test. lan\noptions edns0 ndots:2 trust-ad\n',
    ],
    text => {
      const configuration = parseResolver(text);
      expect(configuration.servers.length).toBeLessThanOrEqual(3);
      expect(configuration.search.length).toBeLessThanOrEqual(16);
      for (const name of candidatesFor('www', configuration)) expect(name).toContain('www');
    },
  );
  fuzz(
    ['passwd: files\nhosts: files mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns # x\n'],
    text => {
      expect(parseLookupOrder(text).length).toBeLessThanOrEqual(32);
      linesWhere('/etc/nsswitch.conf', text, isHostsLine);
    },
  );
});

it('answers of name servers', () => {
  // www.shop.test is an alias for shop.test, which has two addresses.
  const answer = Buffer.from(
    '123481800001000300000000037777770473686f70047465737400000100' +
      '01c00c000500010000003c0002c010c010000100010000003c00040a000005c010000100010000003c00040a000006',
    'hex',
  );
  fc.assert(
    fc.property(byteMutants([answer, Buffer.concat([answer, answer])]), bytes => {
      for (const address of decodeResponse(bytes)?.addresses ?? []) expect(familyOf(address)).toBeDefined();
    }),
    { numRuns: 500 },
  );
});
