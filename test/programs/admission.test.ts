import { describe, expect, it } from 'vitest';
import { keptOutBy } from '../../src/programs/access/admission.js';
import { ignoredBy } from '../../src/programs/servers/dnsmasq-interfaces.js';

const files = (text: string) => [{ path: '/etc/x.conf', text, modifiedAt: 0 }];
const out = (program: string, text: string, client = '10.77.0.2', near = true) =>
  keptOutBy(program, files(text), { client, server: '10.77.0.1', near, port: 7777, args: [] }) !== undefined;

const limit = (lines: string) => `Port 7777\n<Limit LOGIN>\n${lines}\n</Limit>\n`;

describe('who is kept out by a configuration', () => {
  it.each([
    ['BIND', 'options { allow-query { localhost; }; };', true],
    ['BIND', 'options { allow-query { localhost; localnets; }; };', false],
    ['BIND', 'options { allow-query { 127.0.0.1; 192.168.0.0/16; }; };', true],
    ['BIND', 'options { allow-query { !10.77.0.2; any; }; };', true],
    ['BIND', 'options { allow-query { office; }; };', false],
    ['BIND', 'options { directory "/x"; }; // allow-query { none; };', false],
    ['BIND', 'options { }; zone "a.test" { type primary; allow-query { localhost; }; };', false],
    ['BIND', 'view "in" { match-clients { any; }; allow-query { none; }; };', false],
    ['BIND', 'options { allow-query { any; }; blackhole { 10.77.0.0/24; }; };', true],
    ['BIND', 'options { blackhole { 10.78.0.0/24; !10.77.0.2; 10.77.0.0/24; }; };', false],
    ['dnsmasq', 'local-service', false],
    ['Unbound', 'server:\n  interface: 0.0.0.0', true],
    ['Unbound', 'server:\n  access-control: 10.77.0.0/24 allow', false],
    ['Unbound', 'server:\n  access-control: 0.0.0.0/0 allow\n  access-control: 10.77.0.0/24 refuse', true],
    ['Unbound', 'server:\n  access-control: 10.77.0.0/24 refuse_non_local', false],
    ['Unbound', 'server:\n  interface-action: eth0 allow', false],
    ['Net-SNMP', 'rocommunity public 127.0.0.1', true],
    ['Net-SNMP', 'com2sec local localhost public', true],
    ['Net-SNMP', 'rocommunity public 127.0.0.1\nrwcommunity secret 10.77.0.0/24', false],
    ['Net-SNMP', 'rocommunity public', false],
    ['Net-SNMP', 'rocommunity public 127.0.0.1\nauthcommunity read office 10.77.0.0/24', false],
    ['Net-SNMP', 'rocommunity public default -V systemonly', false],
    ['Net-SNMP', 'rocommunity public 127.0.0.1\nrouser ana', false],
    ['Net-SNMP', 'agentaddress 127.0.0.1', false],
    ['tinyproxy', 'Port 8888\nAllow 127.0.0.1\nAllow ::1', true],
    ['tinyproxy', 'Allow 127.0.0.1\nAllow 10.77.0.0/24', false],
    ['tinyproxy', 'Deny 10.77.0.2\nAllow 10.77.0.0/24', true],
    ['tinyproxy', 'Allow 127.0.0.1\nAllow .office.test', false],
    ['tinyproxy', '#Allow 127.0.0.1', false],
    ['Squid', 'http_access allow localhost\nhttp_access deny all', true],
    ['Squid', 'acl near src 10.77.0.0/24\nhttp_access allow near\nhttp_access deny all', false],
    ['Squid', 'acl far src 10.78.0.0/24 # no more\nhttp_access allow far\nhttp_access deny all', true],
    [
      'Squid',
      'acl near src 10.77.0.0/24\nacl near src 10.78.0.0/24\nhttp_access deny !near\nhttp_access allow all',
      false,
    ],
    [
      'Squid',
      'acl ok port 80\nhttp_access deny !ok\nhttp_access allow localhost\nhttp_access deny all',
      true,
    ],
    ['Squid', 'acl ok port 80\nhttp_access allow ok\nhttp_access deny all', false],
    ['Squid', 'acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all', false],
    ['Squid', 'acl some src "/etc/squid/some"\nhttp_access allow some\nhttp_access deny all', false],
    ['Squid', 'http_access allow localhost', true],
    ['Squid', 'http_access deny localhost', false],
    ['Squid', 'http_port 3128', false],
    ['Squid', 'acl near src 0.0.0.1-0.255.255.255\nhttp_access allow near\nhttp_access deny all', true],
    ['Squid', 'acl near src 10.77.0.1-10.77.0.9\nhttp_access allow near\nhttp_access deny all', false],
    ['Squid', 'acl near src 10.77.0.1-10.77.0.9/32\nhttp_access allow near\nhttp_access deny all', false],
    ['Squid', 'acl near src office-1.test\nhttp_access allow near\nhttp_access deny all', false],
    [
      'Squid',
      'acl Near src 10.77.0.0/24\nacl near src ::1\nhttp_access allow NEAR\nhttp_access deny all',
      false,
    ],
    ['NRPE', 'allowed_hosts=127.0.0.1,::1', true],
    ['NRPE', 'allowed_hosts=127.0.0.1,10.77.0.0/24', false],
    ['NRPE', 'allowed_hosts=127.0.0.1,monitor.test', false],
    ['NRPE', 'server_port=5666', false],
    ['Zabbix agent', 'Server=127.0.0.1\nServerActive=10.77.0.2', true],
    ['Zabbix agent', '# Server=127.0.0.1\nServer=0.0.0.0/0', false],
    ['Zabbix agent', 'Server=127.0.0.1,::/0', false],
    ['munin-node', 'allow ^127\\.0\\.0\\.1$\nallow ^::1$', true],
    ['munin-node', 'allow ^127\\.0\\.0\\.1$\nallow ^10\\.77\\.0\\.\\d+$', false],
    ['munin-node', 'allow ^127\\.0\\.0\\.1$\ncidr_allow 10.77.0.0/24', false],
    ['munin-node', 'allow ^(127|10)\\.', false],
    ['munin-node', 'allow \\A10\\.77\\.', false],
    ['munin-node', 'allow [[:digit:].]+', false],
    ['munin-node', `allow ${'.*'.repeat(20)}x`, false],
    ['munin-node', 'host *', false],
    ['monit', 'set httpd port 2812 and\n allow localhost # and nobody else\n allow admin:monit', true],
    ['monit', 'set httpd port 2812\n allow localhost\n allow 10.77.0.0/255.255.255.0', false],
    ['monit', 'set httpd port 2812\n allow admin:monit', false],
    ['Samba', '[global]\nhosts allow = 127.', true],
    ['Samba', '[global]\nhosts allow = 127. 10.77.', false],
    ['Samba', '[global]\nhosts deny = ALL', true],
    ['Samba', '[global]\nhosts allow = 127.\nhosts deny = 192.168.', false],
    ['Samba', '[global]\nhosts allow = ALL EXCEPT 10.', false],
    ['Samba', '[global]\nhosts allow = office.test', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 127.0.0.1\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.0/24\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.{1, 2}\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.{1,3,22}\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 127.0.0.1\n only_from += 10.77.0.0/24\n}', false],
    [
      'xinetd',
      'defaults\n{\n only_from = 10.77.0.0/24\n}\nservice shop\n{\n port = 7777\n only_from += 127.0.0.1\n}',
      false,
    ],
    ['xinetd', 'service shop\n{\n port = 8888\n only_from = 127.0.0.1\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = localhost\n}', true],
    ['xinetd', 'defaults\n{\n only_from = 127.0.0.1\n}\nservice shop\n{\n port = 7777\n}', true],
    [
      'xinetd',
      'defaults\n{\n only_from = 127.0.0.1\n}\nservice shop\n{\n port = 7777\n only_from = 10.77.0.0/24\n}',
      false,
    ],
    ['xinetd', 'service shop\n{\n port = 7777\n no_access = 10.77.0.0/24\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n no_access = 10.78.0.0/24\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.0\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.78.0.0\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 0.0.0.0\n no_access = 10.77.0.0\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.0/24\n no_access = 10.77.0.2\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.2\n no_access = 10.77.0.0\n}', false],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 10.77.0.0\n no_access = 10.77.0.0\n}', true],
    ['xinetd', 'service shop\n{\n port = 7777\n only_from = 0.0.0.0\n no_access = office.test\n}', false],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = 127.0.0.1,10.77.0.9', true],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = 127.0.0.1,10.77.0.2', false],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = "127.0.0.1,10.77.0.2"', false],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = any', true],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients =', true],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = 10.77.0.0/24', true],
    ['PHP-FPM', '[www]\nlisten = 7777\nlisten.allowed_clients = 127.0.0.1, 10.77.0.2', true],
    ['PHP-FPM', `[www]\nlisten = 7777\nlisten.allowed_clients = \${CLIENTS}`, false],
    ['PHP-FPM', '[www]\nlisten = 7777\n[own]\nlisten = /s\nlisten.allowed_clients = 127.0.0.1', false],
    ['rsyncd', 'hosts allow = 127.0.0.1\n[x]\npath = /x', true],
    ['rsyncd', 'hosts allow = 127.0.0.1, 10.77.0.0/255.255.255.0\n[x]\npath = /x', false],
    ['rsyncd', '[x]\npath = /x\nhosts deny = *', true],
    ['rsyncd', '[x]\npath = /x\nhosts deny = *\n[y]\npath = /y', false],
    ['rsyncd', 'hosts deny = *\n[x]\npath = /x\nhosts allow = 10.77.0.0/24', false],
    ['rsyncd', 'hosts allow = backup.test\n[x]\npath = /x', false],
    ['rsyncd', '[global]\nhosts allow = 127.0.0.1\n[x]\npath = /x', true],
    ['rsyncd', '[x]\npath = /x\n[global]\nhosts allow = 127.0.0.1\n', false],
    ['rsyncd', '[x]\npath = /x\nhosts deny = 0.0.0.0/0', true],
    ['ProFTPD', limit('Allow from 127.0.0.1 localhost\nDeny from all'), true],
    ['ProFTPD', limit('Order allow,deny\nAllow from 10.77.0.0/24, 127.0.0.1\nDenyAll'), false],
    ['ProFTPD', limit('Order deny,allow\nAllow from 10.77.\nDeny from 10.77.0.2'), true],
    ['ProFTPD', limit('Order allow,deny\nAllow from 10.77.\nDeny from 10.77.0.2'), false],
    ['ProFTPD', limit('Order deny,allow\nAllow from 10.78.'), true],
    ['ProFTPD', limit('Allow from 10.78.'), false],
    ['ProFTPD', limit('DenyUser ana\nDenyAll'), false],
    ['ProFTPD', limit('Allow from office.test\nDenyAll'), false],
    ['ProFTPD', `<Anonymous ~ftp>\n${limit('DenyAll')}\n</Anonymous>`, false],
    ['ProFTPD', '<Limit WRITE>\nDenyAll\n</Limit>', false],
    ['nginx', 'deny all;', false],
    ['chrony', 'pool pool.ntp.org iburst', false],
    ['chrony', 'allow 127.0.0.1', true],
    ['chrony', 'allow 10.77.0.0/24', false],
    ['chrony', 'allow 10.77\ndeny 10.77.0', true],
    ['chrony', 'allow 10.77.0.2\nallow 10\ndeny 10.77', false],
    ['chrony', 'allow\ndeny fd77::/64', false],
    ['chrony', 'deny all\nallow 192.168/16', true],
    ['chrony', 'deny 10.77.0.2\nallow all', false],
    ['chrony', 'allow all 10.78\nallow 127.0.0.1', false],
    ['chrony', 'allow office.test', false],
    ['chrony', 'allow 127.0.0.1\nconfdir /etc/a.d /etc/b.d', false],
    ['chrony', '# allow 127.0.0.1', false],
    ['chrony', 'allow 0/0\ndeny', true],
    ['chrony', 'deny 0/0\nallow', false],
  ])('%s: %s', (program, text, expected) => expect(out(program, text)).toBe(expected));

  it('tells what lets a client in where ProFTPD reads Deny first', () => {
    const ways = [
      'Order deny,allow\nAllow from 10.78.\nDeny from all',
      'Order deny,allow\nDeny from 10.9.0.1\nAllow from 10.78.',
    ];
    const coming = { client: '10.77.0.2', server: '10.77.0.1', near: true, port: 7777, args: [] };
    const [denied, unnamed] = ways.map(lines => keptOutBy('ProFTPD', files(limit(lines)), coming));
    expect(denied?.text).toBe('Deny from all');
    expect(denied?.letIn('10.77.0.0/24')).toContain('Order allow,deny in the place of');
    expect(unnamed?.text).toBe('Allow from 10.78.');
    expect(unnamed?.letIn('10.77.0.0/24')).not.toContain('Order');
  });

  it.each([
    ['local-service', [], true],
    ['', ['--local-service'], true],
    ['local-service\ninterface=eth0', [], false],
    ['listen-address=10.77.0.1', ['--local-service'], false],
    ['', ['--local-service', '-i', 'eth0'], false],
    ['# local-service', [], false],
    ['conf-dir=/etc/dnsmasq.d/,*.conf', ['--local-service', '-7', '/etc/dnsmasq.d,.dpkg-dist'], true],
    // What names an interface may be in a file that is not read.
    ['conf-file=/srv/lan.conf', ['--local-service'], false],
    ['', ['--local-service', '--conf-dir=/srv/dns'], false],
  ])('knows that dnsmasq serves its neighbours alone: %j %j', (text, args, expected) => {
    const coming = { client: '10.50.0.2', server: '10.77.0.1', near: false, port: 53, args };
    expect(keptOutBy('dnsmasq', files(text), coming) !== undefined).toBe(expected);
  });

  it.each([
    ['socat', ['TCP-LISTEN:7777,fork,range=127.0.0.0/8', 'SYSTEM:date'], true],
    ['socat', ['TCP4-L:7777,range=10.0.0.0:255.0.0.0,fork', 'SYSTEM:date'], false],
    ['socat', ['TCP4-L:7777,range=10.78.0.0:255.255.0.0,fork', 'SYSTEM:date'], true],
    ['socat', ['TCP-LISTEN:77777,range=127.0.0.0/8', 'TCP:localhost:7777'], false],
    ['socat', ['TCP-LISTEN:7777,range=office.test', 'SYSTEM:date'], false],
    ['netcat', ['-l', '-k', '--allow', '127.0.0.1,10.78.0.0/16', '7777'], true],
    ['netcat', ['-l', '-k', '--allow=127.0.0.1', '--allow', '10.77.0.0/24', '7777'], false],
    ['netcat', ['-lk', '--allow', '127.0.0.1', '10.77.0.0/24', '7777'], false],
    ['netcat', ['-lk', '7777', '--allow=127.0.0.1', '10.77.0.0/24', '--deny', '10.77.0.9'], false],
    ['netcat', ['-lk', '7777', '--deny', '10.77.0.9', '10.77.0.2'], true],
    ['netcat', ['-lk', '7777', '--deny', '10.77.0.2'], true],
    ['netcat', ['-lk', '7777', '--deny', '10.78.0.2'], false],
    ['netcat', ['-lk', '7777', '--allow', '10.77.0.1-9'], false],
    ['netcat', ['-lk', '7777', '--allow', '127.0.0.1', '--allowfile', 'x'], false],
    ['netcat', ['-lk', '7777'], false],
    ['distcc', ['--daemon', '--allow', '127.0.0.1', '-a', '192.168.0.0/16', '--log-stderr'], true],
    ['distcc', ['--daemon', '--allow', '127.0.0.1', '--allow', '10.77.0.0/24'], false],
    ['distcc', ['--daemon', '--allow', '127.0.0.1', '--allow-private'], false],
    ['distcc', ['--daemon', '--enable-tcp-insecure'], false],
    ['spamd', ['-i', '0.0.0.0', '-u', 'nobody'], true],
    ['spamd', ['-i', '0.0.0.0', '-A', '127.0.0.1,10.77.0.0/24'], false],
    ['spamd', ['-i', '0.0.0.0', '--allowed-ips=10.78.'], true],
    ['spamd', ['-i', '0.0.0.0', '-A10.77.0.0/24'], false],
    ['distcc', ['--daemon', '--allow', '127.0.0.1', '-a10.77.0.0/24'], false],
    ['chrony', ['-d', 'local', 'stratum', '10', 'allow'], false],
    ['chrony', ['-F', '1', '-f', '/etc/chrony/lan.conf'], true],
  ])('knows whom the command line of %s lets in: %j', (program, args, expected) => {
    const coming = { client: '10.77.0.2', server: '10.77.0.1', near: true, port: 7777, args };
    expect(keptOutBy(program, files('allow 127.0.0.1'), coming) !== undefined).toBe(expected);
  });

  it('has a line of chrony that denies make way: of two networks the smaller decides', () => {
    const coming = { client: '10.77.0.2', server: '10.77.0.1', near: true, port: 123, args: [] };
    const by = keptOutBy('chrony', files('allow 10.77.0.0/24\ndeny 10.77.0.2'), coming);
    expect(by?.letIn('10.77.0.0/24')).toContain('in the place of "deny 10.77.0.2"');
  });

  it.each([
    ['Samba', 'hosts allow = 127. 10.88.', 'hosts allow = 127. 10.88. 10.77.0.0/24;'],
    ['Samba', 'hosts deny = 10.77.', 'hosts allow = 127.0.0.1 10.77.0.0/24;'],
    [
      'rsyncd',
      'hosts allow = 10.88.0.0/16, ::1\n[x]\npath = /x',
      'hosts allow = 10.88.0.0/16 ::1 10.77.0.0/24.',
    ],
    ['xinetd', 'service x\n{\n port = 7777\n only_from = 10.88.0.0/16\n}', 'only_from += 10.77.0.0/24;'],
    ['BIND', 'options { allow-query { !10.77.0.2; office; }; };', '{ 10.77.0.0/24; !10.77.0.2; office; };'],
  ])('keeps those in whom %s lets in already: %j', (program, text, line) => {
    const by = keptOutBy(program, files(text), {
      client: '10.77.0.2',
      server: '10.77.0.1',
      near: true,
      port: 7777,
      args: [],
    });
    expect(by?.letIn('10.77.0.0/24')).toContain(line);
  });

  it('takes localnets for the networks of the server alone', () =>
    expect(out('BIND', 'options { allow-query { localnets; }; };', '198.51.100.7', false)).toBe(true));

  it('takes 0.0.0.0/0 for clients by IPv4 alone, and * for all', () => {
    const text = (who: string) => `[x]\npath = /x\nhosts deny = ${who}`;
    expect(out('rsyncd', text('0.0.0.0/0'), 'fd77::2')).toBe(false);
    expect(out('rsyncd', text('::/0'), 'fd77::2')).toBe(true);
    expect(out('rsyncd', text('*'), 'fd77::2')).toBe(true);
  });

  it('says nothing of a program of any other name', () => expect(out('toString', 'x')).toBe(false));

  it('says nothing of a program without a file', () =>
    expect(
      keptOutBy('Unbound', [], { client: '10.77.0.2', server: '10.77.0.1', near: true, port: 53, args: [] }),
    ).toBeUndefined());
});

