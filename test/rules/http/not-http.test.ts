import { describe, expect, it } from 'vitest';
import { known, partial } from '../../../src/facts/fact.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/http/not-http.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { heard, mute, port, said, shaken, url } from '../../support/talks.js';

describe('http/not-http', () => {
  it.each([
    [
      'SSH',
      url,
      [said({ protocol: 'ssh', banner: 'SSH-2.0-x', firstBytes: 'SSH-2.0-x', http: null })],
      { severity: 'error', summary: expect.stringContaining('SSH') },
    ],
    [
      'mail in TLS',
      url,
      [said({ asked: 'https', protocol: 'smtp', banner: '220 x ESMTP', http: null, tls: shaken() })],
      { severity: 'error', summary: 'What listens there speaks SMTP (mail) in TLS, not HTTP.' },
    ],
    [
      'bytes in TLS that nobody knows',
      url,
      [said({ asked: 'https', protocol: null, firstBytes: '\x01\x02', http: null, tls: shaken() })],
      { severity: 'error' },
    ],
    [
      'FastCGI by its own question',
      url,
      [mute(), said({ reason: 'service', protocol: 'fastcgi', http: null })],
      { severity: 'error', summary: expect.stringContaining('FastCGI') },
    ],
    [
      'bytes that nobody knows',
      url,
      [said({ protocol: null, firstBytes: '\x01\x02', http: null })],
      { severity: 'error' },
    ],
    [
      'a page without a head, as of netcat',
      url,
      [said({ protocol: null, firstBytes: '<html>', http: null })],
      { severity: 'error', summary: expect.stringContaining('without a status line') },
    ],
    [
      'where a port was asked',
      port,
      [said({ protocol: 'ssh', banner: 'SSH-2.0-x', http: null })],
      { severity: 'note', outcome: 'ok' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['HTTP', url, [said()]],
    ['nothing', url, [mute()]],
    ['the beginning of a status line', url, [said({ protocol: null, firstBytes: 'HTT', http: null })]],
    ['a port where it was expected', port, [said({ asked: 'listen', protocol: 'ssh', http: null })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('does not go by who listens where HTTP is heard after all', () => {
  const facts = (...more: readonly Conversation[]) =>
    heard([mute({ asked: 'https', outcome: 'silent' }), ...more], {
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
      processes: known([running(7, ['uwsgi', '--socket', ':8000'], { name: 'uwsgi' })], 'the test'),
    });
  expect(verdictOf(rule, facts(), url)).toMatchObject({ summary: expect.stringContaining('uwsgi') });
  expect(verdictOf(rule, facts(said({ reason: 'plain-proof' })), url)).toBe('ruled-out');
});

it('takes no HAProxy for a server of HTTP/2 alone that begins it before it hangs up, but one that is told so', () => {
  const facts = (bind: string) =>
    heard(
      [
        mute({ outcome: 'closed' }),
        said({ reason: 'service', protocol: 'http2', http: null, firstBytes: '\0\0\x0c\x04' }),
      ],
      {
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, ['haproxy', '-f', '/h.cfg'], { name: 'haproxy' })], 'the test'),
        configuration: known([{ path: '/h.cfg', text: bind, modifiedAt: 0 }], 'the test'),
      },
    );
  expect(verdictOf(rule, facts('bind :8000'), url)).toBe('ruled-out');
  expect(verdictOf(rule, facts('bind :8000 proto h2'), url)).toMatchObject({ severity: 'error' });
});

it('does not say what a hidden program speaks alone that begins HTTP/2 and hangs up on HTTP/1', () => {
  const asked = heard(
    [
      mute({ outcome: 'closed' }),
      said({ reason: 'service', protocol: 'http2', http: null, firstBytes: '\0\0\x0c\x04' }),
    ],
    {
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: partial({ pidsByInode: {}, hidden: [13000] }, 'the test', 'root'),
    },
  );
  expect(verdictOf(rule, asked, url)).toMatch(/^unchecked: the program/);
});

it('does not take a uWSGI for the uwsgi protocol that is told to speak HTTP', () => {
  const facts = (option: string) =>
    heard([mute({ outcome: 'silent' })], {
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
      processes: known([running(7, ['uwsgi', option, ':8000'], { name: 'uwsgi' })], 'the test'),
    });
  expect(verdictOf(rule, facts('--http-socket'), url)).toBe('ruled-out');
  expect(verdictOf(rule, facts('--socket'), url)).toMatchObject({ severity: 'error' });
});

it.each([
  ['address=*:8000', 'JDWP'],
  ['address=*:5005', 'ruled-out'],
])('knows the port at which Java waits for its debugger: %s', (address, expected) => {
  const option = `-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,${address}`;
  const facts = heard([mute({ outcome: 'reset' })], {
    sockets: known([listener('0.0.0.0', 8000)], 'the test'),
    owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
    processes: known([running(7, ['java', option, '-jar', 'a.jar'], { name: 'java' })], 'the test'),
  });
  const found = verdictOf(rule, facts, url);
  expect(typeof found === 'string' ? found : found.summary).toContain(expected);
});

it.each([
  ['sshd: ana', 'ruled-out'],
  ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', 'speaks SSH, not HTTP'],
  ['ssh -N -D 8000 ana@box', 'speaks SOCKS (a proxy), not HTTP'],
])('tells the port of an SSH server from those that are forwarded: %s', (line, expected) => {
  const command = line.startsWith('sshd') ? [line] : line.split(' ');
  const facts = heard([mute({ outcome: 'closed' })], {
    sockets: known([listener('0.0.0.0', 8000)], 'the test'),
    owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
    processes: known([running(7, command, { name: line.startsWith('sshd') ? 'sshd' : 'ssh' })], 'the test'),
  });
  const found = verdictOf(rule, facts, url);
  expect(typeof found === 'string' ? found : found.summary).toContain(expected);
});
