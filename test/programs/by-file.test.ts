import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { addressFixes, placesOf } from '../../src/programs/fixes/fixes.js';
import { recognised } from '../../src/programs/identify.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf, unit } from './situation.js';

/** A server by its command, its file on loopback, and what the fix writes there. */
const servers: readonly (readonly [
  command: string,
  port: number,
  path: string,
  before: string,
  after: string,
])[] = [
  ['mosquitto -c /etc/m.conf', 1883, '/etc/m.conf', 'listener 1883 127.0.0.1', 'listener 1883 0.0.0.0'],
  [
    'mosquitto -c /etc/m.conf',
    1883,
    '/etc/m.conf',
    'persistence false\n',
    'persistence false\nlistener 1883 0.0.0.0\nallow_anonymous true\n',
  ],
  [
    'mosquitto -c /etc/m.conf',
    1883,
    '/etc/m.conf',
    'listener 1883\nbind_interface eth0\n',
    'listener 1883\n# bind_interface eth0\n',
  ],
  [
    'mosquitto -c /etc/m.conf',
    1883,
    '/etc/m.conf',
    'listener 8883\nbind_interface eth0\nlistener 1883 127.0.0.1\n',
    'listener 8883\nbind_interface eth0\nlistener 1883 0.0.0.0\n',
  ],
  [
    'mosquitto -c /etc/m.conf',
    1883,
    '/etc/m.conf',
    'listener 8883\nbind_interface eth0\nlistener 1883\nprotocol mqtt\nbind_interface eth0\n',
    'listener 8883\nbind_interface eth0\nlistener 1883\nprotocol mqtt\n# bind_interface eth0\n',
  ],
  [
    'java -Xmx4G -jar server.jar nogui',
    25565,
    '/srv/server.properties',
    'server-port=25565\nserver-ip=127.0.0.1\n',
    'server-port=25565\nserver-ip=0.0.0.0\n',
  ],
  ['nrpe -f -c /etc/n.cfg', 5666, '/etc/n.cfg', 'server_address=127.0.0.1', 'server_address=0.0.0.0'],
  ['zabbix_agentd -f -c /etc/z.conf', 10050, '/etc/z.conf', 'ListenIP=127.0.0.1', 'ListenIP=0.0.0.0'],
  ['munin-node --foreground --config /etc/m.conf', 4949, '/etc/m.conf', 'host 127.0.0.1', 'host *'],
  [
    'monit -I -c /etc/m',
    2812,
    '/etc/m',
    'set httpd port 2812 and\n    use address localhost  # only',
    'set httpd port 2812 and\n    use address 0.0.0.0  # only',
  ],
  [
    'upsd -F',
    3493,
    '/etc/nut/upsd.conf',
    '# LISTEN 127.0.0.1\n',
    '# LISTEN 127.0.0.1\nLISTEN 0.0.0.0 3493\n',
  ],
  ['tinyproxy -d -c /etc/t.conf', 8888, '/etc/t.conf', 'Listen 127.0.0.1', 'Listen 0.0.0.0'],
  ['pgbouncer /etc/p.ini', 6432, '/etc/p.ini', 'listen_addr = localhost', 'listen_addr = 0.0.0.0'],
  [
    'named -g -c /etc/n.conf',
    53,
    '/etc/n.conf',
    'options { directory "/var"; listen-on { 127.0.0.1; }; };',
    'options { directory "/var"; listen-on { any; }; };',
  ],
  ['nats-server -c /etc/n.conf', 4222, '/etc/n.conf', 'host: 127.0.0.1', 'host: 0.0.0.0'],
  ['nats-server -c /etc/n.conf', 4222, '/etc/n.conf', 'listen: "127.0.0.1:4222"', 'listen: "0.0.0.0:4222"'],
  ['unbound -d -c /etc/u.conf', 53, '/etc/u.conf', 'server:\n', 'server:\n    interface: 0.0.0.0\n'],
  ['dovecot -F -c /etc/d.conf', 143, '/etc/d.conf', 'listen = 127.0.0.1, ::1', 'listen = *'],
  ['vsftpd /etc/v.conf', 21, '/etc/v.conf', 'listen_address=127.0.0.1', 'listen_address=0.0.0.0'],
  ['proftpd -n -c /etc/p.conf', 21, '/etc/p.conf', 'DefaultAddress 127.0.0.1', 'DefaultAddress 0.0.0.0'],
  [
    'rsync --daemon --no-detach --config=/etc/r.conf',
    873,
    '/etc/r.conf',
    'address = 127.0.0.1',
    'address = 0.0.0.0',
  ],
  [
    'mpd --no-daemon /etc/m.conf',
    6600,
    '/etc/m.conf',
    'bind_to_address "localhost"\nport "6600"',
    'bind_to_address "any"\nport "6600"',
  ],
  ['snmpd -f -c /etc/s.conf', 161, '/etc/s.conf', 'agentaddress 127.0.0.1,[::1]', 'agentaddress 0.0.0.0'],
  [
    'exim4 -bdf -C /etc/e.conf',
    25,
    '/etc/e.conf',
    'local_interfaces = <; 127.0.0.1 ; ::1',
    'local_interfaces = <; 0.0.0.0',
  ],
  [
    'privoxy --no-daemon /etc/p.conf',
    8118,
    '/etc/p.conf',
    'listen-address 127.0.0.1:8118',
    'listen-address 0.0.0.0:8118',
  ],
  [
    'unicorn -c /etc/u.rb',
    8080,
    '/etc/u.rb',
    'listen 8081\nlisten "127.0.0.1:8080", tcp_nopush: true',
    'listen 8081\nlisten "0.0.0.0:8080", tcp_nopush: true',
  ],
  ['xrdp -n -c /etc/x.ini', 3389, '/etc/x.ini', 'port=tcp://127.0.0.1:3389', 'port=tcp://0.0.0.0:3389'],
  ['cupsd -f -c /etc/c.conf', 631, '/etc/c.conf', 'Listen localhost:631', 'Listen *:631'],
  [
    'hitch --config /etc/h.conf',
    443,
    '/etc/h.conf',
    'frontend = "[127.0.0.1]:443"\nbackend = "[127.0.0.1]:80"',
    'frontend = "[*]:443"\nbackend = "[127.0.0.1]:80"',
  ],
  ['redis-sentinel /etc/s.conf', 26379, '/etc/s.conf', 'bind 127.0.0.1 -::1', 'bind 0.0.0.0'],
  ['xinetd -dontfork -f /etc/x.conf', 7777, '/etc/x.conf', ' bind = 127.0.0.1', ' bind = 0.0.0.0'],
  ['smbd -F -s /etc/s.conf', 445, '/etc/s.conf', 'bind interfaces only = yes', 'bind interfaces only = no'],
  ['turnserver -c /etc/t.conf', 3478, '/etc/t.conf', 'listening-ip=127.0.0.1', 'listening-ip=0.0.0.0'],
  ['ngircd -n -f /etc/i.conf', 6667, '/etc/i.conf', 'Listen = 127.0.0.1,::1', 'Listen = 0.0.0.0'],
  [
    'rsyslogd -n -f /etc/r.conf',
    514,
    '/etc/r.conf',
    'input(type="imudp" port="514" address="127.0.0.1")',
    'input(type="imudp" port="514" address="0.0.0.0")',
  ],
  [
    'icecast2 -c /etc/c.xml',
    8000,
    '/etc/c.xml',
    '<bind-address>127.0.0.1</bind-address>',
    '<bind-address>0.0.0.0</bind-address>',
  ],
];

