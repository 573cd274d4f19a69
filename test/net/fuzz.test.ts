import { expect, it } from 'vitest';
import { canonicalAddress, familyOf, parseAddress } from '../../src/net/address.js';
import { credentialsIn } from '../../src/net/credentials.js';
import { parseHost } from '../../src/net/host.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { defaultPort, parsePort } from '../../src/net/ports.js';
import { inPrefix, parsePrefix } from '../../src/net/prefix.js';
import { judge, parseDate } from '../../src/serve/files/conditions.js';
import { parsePath } from '../../src/serve/files/path.js';
import { parseRange } from '../../src/serve/files/ranges.js';
import { chooseCoding } from '../../src/serve/http/accept-encoding.js';
import { fuzz } from '../support/mutate.js';

const targets = [
  '8000',
  ':8000',
  'localhost:8000/udp',
  '10.0.0.5:80',
  '[fe80::1%eth0]:8000',
  'https://ana:secret@shop.test:8443/a/../b?c=d#e',
  'ws://[::1]/',
  'pid:4242',
  'unix:/run/app.sock',
  'müller.example',
  'gunicorn@shop.service',
];

it('targets are read, or refused in one line without the password', () => {
  fuzz(
    targets,
    text => {
      try {
        const { kind, port, host } = parseTarget(text);
        expect(['url', 'port', 'endpoint', 'host', 'pid', 'unix', 'program']).toContain(kind);
        expect(port === null || (port > 0 && port < 65536)).toBe(true);
        expect(typeof (host ?? '')).toBe('string');
      } catch (error) {
        const { name, message } = error as Error;
        expect([name, message.includes('\n')]).toEqual(['UsageError', false]);
      }
      expect(typeof (credentialsIn(text)?.user ?? '')).toBe('string');
    },
    500,
  );
});

it('addresses, prefixes, hosts and ports', () => {
  fuzz(
    ['127.0.0.1', 'fe80::1%eth0', '::ffff:10.0.0.1', '10.0.0.0/8', 'fd00::/64', 'shop.test.', '80'],
    text => {
      const address = canonicalAddress(text);
      if (address !== undefined) expect(canonicalAddress(address)).toBe(address);
      expect(familyOf(text)).toBe(parseAddress(text)?.family);
      expect(typeof inPrefix('10.0.0.1', text)).toBe('boolean');
      parsePrefix(text);
      parseHost(text);
      expect(parsePort(text) ?? 1).toBeGreaterThan(0);
      expect(defaultPort(text) ?? 1).toBeGreaterThan(0);
    },
  );
  expect(defaultPort('constructor')).toBeUndefined();
});

it('headers and paths that the bundled server reads', () => {
  const current = { etag: '"a"', modifiedSeconds: 1 };
  fuzz(
    ['bytes=0-4,10-,-5, 7-9', 'W/"a", "b"', 'Sun, 06 Nov 1994 08:49:37 GMT', 'gzip;q=0.5, br, *;q=0'],
    text => {
      const parts = parseRange(text, 100);
      if (typeof parts !== 'string')
        for (const { start, end } of parts) expect(start >= 0 && start < end && end <= 100).toBe(true);
      const conditions = { ifMatch: text, ifNoneMatch: text, ifModifiedSince: text, ifUnmodifiedSince: text };
      expect([200, 304, 412]).toContain(judge(conditions, current));
      expect(Number.isNaN(parseDate(text))).toBe(false);
      expect([undefined, 'br', 'gzip']).toContain(chooseCoding(text, ['br', 'gzip']));
    },
  );
  fuzz(['/a/%2e%2e/b%20c/../d/', '/.git/config', '/%c3%a9'], text => {
    const path = parsePath(text, { dotfiles: false });
    if ('names' in path) expect(path.names.some(name => name === '..' || name.includes('/'))).toBe(false);
  });
});
