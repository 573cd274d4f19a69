import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, formatAddress, parseAddress, unmapped } from '../../src/net/address.js';
import { fromNumber, networkOf, toNumber } from '../../src/net/network.js';

describe('addresses', () => {
  it.each([
    ['10.77.0.1', '10.77.0.1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['::', '::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatAddress(parseAddress(text)!)).toBe(canonical);
  });

  it.each([
    ['10.0.0'],
    ['10.0.0.256'],
    ['1::2::3'],
    ['1:2:3:4:5:6:7'],
    ['::12345'],
    [''],
    [':'],
    ['example.com'],
    ['1.2.3.4:80'],
    ['1:2:3:4:5:6:7:8::'],
  ])('%j is no address', text => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), value => {
        const address = fromNumber(6, value);
        expect(parseAddress(formatAddress(address))).toEqual(address);
        expect(toNumber(address)).toBe(value);
      }),
    );
  });

  it('keeps the zone, and unwraps mapped addresses', () => {
    expect(canonicalAddress('FE80:0::1%eth0')).toBe('fe80::1%eth0');
    expect(canonicalAddress('example.com')).toBeUndefined();
    expect(unmapped('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(unmapped('::1')).toBe('::1');
  });

  it('knows the network of an address', () => {
    expect(networkOf('fd77::1:2', 64)).toBe('fd77::/64');
    expect(networkOf('10.77.0.1', 24)).toBe('10.77.0.0/24');
    expect(networkOf('10.77.0.1', 32)).toBe('10.77.0.1/32');
    expect(networkOf('rubbish', 8)).toBeUndefined();
  });
});