it.each(servers)('%s on %i: %s', (command, port, path, before, after) => {
  const process = running(42, command.split(' '), { ignored: [] });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', port),
    configuration: [file(path, before)],
  });
  const steps = addressFixes(situation, { address: '0.0.0.0', port })[0]?.steps ?? [];
  const [edit] = steps;
  expect(edit?.do === 'edit' && before.replace(edit.find, () => edit.replace)).toBe(after);
  expect(steps.at(-1)).toMatchObject({ do: 'run', command: expect.stringContaining(command) });
});

it.each([
  ['cupsd -f', 631, 'Listen localhost:631', '::', 'Listen *:631'],
  ['cupsd -f', 631, 'Listen localhost:631', 'fd77::1', 'Listen [fd77::1]:631'],
  ['xrdp -n', 3389, 'port=tcp://127.0.0.1:3389', '::', undefined],
  ['exim4 -bdf', 25, 'local_interfaces = 127.0.0.1', '::', 'local_interfaces = <; ::'],
  ['snmpd -f', 161, 'agentaddress 127.0.0.1', 'fd77::1', 'agentaddress [fd77::1]'],
  ['snmpd -f', 161, 'agentaddress 127.0.0.1', '::', 'agentaddress 0.0.0.0,[::]'],
])('writes an address of IPv6 as %s has it', (command, port, before, address, after) => {
  const situation = situationOf(running(42, command.split(' ')), {
    listener: listener('127.0.0.1', port),
    configuration: [file('/etc/x', before)],
  });
  const edit = addressFixes(situation, { address, port })[0]?.steps?.[0];
  expect(edit?.do === 'edit' ? before.replace(edit.find, () => edit.replace) : undefined).toBe(after);
});