describe('interfaces that dnsmasq leaves unanswered', () => {
  it.each([
    ['interface=lo', [], 'interface=lo'],
    ['interface=eth0', [], undefined],
    ['interface=lo\ninterface=eth*', [], undefined],
    ['interface=lo\nbind-interfaces', [], undefined],
    ['except-interface=eth0', [], 'except-interface=eth0'],
    ['interface=lo\nlisten-address=10.77.0.1', [], undefined],
    ['listen-address=127.0.0.1', [], 'listen-address=127.0.0.1'],
    ['', ['--interface=lo'], '--interface=lo'],
    ['', ['-i', 'lo', '-z'], undefined],
    ['no-resolv', [], undefined],
  ])('%s %s', (text, args, expected) =>
    expect(ignoredBy(files(text), args, 'eth0', '10.77.0.1')?.text).toBe(expected),
  );
});

describe('long files', () => {
  const bind = 'options { allow-query { localhost; }; };\n';
  it.each([
    ['comments that never end', `${bind}${'/*'.repeat(120_000)}`, true],
    ['comments', `${'/* a */'.repeat(30_000)}${bind}`, true],
    ['zones that never open', `${'zone "a" '.repeat(25_000)}\n${bind}`, false],
    ['zones', `${'zone "a" { type master; };\n'.repeat(8000)}${bind}`, true],
    ['many of them', bind.repeat(6000), false],
  ])('take no time: %s', (_, text, out) => {
    const found = keptOutBy('BIND', [{ path: '/etc/named.conf', text, modifiedAt: 0 }], {
      client: '10.77.0.2',
      server: '10.77.0.1',
      near: false,
      port: 53,
      args: [],
    });
    expect(found !== undefined).toBe(out);
  });

  it('leaves the block of a zone alone', () => {
    const text = 'options { };\nzone "a" IN { type master; allow-query { localhost; }; };\n';
    const coming = { client: '10.77.0.2', server: '10.77.0.1', near: false, port: 53, args: [] };
    expect(keptOutBy('BIND', [{ path: '/etc/named.conf', text, modifiedAt: 0 }], coming)).toBeUndefined();
  });
});

