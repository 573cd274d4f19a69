import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import { rule } from '../../../src/rules/app/access-denied.js';
import { dnat } from '../../support/docker.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { heard, port, said, spoke, url } from '../../support/talks.js';

describe('app/access-denied', () => {
  it.each([
    [
      'Redis',
      port,
      [spoke('redis', '-DENIED Redis is running in protected mode')],
      { severity: 'error', summary: expect.stringContaining('protected mode') },
    ],
    [
      'MySQL',
      port,
      [spoke('mysql', "error 1130: Host '10.77.0.2' is not allowed to connect", { asked: 'listen' })],
      { severity: 'error' },
    ],
    [
      'PostgreSQL, its file not seen',
      port,
      [spoke('postgresql', 'FATAL 28000: no pg_hba.conf entry for host "10.77.0.1"')],
      { severity: 'warning' },
    ],
    [
      'a standby of PostgreSQL that takes no clients',
      port,
      [spoke('postgresql', 'FATAL 57P03: the database system is not accepting connections')],
      { severity: 'error', headline: 'PostgreSQL runs, and takes no clients now' },
    ],
    [
      'a replica of Redis without its master',
      port,
      [spoke('redis', "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.")],
      { fixes: [{ text: expect.stringContaining('INFO replication') }] },
    ],
    [
      'TCP wrappers',
      port,
      [spoke('ftp', '421 Service not available.', { asked: 'listen' })],
      { severity: 'error' },
    ],
    [
      'IRC',
      port,
      [spoke('irc', 'ERROR :Closing Link: 10.0.0.2 (Not authorized)', { asked: 'listen' })],
      { severity: 'error' },
    ],
    ['Samba', port, [spoke('smb', 'session refused (0x81)')], { severity: 'error' }],
    [
      'a mistake in vsftpd.conf',
      port,
      [spoke('ftp', '500 OOPS: vsftpd: cannot locate user', { asked: 'listen' })],
      { headline: 'the server turns every client away' },
    ],
    [
      'a part of Dovecot that does not start',
      port,
      [spoke('imap', '* BYE Auth process broken', { asked: 'listen' })],
      { summary: expect.stringContaining('for a part of it does not work: * BYE Auth process broken') },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['10.77.0.0/24', '10.77.0.0/255.255.255.0'],
    ['10.77.0.0/20', '10.77.0.0/255.255.240.0'],
    ['fd00::/64', '%'],
    [null, '10.77.0.2'],
  ])('writes the host of an account as MySQL and MariaDB read it', (network, host) => {
    const conversations = [spoke('mysql', "error 1130: Host '10.77.0.1' is not allowed to connect")];
    const found = verdictOf(rule, heard(conversations), {
      ...port,
      vantage: fromLan({}, { network }).vantage,
    });
    expect(JSON.stringify(found)).toContain(`'app'@'${host}'`);
    expect(found).toMatchObject({ summary: expect.stringContaining('an account for one address alone') });
  });

  it.each([
    ['Redis lets in', port, [spoke('redis', '+PONG')]],
    [
      'no room, which is another cause',
      port,
      [spoke('ftp', '421 Too many connections', { asked: 'listen' })],
    ],
    [
      'a client that spoke before the greeting',
      port,
      [spoke('smtp', '554 5.5.1 talk too early'), spoke('smtp', '220 mx ESMTP', { asked: 'listen' })],
    ],
    ['an error about a mailbox', port, [spoke('imap', '* OK ready')]],
    ['HTTP was asked', url, [said({ protocol: 'redis', banner: '-DENIED Redis', http: null })]],
    ['an ordinary page', port, [said()]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );

  it.each([
    ['host all all 127.0.0.1/32 trust', 'error'],
    ['host all all 10.77.0.0/24 trust', 'ruled-out'],
    ['host app app 10.77.0.0/24 trust', 'ruled-out'],
    ['host all all 10.77.0.0/24 reject\nhost all all all trust', 'error'],
    ['host all all samehost trust', 'ruled-out'],
    ['host all all office.test reject\nhost all all all trust', 'ruled-out'],
    ['include_dir hba.d\nhost all all 127.0.0.1/32 trust', 'ruled-out'],
  ])('believes pg_hba.conf: %s', (text, expected) => {
    const spoken = [spoke('postgresql', null)];
    const configuration = known([{ path: '/etc/pg_hba.conf', text, modifiedAt: 0 }], 'the test');
    const found = verdictOf(rule, heard(spoken, { configuration }), port);
    expect(typeof found === 'string' ? found : found.severity).toBe(expected);
  });

  it.each([
    [
      'host all all samehost trust',
      /no line of \/etc\/pg_hba\.conf lets them in/,
      /A line in \/etc\/pg_hba\.conf lets/,
    ],
    [
      'host all all  10.77.0.0/24 reject\nhost all all all trust',
      /turns them away, by "host all all 10\.77\.0\.0\/24 reject"/,
      /above "host all all 10\.77\.0\.0\/24 reject", lets/,
    ],
  ])('tells other machines what it has against them: %s', (text, why, fix) => {
    const configuration = known([{ path: '/etc/pg_hba.conf', text, modifiedAt: 0 }], 'the test');
    const found = verdictOf(rule, heard([spoke('postgresql', null)], { configuration }), fromLan());
    expect(found).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(why),
      fixes: [{ text: expect.stringMatching(fix) }],
    });
  });

  it.each([
    ['the line that would let it in', 'host all all 10.77.0.0/24 trust', 9, 'error'],
    ['that line, and it was read', 'host all all 10.77.0.0/24 trust', 0, 'ruled-out'],
    ['another line for who was turned away', 'host all all 10.77.0.2/32 trust', 9, 'ruled-out'],
    ['one for some users first', 'host all app all reject\nhost all all all trust', 9, 'ruled-out'],
    ['lines of another file first', "include 'first.conf'\nhost all all all trust", 9, 'ruled-out'],
    ['one for TLS', 'hostssl all all 10.77.0.0/24 trust', 9, 'ruled-out'],
    ['a line that rejects it', 'host all all 10.77.0.0/24 reject', 9, 'error'],
  ])('knows a pg_hba.conf that was not read again: it has %s', (_, text, later, expected) => {
    const spoken = [
      spoke('postgresql', 'FATAL 28000: no pg_hba.conf entry for host "10.77.0.1", user "postgres"'),
    ];
    const server = running(42, ['postgres', '-D', '/etc']);
    const modifiedAt = server.startedAt + later * 1000;
    const facts = {
      ...heard(spoken, {
        configuration: known([{ path: '/etc/pg_hba.conf', text, modifiedAt }], 'the test'),
      }),
      sockets: known([listener('0.0.0.0', 8000, { inode: 7 })], 'the test'),
      owners: known({ pidsByInode: { 7: [42] }, hidden: [] }, 'the test'),
      processes: known([server], 'the test'),
    };
    const found = verdictOf(rule, facts, { ...port, vantage: fromLan().vantage });
    expect(typeof found === 'string' ? found : found.severity).toBe(expected);
    if (text.endsWith('24 trust') && expected === 'error')
      expect(found).toMatchObject({ fixes: [{ steps: [{ command: 'kill -HUP 42' }] }] });
  });

  const lan = 'hostssl all all 10.77.0.0/24 trust';
  const asked = (answer: string) =>
    spoke('postgresql', null, { reason: 'service', service: 'postgresql-tls', firstBytes: answer });
  it.each([
    ['it says that it has none', lan, '', [asked('N')], 'error'],
    ['it says that it has it', lan, '', [asked('S')], 'ruled-out'],
    ['its file says nothing: the default is off', lan, 'port = 5432', [], 'error'],
    ['its file turns it on', lan, "ssl = on\nssl_cert_file = 'x.pem'", [], 'ruled-out'],
    ['another file may turn it on', lan, "include '/srv/pg.conf'", [], 'ruled-out'],
    ['its file turns it off', lan, "ssl = off\ninclude_dir = 'conf.d'", [], 'error'],
    ['its file cannot be read', lan, null, [], 'ruled-out'],
    ['another line lets them in', `${lan}\nhost all all all trust`, 'ssl = off', [], 'ruled-out'],
  ])('lets no one in by TLS where PostgreSQL has it off: %s', (_, text, main, more, expected) => {
    const files = [
      { path: '/etc/pg_hba.conf', text, modifiedAt: 0 },
      ...(main === null ? [] : [{ path: '/etc/postgresql.conf', text: main, modifiedAt: 0 }]),
    ];
    const configuration = known(files, 'the test');
    const found = verdictOf(rule, heard([spoke('postgresql', null), ...more], { configuration }), port);
    expect(typeof found === 'string' ? found : found.severity).toBe(expected);
  });
});

it('names the line of pg_hba.conf that is for a unix socket', () => {
  const banner =
    'FATAL 28000: no pg_hba.conf entry for host "[local]", user "a", database "a", no encryption';
  const found = verdictOf(rule, heard([spoke('postgresql', banner)]), port);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('local  DATABASE  USER  peer') }] });
});