it.each([
  ['chronyd -f /etc/a.conf', 'confdir /etc/a.d', ['lan.conf', 'lan.conf.off', 'README'], ['lan.conf']],
  ['mosquitto -c /etc/a.conf', 'include_dir /etc/a.d', ['lan.conf', 'README'], ['lan.conf']],
  ['xinetd -f /etc/a.conf', 'includedir /etc/a.d', ['time', 'time.off', 'time~'], ['time']],
  [
    'apache2 -f /etc/a.conf',
    'DocumentRoot /etc/a.d\n<Directory "/etc/a.d/a/b/c">\n<Directory />',
    ['.htaccess', 'a/.htaccess', 'a/b/.htaccess', 'a/b/c/.htaccess', 'b/b/b/.htaccess'],
    ['.htaccess', 'a/b/c/.htaccess', 'a/.htaccess', 'a/b/.htaccess'],
  ],
])('reads those of a folder that %s reads: %s', (command, text, there, read) => {
  const door = doorOver([file('/etc/a.conf', text), ...there.map(name => file(`/etc/a.d/${name}`, ''))]);
  const found = recognised(running(42, command.split(' ')), []);
  const files = found?.program.configuration?.(found.candidate, door) ?? [];
  expect(files.slice(1).map(({ path }) => path)).toEqual(read.map(name => `/etc/a.d/${name}`));
});

it('leaves the lines of other ports and addresses alone', () => {
  const process = running(42, ['mosquitto', '-c', '/etc/m.conf'], { ignored: [] });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 1883),
    configuration: [file('/etc/m.conf', 'listener 8883 127.0.0.1\nlistener 1883 10.0.0.9\n')],
  });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 1883 })[0]?.steps).toBeUndefined();
});

it('writes a file where a server was started without any, and writes none over', () => {
  const process = running(42, ['mosquitto', '-v'], { directory: '/srv', ignored: [] });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 1883),
    beside: ['::1'],
  });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 1883 });
  expect(fix?.steps?.[0]).toEqual({
    do: 'run',
    command: "(set -C; printf '%s\\n' 'listener 1883' 'allow_anonymous true' >/srv/mosquitto-1883.conf)",
  });
  expect(fix?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining('mosquitto -c /srv/mosquitto-1883.conf -v'),
  });
});

it('leaves it to whoever made the container to give a server its first file, and says what is in it', () => {
  const process = running(42, ['mosquitto', '-v'], { directory: '/', root: '/proc/42/root' });
  const situation = situationOf(process, { listener: listener('127.0.0.1', 1883) });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 1883 });
  expect(fix?.steps).toBeUndefined();
  expect(fix?.text).toContain('listener 1883 0.0.0.0');
});

it.each([
  ['agentaddress udp:161', 1],
  ['agentaddress udp:127.0.0.1:161', 0],
])('takes a word for loopback for none of every address: %s', (text, places) => {
  const situation = situationOf(running(42, ['snmpd', '-f']), {
    listener: listener('10.0.0.5', 161),
    configuration: [file('/etc/snmp/snmpd.conf', text)],
  });
  expect(placesOf(situation, '0.0.0.0').edits).toHaveLength(places);
});

it('starts a server outside of a session where it makes its own', () => {
  const process = running(42, ['smbd', '-F'], { ignored: [], session: 42 });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 445),
    configuration: [file('/etc/samba/smb.conf', 'bind interfaces only = yes')],
  });
  const steps = addressFixes(situation, { address: '0.0.0.0', port: 445 })[0]?.steps ?? [];
  expect(steps.at(-1)).toMatchObject({ command: expect.stringMatching(/^sh -c 'nohup smbd -F .* &'$/) });
});

