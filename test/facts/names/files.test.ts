import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHosts } from '../../../src/facts/names/hosts.js';
import {
  candidatesFor,
  givesServer,
  mendedServerLine,
  parseLookupOrder,
  parseResolver,
} from '../../../src/facts/names/resolver.js';

const hosts = `127.0.0.1\tlocalhost
::1     ip6-localhost ip6-loopback   # localhost is not here
10.0.0.9  App.Test www.app.test # app2.test
# 10.0.0.8 app.test
10.0.0.7 myapp.test
app.test 10.0.0.6
10.0.0.5:80 app.test
10.0.0.4
fe80::1%eth0 link.test\r
10.0.0.9  App.Test www.app.test # app2.test
`;

describe('the hosts file', () => {
  const entries = (name: string) =>
    parseHosts(hosts, name).entries.map(({ line, address }) => [line, address]);
  it('matches whole words, in any case, without comments', () => {
    expect(entries('app.test')).toEqual([
      [3, '10.0.0.9'],
      [10, '10.0.0.9'],
    ]);
    expect(entries('localhost')).toEqual([[1, '127.0.0.1']]);
    expect(entries('app2.test')).toEqual([]);
    expect(entries('LINK.test')).toEqual([[9, 'fe80::1%eth0']]);
    expect(entries('')).toEqual([]);
  });

  it('lists what cannot be read', () =>
    expect(parseHosts(hosts, 'x').malformed.map(({ line }) => line)).toEqual([6, 7, 8]));

  it('lists the names that something is stuck to, for whom they are', () => {
    const text =
      '10.0.0.1 http://app.test\n10.0.0.2 app.test:8000 # app.test/\n10.0.0.3 app.test.lan\n10.0.0.4 b.test,app.test,\n';
    expect(parseHosts(text, 'App.test').malformed.map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(parseHosts(text, 'other.test').malformed).toEqual([]);
  });

  it('finds a name in a block list of megabytes, in time', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => `0.0.0.0 ads${index}.example\n`).join('');
    const text = `127.0.0.1 localhost\n${list}10.0.0.9 App.test\n10.0.0.5:80 app.test\n`;
    expect(parseHosts(text, 'app.TEST')).toMatchObject({
      entries: [{ line: 100_002, address: '10.0.0.9' }],
      malformed: [{ line: 100_003 }],
    });
    expect(parseHosts(text, 'ads60000.example').entries).toMatchObject([{ line: 60_002, before: '' }]);
    expect(parseHosts(text, 'nobody.test')).toEqual({ entries: [], malformed: [] });
  });

  it('gives context that makes a line one of a kind', () => {
    for (const { before, text } of parseHosts(hosts, 'app.test').entries)
      expect(hosts.split(before + text)).toHaveLength(2);
  });

  it('reads anything, in time, and points at what is there', () => {
    const piece = fc.constantFrom('10.0.0.1', 'a', 'b.test', ' ', '\t', '\n', '#', '::1', '\r\n', '\0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const text = pieces.join('');
        for (const each of parseHosts(text, 'a').entries) {
          expect(text.split('\n')[each.line - 1]).toBe(each.text);
          expect(text).toContain(each.before + each.text);
        }
      }),
    );
  });
});

describe('resolv.conf', () => {
  it('is read as the C library reads it', () =>
    expect(
      parseResolver(`# made by hand
nameserver 10.0.0.1
nameserver fe80::1%eth0 ; the router
nameserver nonsense
nameserver 10.0.0.2
nameserver 10.0.0.3
domain old.test
search corp.test. .lab.test
options timeout:1 ndots:5 rotate
`),
    ).toEqual({
      servers: ['10.0.0.1', 'fe80::1%eth0', '10.0.0.2'],
      search: ['corp.test', 'lab.test'],
      dots: 5,
      patience: 2000,
      byTcp: false,
      rotates: true,
      withoutIpv6: false,
    }));

  it('tries names in the order of ndots', () => {
    const configuration = { search: ['corp.test'], dots: 2 };
    expect(candidatesFor('a', configuration)).toEqual(['a.corp.test', 'a']);
    expect(candidatesFor('a.b', configuration)).toEqual(['a.b.corp.test', 'a.b']);
    expect(candidatesFor('a.b.c', configuration)).toEqual(['a.b.c', 'a.b.c.corp.test']);
    expect(candidatesFor('a.', configuration)).toEqual(['a']);
  });
});

it('reads the hosts line of nsswitch.conf', () => {
  expect(parseLookupOrder('passwd: files\nhosts:  files mdns4_minimal [NOTFOUND=return] dns # x\n')).toEqual([
    'files',
    'mdns4_minimal',
    '[NOTFOUND=return]',
    'dns',
  ]);
  expect(parseLookupOrder('#hosts: files\n')).toEqual(['files', 'dns']);
  expect(parseLookupOrder('hosts: resolve [!UNAVAIL=return] files')).toEqual([
    'resolve',
    '[!UNAVAIL=return]',
    'files',
  ]);
});

describe('a nameserver line that the C library passes over', () => {
  // Captured on Debian 12 (glibc 2.36): with each of these alone in resolv.conf, getaddrinfo asks 127.0.0.1.
  it.each([
    ['   nameserver 10.0.0.1', 'nameserver 10.0.0.1'],
    ['nameserver 10.0.0.1\r', 'nameserver 10.0.0.1'],
    ['nameserver: 10.0.0.1', 'nameserver 10.0.0.1'],
    ['nameserver=10.0.0.1', 'nameserver 10.0.0.1'],
    ['nameserver 10.0.0.1:53', 'nameserver 10.0.0.1'],
    ['nameserver [fd77::1]', 'nameserver fd77::1'],
    ['nameservers 10.0.0.1', 'nameserver 10.0.0.1'],
    ['nameserver 10.0.0.1,10.0.0.2', 'nameserver 10.0.0.1\nnameserver 10.0.0.2'],
    ['nameserver 10.0.0.1:5353', undefined],
    ['nameserver dns.test', undefined],
  ])('%j', (line, meant) => {
    expect(parseResolver(line).servers).toEqual([]);
    expect(givesServer(line)).toBe(false);
    expect(mendedServerLine(line)).toBe(meant);
  });

  it('leaves the others as they are', () => {
    expect(parseResolver('nameserver\t10.0.0.1 \r\nnameserver 10.0.0.2 # second\n').servers).toEqual([
      '10.0.0.1',
      '10.0.0.2',
    ]);
    expect(parseResolver('search corp.test lab.test\r\noptions ndots:3\r\n')).toMatchObject({
      search: ['corp.test'],
      dots: 3,
    });
  });
});
