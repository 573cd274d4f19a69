import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLink, decodeLinkAddress } from '../../../src/facts/interfaces/decode.js';
import { parseIfconfig } from '../../../src/facts/interfaces/ifconfig.js';
import { parseInet6, parseLocalTrie } from '../../../src/facts/interfaces/proc-net.js';
import { addressFlags, linkFlags, linkType, scopeOf } from '../../../src/facts/interfaces/words.js';

const capture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

describe('/proc/net/if_inet6', () => {
  it('gives addresses with scope and flags', () => {
    const text = `00000000000000000000000000000001 01 80 10 80       lo
fe8000000000000000fc00fffe000001 04 40 20 c0     eth0
20010db8000000000000000000000001 04 40 00 01     eth0
20010db8000000000000000000000002 04 40 00 a8     eth0
`;
    expect(
      parseInet6(text).map(({ name, address }) => [
        name,
        address.address,
        address.prefix,
        address.scope,
        address.flags,
      ]),
    ).toEqual([
      ['lo', '::1', 128, 'host', []],
      ['eth0', 'fe80::fc:ff:fe00:1', 64, 'link', ['tentative']],
      ['eth0', '2001:db8::1', 64, 'global', ['temporary', 'dynamic']],
      ['eth0', '2001:db8::2', 64, 'global', ['dadfailed', 'deprecated']],
    ]);
  });
});

describe('/proc/net/fib_trie and /proc/net/route', () => {
  it('give the local addresses by the network that they are in', () => {
    const trie = `Local:
  +-- 0.0.0.0/0 2 0 2
     +-- 10.77.0.0/24 2 0 2
        |-- 10.77.0.0
           /24 link UNICAST
        |-- 10.77.0.1
           /32 host LOCAL
        |-- 10.77.0.255
           /32 link BROADCAST
     |-- 203.0.113.7
        /32 host LOCAL
`;
    const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
wide\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
br0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;
    expect(parseLocalTrie(trie, routes)).toEqual([{ name: 'br0', address: '10.77.0.1', prefix: 24 }]);
  });
});

describe('words', () => {
  it('are those of ip(8)', () => {
    expect(linkFlags(0x1003)).toEqual(['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP']);
    expect(linkFlags(0x11043)).toEqual(['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP']);
    expect(linkFlags(0x100d0)).toEqual(['POINTOPOINT', 'NOARP', 'LOWER_UP']);
    expect(addressFlags(0x81, 4)).toEqual(['secondary']);
    expect(addressFlags(0x341, 6)).toEqual([
      'temporary',
      'tentative',
      'dynamic',
      'mngtmpaddr',
      'noprefixroute',
    ]);
    expect([0, 200, 253, 254, 255, 7].map(scopeOf)).toEqual([
      'global',
      'site',
      'link',
      'host',
      'nowhere',
      'global',
    ]);
    expect([1, 772, 65534, 4242].map(linkType)).toEqual(['ether', 'loopback', 'none', '[4242]']);
  });
});

describe('ifconfig on macOS', () => {
  it('gives interfaces, flags, state and addresses', () => {
    const interfaces = parseIfconfig(capture('ifconfig-macos.txt'));
    expect(
      interfaces.map(({ name, mtu, state, type, hardwareAddress }) => [
        name,
        mtu,
        state,
        type,
        hardwareAddress,
      ]),
    ).toEqual([
      ['lo0', 16384, 'up', 'loopback', null],
      ['gif0', 1280, 'down', 'none', null],
      ['en0', 1500, 'up', 'ether', '3c:22:fb:11:22:33'],
      ['en5', 1500, 'down', 'ether', 'ac:de:48:00:11:22'],
      ['utun3', 1380, 'up', 'none', null],
    ]);
    expect(interfaces[3]!.flags).toEqual(['NO-CARRIER', 'UP', 'BROADCAST', 'SMART', 'SIMPLEX', 'MULTICAST']);
    expect(
      interfaces[2]!.addresses.map(({ address, prefix, scope, flags, validSeconds }) => [
        address,
        prefix,
        scope,
        flags,
        validSeconds,
      ]),
    ).toEqual([
      ['192.168.1.37', 24, 'global', [], null],
      ['fe80::1c2d:3e4f:5a6b:7c8d', 64, 'link', ['secured'], null],
      ['2001:db8::37', 64, 'global', ['autoconf', 'temporary'], 86400],
    ]);
    expect(interfaces[4]!.addresses[0]).toMatchObject({
      address: '100.64.0.7',
      peer: '100.64.0.7',
      prefix: 32,
    });
  });
});

it('parsers and decoders of anything throw nothing', () => {
  const words = capture('ifconfig-macos.txt').split(/(\s)/);
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map(list => list.join('')),
  );
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 200 }), (garbage, array) => {
      parseIfconfig(garbage);
      parseInet6(garbage);
      parseLocalTrie(garbage, garbage);
      const bytes = Buffer.from(array);
      decodeLink(bytes);
      decodeLinkAddress(bytes);
    }),
  );
});