it('stops and starts Postfix, which reads its addresses at no other time', () => {
  const process = running(42, ['/usr/lib/postfix/sbin/master', '-w'], {
    name: 'master',
    executable: '/usr/lib/postfix/sbin/master',
    environment: { MAIL_CONFIG: '/srv/pf' },
  });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 25),
    configuration: [file('/srv/pf/main.cf', 'inet_interfaces = loopback-only\n')],
  });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 25 })[0]?.steps).toMatchObject([
    { do: 'edit', find: 'loopback-only', replace: 'all' },
    { do: 'run', command: 'postfix -c /srv/pf stop; postfix -c /srv/pf start' },
  ]);
});

it('gives etcd the second option that the first one takes', () => {
  const situation = situationOf(running(42, ['etcd'], { ignored: [] }), {
    listener: listener('127.0.0.1', 2379),
  });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 2379 })[0]?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(
      'etcd --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://localhost:2379',
    ),
  });
});

it('changes the variable of an etcd that goes by one: an option beside it would be a conflict', () => {
  const environment = { ETCD_LISTEN_CLIENT_URLS: 'https://127.0.0.1:2379', HOME: '/root' };
  const situation = situationOf(running(42, ['etcd'], { ignored: [], environment }), {
    listener: listener('127.0.0.1', 2379),
  });
  const last = addressFixes(situation, { address: '0.0.0.0', port: 2379 })[0]?.steps?.at(-1);
  expect(last).toMatchObject({
    command: expect.stringContaining('ETCD_LISTEN_CLIENT_URLS=https://0.0.0.0:2379 nohup etcd'),
  });
  expect(last).toMatchObject({ command: expect.not.stringContaining('--listen') });
});

it.each([
  [
    'the last line rather than the one in a comment',
    [
      file(
        '/pg/postgresql.conf',
        "#listen_addresses = 'localhost'\t# what IP address(es)\nport = 5432\nlisten_addresses = 'localhost, 10.0.0.9'\n",
      ),
    ],
    "listen_addresses = 'localhost, 10.0.0.9'",
  ],
  [
    'the line of an included file',
    [
      file('/pg/postgresql.conf', "#listen_addresses = 'localhost'\nlisten_addresses = '*'\n"),
      file('/pg/conf.d/10-local.conf', 'listen_addresses=localhost\n'),
    ],
    'listen_addresses=localhost',
  ],
  [
    'the line that names what is bound, after an include',
    [
      file('/pg/postgresql.conf', "listen_addresses = 'localhost'\n"),
      file('/pg/conf.d/10-local.conf', "listen_addresses = '*'\n"),
    ],
    "listen_addresses = 'localhost'",
  ],
  [
    'the comment, where nothing is set',
    [
      file('/pg/postgresql.conf', "#listen_addresses = 'localhost'\n"),
      file('/pg/postgresql.auto.conf', '# Do not edit this file manually!\n'),
    ],
    "#listen_addresses = 'localhost'",
  ],
])('edits of PostgreSQL %s', (_, configuration, find) => {
  const process = running(42, ['/usr/lib/postgresql/15/bin/postgres', '-D', '/pg'], { name: 'postgres' });
  const situation = situationOf(process, { listener: listener('127.0.0.1', 5432), configuration });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 5432 })[0]?.steps?.[0]).toMatchObject({
    do: 'edit',
    find,
    replace: "listen_addresses = '*'",
  });
});

it.each([
  [['unicorn master -l 127.0.0.1:8080 -D'], 'unicorn -l 0.0.0.0:8080 -D'],
  [['unicorn master config.ru'], 'unicorn config.ru -o 0.0.0.0'],
  [['radicale', '--auth-type=none'], 'radicale --auth-type=none --server-hosts 0.0.0.0:8080'],
])('starts %j as %s', (command, expected) => {
  const situation = situationOf(running(42, command, { ignored: [] }), {
    listener: listener('127.0.0.1', 8080),
  });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(expected),
  });
});

it('reads the hba_file that PostgreSQL goes by', () => {
  const process = running(42, ['/usr/lib/postgresql/15/bin/postgres', '-D', '/pg'], { name: 'postgres' });
  const door = doorOver([
    file('/pg/postgresql.conf', "#hba_file = 'x'\nhba_file = '/etc/pg/own_hba.conf'\n"),
    file('/pg/pg_hba.conf', 'host all all all trust\n'),
    file('/etc/pg/own_hba.conf', 'local all all peer\n'),
  ]);
  const paths = configurationOf(process, [process], door).map(({ path }) => path);
  expect(paths).toEqual(['/pg/postgresql.conf', '/etc/pg/own_hba.conf']);
});