it('speaks of the network that one address stands for, and quotes no more than a sentence', () => {
  const banner = '-DENIED Redis is running in protected mode. In this mode connections are only accepted';
  const conversations = [spoke('redis', banner)];
  const vantage = {
    kind: 'lan' as const,
    label: 'lan',
    source: '10.77.0.2',
    input: 'eth0',
    network: '10.77.0.0/24',
  };
  expect(verdictOf(rule, heard(conversations), { ...port, vantage })).toMatchObject({
    summary:
      'Redis answers, and refuses clients from 10.77.0.0/24 (such as 10.77.0.2): -DENIED Redis is running in protected mode.',
    fixes: [{ title: 'Let clients from 10.77.0.0/24 in' }],
  });
});

it('is found where the permissions of a unix socket keep out who asks', () => {
  const path = '/run/app.sock';
  const question = fromHere({ address: '', port: 0 });
  const asked = { ...question, target: { ...question.target, socketPath: path } };
  const closed = {
    protocol: 'tcp',
    address: path,
    port: 0,
    errno: 'EACCES',
    outcome: 'prohibited',
    conversations: [],
  };
  const facts = (errno: string) => world({ probes: known([{ ...closed, errno } as never], 'connect()') });
  expect(verdictOf(rule, facts('EACCES'), asked)).toMatchObject({
    severity: 'error',
    outcome: 'unreachable',
    summary: expect.stringContaining(path),
  });
  expect(verdictOf(rule, facts('ECONNREFUSED'), asked)).toBe('ruled-out');
  const deserted = { ...facts('EACCES'), sockets: known([], 'sock_diag') };
  expect(verdictOf(rule, deserted, asked)).toMatchObject({ summary: expect.stringContaining('left over') });
});

