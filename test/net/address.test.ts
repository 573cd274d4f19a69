import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  familyOf,
  formatAddress,
  formatEndpoint,
  parseAddress,
  unmapped,
} from '../../src/net/address.js';
import {
  inPrefix,
  isLinkLocal,
  isLoopback,
  isMulticast,
  isPrivate,
  isWildcard,
  parsePrefix,
} from '../../src/net/prefix.js';

describe('canonical text', () => {
  // The examples of RFC 5952, sections 2 to 5.
  it.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0DB8:0:0:1::1', '2001:db8::1:0:0:1'],
    ['2001:db8:aaaa:bbbb:cccc:dddd:0:1', '2001:db8:aaaa:bbbb:cccc:dddd:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%s', (text, expected) => expect(canonicalAddress(text)).toBe(expected));

  it.each([
    '',
    '1',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    '::1%',
    '::1%a b',
    '[::1]',
    'localhost',
  ])('refuses %j', text => expect(parseAddress(text)).toBeUndefined());
});

it('agrees with node about what is an address', () => {
  const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/));
  fc.assert(
    fc.property(text, address => {
      expect(familyOf(address) ?? 0).toBe(isIP(address));
      const canonical = canonicalAddress(address);
      if (canonical !== undefined) {
        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(parseAddress(canonical)?.bytes).toEqual(parseAddress(address)?.bytes);
      }
    }),
    { numRuns: 3000 },
  );
});

it('agrees with the URL standard about canonical text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 1, 255), { minLength: 16, maxLength: 16 }), bytes => {
      const text = formatAddress({ family: 6, bytes });
      if (!text.includes('.')) expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`);
    }),
  );
});

it('sorts addresses into their ranges', () => {
  const kinds = { isLoopback, isWildcard, isLinkLocal, isPrivate, isMulticast };
  const of = (address: string) =>
    Object.entries(kinds)
      .filter(([, is]) => is(address))
      .map(([name]) => name)
      .join();
  expect(of('127.0.0.1')).toBe('isLoopback');
  expect(of('127.8.9.10')).toBe('isLoopback');
  expect(of('::1')).toBe('isLoopback');
  expect(of('::ffff:127.0.0.1')).toBe('isLoopback');
  expect(of('0.0.0.0')).toBe('isWildcard');
  expect(of('::')).toBe('isWildcard');
  expect(of('::ffff:0.0.0.0')).toBe('isWildcard');
  expect(of('fe80::1%eth0')).toBe('isLinkLocal');
  expect(of('169.254.1.1')).toBe('isLinkLocal');
  expect(of('172.31.0.1')).toBe('isPrivate');
  expect(of('172.32.0.1')).toBe('');
  expect(of('fd77::1')).toBe('isPrivate');
  expect(of('198.19.255.9')).toBe('isPrivate');
  expect(of('198.20.0.1')).toBe('');
  expect(of('ff02::fb')).toBe('isMulticast');
  expect(of('224.0.0.251')).toBe('isMulticast');
  expect(of('93.184.216.34')).toBe('');
  expect(of('nonsense')).toBe('');
});

it('holds addresses against prefixes', () => {
  expect(inPrefix('10.77.0.9', '10.77.0.0/24')).toBe(true);
  expect(inPrefix('10.77.1.9', '10.77.0.0/24')).toBe(false);
  expect(inPrefix('10.77.1.9', '10.77.0.0/23')).toBe(true);
  expect(inPrefix('10.77.1.9', '0.0.0.0/0')).toBe(true);
  expect(inPrefix('fd77::9', 'fd77::/64')).toBe(true);
  expect(inPrefix('fd77:0:0:1::9', 'fd77::/64')).toBe(false);
  expect(inPrefix('10.0.0.1', '::/0')).toBe(false);
  expect(inPrefix('10.0.0.1', '10.0.0.1')).toBe(true);
  expect(parsePrefix('10.0.0.0/33')).toBeUndefined();
  expect(parsePrefix('10.0.0.0/')).toBeUndefined();
  expect(parsePrefix('fd77::/129')).toBeUndefined();
});

it('writes endpoints and unmaps addresses', () => {
  expect(formatEndpoint('::1', 80)).toBe('[::1]:80');
  expect(formatEndpoint('10.0.0.1', 80)).toBe('10.0.0.1:80');
  expect(unmapped('::ffff:10.0.0.1')).toBe('10.0.0.1');
  expect(unmapped('::1')).toBe('::1');
});