it.each([
  ['http_access deny ', 'a '],
  ['', 'acl a src 1.2.3.4\nhttp_access deny a\n'],
])('looks once into each list of a long file of Squid: %j, %j …', (head, line) => {
  const text = head + line.repeat(200_000 / line.length);
  const before = performance.now();
  keptOutBy('Squid', [{ path: '/etc/squid/squid.conf', text, modifiedAt: 0 }], {
    client: '10.77.0.2',
    server: '10.77.0.1',
    near: true,
    port: 3128,
    args: [],
  });
  expect(performance.now() - before).toBeLessThan(5000);
});

it('reads what Squid includes in the place of the line that includes it', () => {
  const main = 'acl near src 10.77.0.0/24\ninclude /etc/squid/conf.d/*.conf\nhttp_access deny all\n';
  const own = 'http_access allow near\n';
  const judged = (text: string, ...more: readonly string[]) =>
    keptOutBy(
      'Squid',
      [text, ...more].map((each, index) => ({ path: `/etc/squid/${index}`, text: each, modifiedAt: 0 })),
      { client: '10.77.0.2', server: '10.77.0.1', near: true, port: 3128, args: [] },
    );
  expect(judged(main, own)).toBeUndefined();
  expect(judged(main, '#http_access allow near\n')).toMatchObject({ text: 'http_access deny all' });
  expect(judged(`${main}include /etc/squid/more\n`, own)).toBeUndefined();
  // What it includes could not be read, or includes another one.
  expect(judged(main)).toBeUndefined();
  expect(judged(main, 'include /etc/squid/more\n', own)).toBeUndefined();
});