it.each([
  [['Xvnc', ':1', '-localhost', '-geometry', '800x600'], 'Xvnc :1 -geometry 800x600'],
  [['x11vnc', '-localhost', '-forever'], 'x11vnc -forever'],
  [['x11vnc', '-auth', 'guess', '-localhost', '-display', ':0'], 'x11vnc -auth guess -display :0'],
  [['Xtigervnc', ':1', '-localhost=1', '-auth', '/root/.Xauthority'], null],
  [['Xvnc', ':1'], null],
])('takes the flag out of %j that keeps VNC on loopback', (command, expected) => {
  const situation = situationOf(running(42, command, { ignored: [] }), {
    listener: listener('127.0.0.1', 5901),
  });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 5901 });
  if (expected) expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(expected) });
  else expect(fix?.steps).toBeUndefined();
});

it.each([
  ['dotnet shop.dll', {}, 'dotnet shop.dll --urls http://0.0.0.0:8080'],
  [
    'dotnet shop.dll',
    { ASPNETCORE_URLS: 'https://localhost:8443;http://localhost:8080' },
    "ASPNETCORE_URLS='https://0.0.0.0:8443;http://0.0.0.0:8080' nohup dotnet shop.dll",
  ],
])('gives %s the URLs that it had, with the address (%j)', (command, environment, expected) => {
  const situation = situationOf(running(42, command.split(' '), { ignored: [], environment }), {
    listener: listener('127.0.0.1', 8080),
  });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(expected),
  });
});

it('starts dotnet run again for what it built, and changes the endpoint of appsettings.json where that decides', () => {
  const processes = [
    running(42, ['dotnet', 'run'], { ignored: [] }),
    running(43, ['/srv/bin/Debug/net8.0/shop'], { parent: 42, ignored: [] }),
  ];
  const wanted = { address: '0.0.0.0', port: 8080 };
  const more = { processes, listener: listener('127.0.0.1', 8080) };
  const stepsOf = (text: string) =>
    addressFixes(
      situationOf(processes[1]!, { ...more, configuration: [file('/srv/appsettings.json', text)] }),
      wanted,
    )[0]?.steps;
  expect(stepsOf('{}')?.at(-1)).toMatchObject({
    command: expect.stringContaining('dotnet run --urls http://0.0.0.0:8080'),
  });
  const kestrel = '{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://localhost:8080" } } } }';
  expect(stepsOf(kestrel)?.[0]).toMatchObject({
    do: 'edit',
    find: 'localhost',
    replace: '0.0.0.0',
  });
});

it.each([
  ['import cherrypy\n\nif 1:\n    cherrypy.quickstart(Root())\n', true],
  [
    'import cherrypy\ncherrypy.config.update({"server.socket_host": HOST})\ncherrypy.quickstart(Root())\n',
    false,
  ],
])('sets the address before CherryPy starts, where nobody does: %j', (text, wanted) => {
  const situation = situationOf(running(42, ['python3', 'app.py'], { ignored: [] }), {
    listener: listener('127.0.0.1', 8080),
    configuration: [file('/srv/app.py', text)],
  });
  const [edit] = addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps ?? [];
  if (wanted)
    expect(edit).toMatchObject({
      replace: '    cherrypy.config.update({"server.socket_host": "0.0.0.0"}); cherrypy.quickstart(Root())',
    });
  else expect(edit).toBeUndefined();
});

it.each([
  ['ngircd -n', '/etc/ngircd/ngircd.conf', '[Options]\nIncludeDir = /etc/own\n', 'a.conf'],
  ['rsync --daemon', '/etc/rsyncd.conf', '&merge /etc/own\n', 'a.inc'],
  ['snmpd -f', '/etc/snmp/snmpd.conf', 'includeDir /etc/own\n', 'a.conf'],
  ['squid -N', '/etc/squid/squid.conf', 'include /etc/own/*.conf\n', 'a.conf'],
])('reads what the file of %s includes', (command, path, text, name) => {
  const process = running(42, command.split(' '));
  const files = [file(path, text), file(`/etc/own/${name}`, 'x'), file('/etc/own/README', 'x')];
  const door = { ...doorOver(files), list: (at: string) => (at === '/etc/own' ? ['README', name] : []) };
  expect(configurationOf(process, [process], door).map(each => each.path)).toEqual([
    path,
    `/etc/own/${name}`,
  ]);
});

