import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/app/too-many-clients.js';
import type { Finding } from '../../../src/rules/rule.js';
import { verdictOf } from '../../support/ground.js';
import { attempt, heard, port, said, spoke, url } from '../../support/talks.js';

describe('app/too-many-clients', () => {
  it.each([
    ['Redis', port, [spoke('redis', '-ERR max number of clients reached')], { severity: 'error' }],
    [
      'MySQL',
      port,
      [spoke('mysql', 'error 1040: Too many connections', { asked: 'listen' })],
      { severity: 'error' },
    ],
    [
      'vsftpd',
      port,
      [spoke('ftp', '421 There are too many connected users, please try later.', { asked: 'listen' })],
      { severity: 'error' },
    ],
    [
      'Dovecot',
      port,
      [spoke('imap', '* BYE Maximum number of connections exceeded', { asked: 'listen' })],
      { severity: 'error' },
    ],
    [
      'PostgreSQL',
      port,
      [spoke('postgresql', 'FATAL 53300: sorry, too many clients already')],
      { severity: 'error' },
    ],
    [
      'PgBouncer',
      port,
      [spoke('postgresql', 'FATAL 08P01: no more connections allowed (max_client_conn)')],
      { severity: 'error' },
    ],
    ['memcached', port, [spoke('memcached', 'ERROR Too many open connections')], { severity: 'error' }],
    [
      'IRC',
      port,
      [spoke('irc', 'ERROR :Connection limit reached', { asked: 'listen' })],
      { severity: 'error' },
    ],
    ['NATS', port, [spoke('nats', "-ERR 'maximum connections exceeded'")], { severity: 'error' }],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['room', port, [spoke('redis', '+PONG')]],
    [
      'an IRC server keeps out whoever it is',
      port,
      [spoke('irc', 'ERROR :Closing Link: (Banned)', { asked: 'listen' })],
    ],
    ['a server of lines does not know GET', port, [spoke('irc', 'ERROR :limit of words: 1')]],
    ['HTTP was asked', url, [said()]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );

  it.each([
    [null, "ss -tn state established '( sport = :8000 )'"],
    ['/run/redis.sock', 'ss -xp state established src /run/redis.sock'],
  ])('tells how to list who is connected to %s', (socketPath, command) => {
    const place = socketPath === null ? {} : { address: socketPath, port: 0 };
    const full = spoke('redis', '-ERR max number of clients reached');
    const facts = heard([], { probes: known([attempt([full], place)], 'a connection') });
    const question = { ...port, target: { ...port.target, socketPath }, port: socketPath ? 0 : 8000 };
    const { fixes } = verdictOf(rule, facts, question) as Finding;
    expect(fixes[0]?.text).toContain(command);
  });
});