describe('a server that keeps others out by their address', () => {
  const seen = (command: string, path: string, text: string) =>
    world({
      sockets: known([listener('0.0.0.0', 8000, { inode: 7 })], 'the test'),
      owners: known({ pidsByInode: { 7: [42] }, hidden: [] }, 'the test'),
      processes: known([running(42, command.split(' '))], 'the test'),
      configuration: known([{ path, text, modifiedAt: 0 }], 'the test'),
    });
  const unbound = (text: string) => seen('unbound -d', '/etc/unbound/unbound.conf', text);

  it('is found for clients from elsewhere, by its file', () => {
    expect(verdictOf(rule, unbound('server:\n'), fromLan())).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('has no access-control for them'),
      fixes: [{ text: expect.stringContaining('access-control: 10.77.0.0/24 allow') }],
    });
    // Linked to TCP wrappers, and not told to go by them.
    for (const command of ['stunnel4 st.conf', 'vsftpd'])
      expect(verdictOf(rule, seen(command, '/etc/hosts.deny', 'ALL: ALL'), fromLan())).toBe('ruled-out');
    const wrapped = seen('sshd -D', '/etc/hosts.deny', 'ALL: ALL');
    expect(verdictOf(rule, wrapped, fromLan())).toMatchObject({
      summary: expect.stringContaining('/etc/hosts.deny has ALL: ALL'),
      fixes: [
        {
          steps: [{ do: 'run', command: "printf '\\n%s\\n' 'sshd: 10.77.0.0/24' >>/etc/hosts.allow" }],
          needsRoot: true,
        },
      ],
    });
    const allowed = seen('sshd -D', '/etc/hosts.allow', 'ALL: ALL: deny');
    expect(verdictOf(rule, allowed, fromLan())).toMatchObject({
      fixes: [{ text: expect.stringContaining('A line in /etc/hosts.allow') }],
    });
  });

  it('knows who is on a network of this machine, asked about by address', () => {
    const bind = seen('named -f', '/etc/bind/named.conf', 'options { allow-query { localnets; }; };');
    const near = fromLan().vantage;
    const from = (source: string) => ({
      ...fromLan(),
      vantage: { ...near, kind: 'address' as const, source, network: null },
    });
    expect(verdictOf(rule, bind, from('10.77.0.2'))).toBe('ruled-out');
    expect(verdictOf(rule, bind, from('10.50.0.2'))).toMatchObject({ severity: 'error' });
  });

  it('is ruled out for those it lets in, and left to the probe for this machine', () => {
    const open = unbound('server:\n  access-control: 10.77.0.0/24 allow\n');
    expect(verdictOf(rule, open, fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, unbound('server:\n'), fromHere())).toBe('ruled-out');
  });

  it('is found behind the address that it is bound to, unless others take the connections there', () => {
    const narrow = (more: Partial<Facts> = {}) => ({
      ...unbound('server:\n'),
      sockets: known([listener('127.0.0.1', 8000, { inode: 7 })], 'the test'),
      ...more,
    });
    expect(verdictOf(rule, narrow(), fromLan())).toMatchObject({ severity: 'error' });
    const beside = [listener('127.0.0.1', 8000, { inode: 7 }), listener('10.77.0.1', 8000, { inode: 8 })];
    expect(verdictOf(rule, narrow({ sockets: known(beside, 'the test') }), fromLan())).toBe('ruled-out');

    expect(verdictOf(rule, narrow({ firewall: known(dnat, 'nft') }), fromLan())).toBe('ruled-out');
  });
});

it('has no word of clients by a unix socket from the lines for addresses', () => {
  const configuration = known(
    [{ path: '/etc/pg_hba.conf', text: 'host all all 127.0.0.1/32 trust', modifiedAt: 0 }],
    'the test',
  );
  const target = { ...port.target, kind: 'unix' as const, socketPath: '/run/.s.PGSQL.5432' };
  const facts = heard([spoke('postgresql', null)], { configuration });
  expect(verdictOf(rule, facts, fromHere({ target }))).toBe('ruled-out');
});

it('knows that this machine comes as 127.0.0.1 to all of 127.0.0.0/8', () => {
  const text = 'host all all 127.0.0.1/32 trust';
  const configuration = known([{ path: '/etc/pg_hba.conf', text, modifiedAt: 0 }], 'the test');
  const facts = heard([spoke('postgresql', null)], { configuration });
  expect(verdictOf(rule, facts, fromHere({ address: '127.0.1.1' }))).toBe('ruled-out');
  expect(verdictOf(rule, facts, fromHere({ address: '10.77.0.1' }))).toMatchObject({ severity: 'error' });
});