it("reads the files of a uWSGI emperor's folder for those that it starts", () => {
  const processes = [
    running(42, ['uwsgi', '--emperor', '/etc/uwsgi/vassals']),
    running(43, ['/usr/bin/uwsgi-core', '--ini', 'shop.ini'], { parent: 42, directory: '/srv/shop' }),
  ];
  const files = [file('/etc/uwsgi/vassals/shop.ini', '[uwsgi]\nhttp-socket = 127.0.0.1:8000\n')];
  const door = { ...doorOver(files), list: () => ['shop.ini', 'shop.ini.off'] };
  const found = processes.map(each => configurationOf(each, processes, door).map(({ path }) => path));
  expect(found).toEqual([['/etc/uwsgi/vassals/shop.ini'], ['/etc/uwsgi/vassals/shop.ini']]);
});

it('tells of GatewayPorts where sshd holds a port that was forwarded to it', () => {
  const process = running(42, ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'], { ignored: [] });
  const fixOf = (port: number, text: string) =>
    addressFixes(
      situationOf(process, {
        listener: listener('127.0.0.1', port),
        configuration: [file('/etc/ssh/sshd_config', text)],
      }),
      { address: '0.0.0.0', port },
    )[0];
  expect(fixOf(9000, 'Port 22\n')?.text).toContain('GatewayPorts');
  expect(fixOf(22, 'ListenAddress 127.0.0.1\n')?.steps?.[0]).toMatchObject({ do: 'edit' });
  expect(fixOf(2222, 'ListenAddress 127.0.0.1:2222\n')?.steps?.[0]).toMatchObject({ do: 'edit' });
  const own = [
    [22, 'ListenAddress 127.0.0.1\nListenAddress ::1\n'],
    [22, 'ListenAddress 127.0.0.1\nListenAddress [::1]:2222\n'],
    [2222, 'Port=2222\nListenAddress 127.0.0.1\n'],
    [2222, 'Port 2222 # not 22\nListenAddress 127.0.0.1\n'],
  ] as const;
  for (const [port, text] of own) expect(JSON.stringify(fixOf(port, text))).not.toContain('GatewayPorts');
});

it.each([
  [
    'nginx: master process nginx',
    'http { server {\n  listen [::]:8080 default_server;\n } server {\n  listen [::]:8080;\n } }\n',
    'listen [::]:8080 default_server ipv6only=off;',
  ],
  [
    'nginx: master process nginx',
    'server { listen [::]:8080 ipv6only=on; }\n',
    'listen [::]:8080 ipv6only=off;',
  ],
  ['haproxy -f /etc/haproxy.cfg', 'frontend web\n  bind :::8080 v6only\n', 'bind :::8080 v4v6'],
  ['sshd -D -f /etc/sshd.conf', 'Port 8080\nAddressFamily inet6\n', 'any'],
])('lets %s take IPv4 beside IPv6', (command, text, expected) => {
  const words = command.startsWith('nginx') ? [command] : command.split(' ');
  const situation = situationOf(running(42, words, { name: words[0]!.split(':')[0]! }), {
    listener: listener('::', 8080, { v6only: true }),
    configuration: [file('/etc/server.conf', text)],
  });
  const [step] = addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps ?? [];
  if (step?.do !== 'edit') throw new Error('no edit');
  expect(text.replace(step.find, () => step.replace)).toContain(expected);
});

it.each([
  ['TCP6-LISTEN:8080,ipv6only=1,fork', 'TCP6-LISTEN:8080,ipv6only=0,fork'],
  ['TCP6-LISTEN:8080,fork,ipv6-v6only', 'TCP6-LISTEN:8080,fork,ipv6-v6only=0'],
])('starts socat %s so that it takes IPv4 beside IPv6', (word, expected) => {
  const situation = situationOf(running(42, ['socat', word, 'EXEC:cat']), {
    listener: listener('::', 8080, { v6only: true }),
  });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 8080 });
  expect(JSON.stringify(fix?.steps)).toContain(expected);
});

it.each([
  ['TCP-LISTEN:8080,fork', 'TCP6-LISTEN:8080,fork,ipv6only=0'],
  ['TCP4-L:8080', 'TCP6-L:8080,ipv6only=0'],
])('starts socat %s so that it takes IPv6 beside IPv4', (word, expected) => {
  const situation = situationOf(running(42, ['socat', word, 'EXEC:cat']), {
    listener: listener('0.0.0.0', 8080),
  });
  const [fix] = addressFixes(situation, { address: '::', port: 8080 });
  expect(JSON.stringify(fix?.steps)).toContain(expected);
});

it('starts no socat for both families that lets a range of IPv4 in', () => {
  const situation = situationOf(running(42, ['socat', 'TCP-LISTEN:8080,range=10.0.0.0/8', 'EXEC:cat']), {
    listener: listener('0.0.0.0', 8080),
  });
  expect(addressFixes(situation, { address: '::', port: 8080 })[0]?.steps).toBeUndefined();
});

it.each([
  ['bind ::1:8080', '::'],
  ['bind [::1]:8080', '::'],
])('writes HAProxy’s %j for every address', (line, address) => {
  const text = `frontend web\n  ${line}\n  bind ::1:80\n`;
  const situation = situationOf(running(42, ['haproxy', '-f', '/etc/haproxy.cfg']), {
    listener: listener('::1', 8080),
    configuration: [file('/etc/haproxy.cfg', text)],
  });
  const [step] = addressFixes(situation, { address, port: 8080 })[0]?.steps ?? [];
  if (step?.do !== 'edit') throw new Error('no edit');
  expect(text.replace(step.find, () => step.replace)).toMatch(
    /^ {2}bind (?:::|\[::\]):8080\n {2}bind ::1:80$/m,
  );
});

it('lets a socket unit take IPv4 beside IPv6', () => {
  const situation = situationOf(running(1, ['/sbin/init'], { name: 'systemd' }), {
    listener: listener('::', 8080, { v6only: true }),
    units: [unit({ name: 'shop.socket', listens: ['[::]:8080'] })],
  });
  const [step] = addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps ?? [];
  expect(step).toMatchObject({ command: expect.stringContaining('BindIPv6Only=both') });
  expect(step).toMatchObject({ command: expect.not.stringContaining('ListenStream') });
});

it.each([
  [
    ['gunicorn', '-b', 'unix:/run/a.sock', '-b', '127.0.0.1:8080', 'a:app'],
    'gunicorn -b unix:/run/a.sock -b 0.0.0.0:8080 a:app',
  ],
  [
    ['gunicorn', '-b', '127.0.0.1:9090', '-b', '127.0.0.1:8080', 'a:app'],
    'gunicorn -b 127.0.0.1:9090 -b 0.0.0.0:8080 a:app',
  ],
  [
    ['hypercorn', '-b', 'unix:/run/a.sock', '-b', '127.0.0.1:8080', 'a:app'],
    'hypercorn -b unix:/run/a.sock -b 0.0.0.0:8080 a:app',
  ],
])('leaves the other places alone at which %j listens', (command, expected) => {
  const situation = situationOf(running(42, command, { ignored: [] }), {
    listener: listener('127.0.0.1', 8080),
  });
  const last = addressFixes(situation, { address: '0.0.0.0', port: 8080 })[0]?.steps?.at(-1);
  expect(last).toMatchObject({ command: expect.stringContaining(expected) });
});

it("changes the one of slapd's URLs that is bound to loopback", () => {
  const command = ['slapd', '-h', 'ldap://127.0.0.1/ ldapi:///'];
  const situation = situationOf(running(42, command, { ignored: [] }), {
    listener: listener('127.0.0.1', 389),
  });
  const last = addressFixes(situation, { address: '0.0.0.0', port: 389 })[0]?.steps?.at(-1);
  expect(last).toMatchObject({ command: expect.stringContaining("-h 'ldap:/// ldapi:///'") });
});

it('takes no time for blanks behind the name of a setting of PostgreSQL', () => {
  const process = running(42, ['/usr/lib/postgresql/15/bin/postgres', '-D', '/pg'], { name: 'postgres' });
  const door = doorOver([file('/pg/postgresql.conf', `hba_file${' '.repeat(200_000)}x`)]);
  expect(configurationOf(process, [process], door)).toHaveLength(1);
}, 2_000);
