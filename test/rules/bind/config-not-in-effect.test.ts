import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../src/facts/units/types.js';
import { entry, unit } from '../../programs/situation.js';
import { namespace } from '../../support/ground.js';
import { type Differences, diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const sockets = [listener('127.0.0.1', 8080)];
const probes = [probe('127.0.0.1', 8080), probe('10.0.0.1', 8080, 'refused')];
const processes = [running(42, ['nginx', '-c', '/srv/nginx.conf'])];
const file = (text: string, modifiedAt: number) => [{ path: '/srv/nginx.conf', text, modifiedAt }];
const everywhere = 'http { server { listen 8080; root /srv; } }';
const before = now - 7_200_000;
const after = now - 60_000;

it('finds a file that was changed after the start and no longer has the bound address', () => {
  const configuration = file(everywhere, after);
  const diagnosis = diagnosed('8080', { sockets, probes, processes, configuration });
  expect(errors(diagnosis)).toEqual(['bind/config-not-in-effect']);
  expect(diagnosis.explainedAway).toContainEqual({
    code: 'bind/loopback-only',
    by: 'bind/config-not-in-effect',
  });
});

it.each([
  ['was there before the start', everywhere, before],
  ['still has the bound address', 'server { listen 127.0.0.1:8080; }\nserver { listen 8080 ssl; }', after],
  ['says nothing of the port', 'server { listen 9090; }', after],
  ['has the port in a comment', '# listen 8080;', after],
])('rules it out where the file %s', (_, text, modifiedAt) => {
  const diagnosis = diagnosed('8080', { sockets, probes, processes, configuration: file(text, modifiedAt) });
  expect(errors(diagnosis)).toEqual(['bind/loopback-only']);
});

describe('of a program whose port is on another line', () => {
  const told = (text: string, command = ['postgres', '-D', '/srv'], more = '') =>
    errors(
      diagnosed('8080', {
        sockets,
        probes,
        processes: [running(42, command)],
        configuration: [...file(text, after), ...file(more, after)],
      }),
    );

  it.each([
    "listen_addresses = '*'\t\t# what IP address(es) to listen on;",
    'port = 8080\nbind-address = 0.0.0.0',
    'bind 0.0.0.0 ::',
    'listener 8080',
    'port 8080\nbind_address 0.0.0.0',
    'ListenAddress ::',
    "listen_addresses='10.0.0.1, ::1'",
  ])('finds %j', text => expect(told(text)).toContain('bind/config-not-in-effect'));

  it.each([
    ['the clients that may log in', 'host all all 10.0.0.0/24 trust'],
    ['another port', 'bind 0.0.0.0:9090'],
    ['the listener of another port', 'listener 9090'],
    ['the bound address, too', "listen_addresses = '127.0.0.1, 10.0.0.1'"],
    ['no address', 'bind-address = $ADDRESS'],
    ["an address that may be a database's", 'HOST=10.0.0.1'],
    ["a host of somebody's in YAML", 'database:\n  host: 10.0.0.1'],
  ])('rules it out where the file names %s', (_, text) =>
    expect(told(text)).not.toContain('bind/config-not-in-effect'),
  );

  it('takes no line of pg_hba.conf for an address that it listens on', () =>
    expect(told("listen_addresses = '*'", undefined, 'host all all 127.0.0.1/32 trust')).toContain(
      'bind/config-not-in-effect',
    ));

  it('leaves it to the command line, which wins over the file', () =>
    expect(told('bind-address = 0.0.0.0', ['mariadbd', '--bind-address=127.0.0.1'])).not.toContain(
      'bind/config-not-in-effect',
    ));
});

it('leaves it to the bound address where no file can be read', () => {
  expect(errors(diagnosed('8080', { sockets, probes, processes }))).toEqual(['bind/loopback-only']);
});

it('finds a unit whose changed file systemd has not read, and lets it', () => {
  const command = '/usr/bin/python3 -m http.server 8080 --bind 127.0.0.1';
  const server = running(42, command.split(' '), { cgroup: '/system.slice/shop.service' });
  const world = (pending: string) => ({
    sockets,
    probes,
    processes: [server],
    units: [unit({ command, pending })],
  });
  const found = diagnosed('8080', world(command.replace('127.0.0.1', '0.0.0.0')));
  expect(errors(found)).toEqual(['bind/config-not-in-effect']);
  expect(found.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'run', command: 'systemctl daemon-reload && systemctl restart shop.service' },
  ]);
  expect(errors(diagnosed('8080', world(command)))).toEqual(['bind/loopback-only']);
});

it('finds a unit whose new command was loaded, and not started', () => {
  const server = running(42, ['/usr/bin/python3', '-m', 'http.server', '8080', '--bind', '127.0.0.1'], {
    cgroup: '/system.slice/shop.service',
  });
  const told = (command: string) =>
    errors(diagnosed('8080', { sockets, probes, processes: [server], units: [unit({ command })] }));
  expect(told('/usr/bin/python3 -m http.server 8080 --bind 0.0.0.0')).toEqual(['bind/config-not-in-effect']);
  expect(told('/usr/bin/python3 -m http.server 8080 --bind 127.0.0.1')).toEqual(['bind/loopback-only']);
  expect(told('/usr/bin/python3 server.py')).toEqual(['bind/loopback-only']);
});

it.each([
  ['nginx', 'http { server { listen 8080; } server { listen [::]:8081 ssl; } }'],
  ['apache2', 'Listen 8080\nListen 0.0.0.0:8081 https'],
  ['haproxy', 'frontend a\n bind :8080\nfrontend b\n bind *:8081'],
])('finds a port that %s has in its file alone, where that was changed since', (name, text) => {
  const idle = {
    sockets: [],
    listeners: sockets,
    probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
    owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
    processes: [running(42, [name]), running(43, [name], { parent: 42 })],
  };
  const world = (modifiedAt: number, more = {}) =>
    diagnosed('8081', { ...idle, configuration: file(text, modifiedAt), ...more });
  const told = (modifiedAt: number, more = {}) => errors(world(modifiedAt, more));
  expect(told(after)).toEqual(['bind/config-not-in-effect']);
  expect(world(after).causes[0]?.fixes[0]?.steps).toContainEqual({ do: 'stop', pid: 42 });
  expect(told(before)).not.toContain('bind/config-not-in-effect');
  // A reload starts workers anew.
  const reloaded = [running(42, [name]), running(43, [name], { parent: 42, startedAt: after })];
  expect(told(after, { processes: reloaded })).not.toContain('bind/config-not-in-effect');
  expect(told(after, { listeners: [] })).not.toContain('bind/config-not-in-effect');
  const unless = `<IfModule ssl_module>\n Listen 8081\n</IfModule>`;
  expect(told(after, { configuration: file(unless, after) })).not.toContain('bind/config-not-in-effect');
});

describe('a port that a server has in its file alone', () => {
  const told = (path: string, text: string, command: string[], modifiedAt = after) =>
    errors(
      diagnosed('8081', {
        sockets: [],
        listeners: sockets,
        probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [running(42, command, { user: command[0]!.startsWith('redis') ? 'redis' : 'ana' })],
        configuration: [{ path, text, modifiedAt }],
      }),
    ).includes('bind/config-not-in-effect');

  it.each([
    ['/etc/ssh/sshd_config', 'Port 8081', ['/usr/sbin/sshd', '-D']],
    ['/etc/ssh/sshd_config', 'Port 8081\nPort 8080', ['/usr/sbin/sshd', '-D']],
    ['/etc/ssh/sshd_config', 'ListenAddress 0.0.0.0:8081', ['/usr/sbin/sshd', '-D']],
    ['/etc/ssh/sshd_config', 'ListenAddress [::]:8081', ['/usr/sbin/sshd', '-D']],
    ['/srv/postgresql.conf', 'port = 8081 # (change requires restart)', ['postgres', '-D', '/srv']],
    ['/etc/mysql/my.cnf', '[client]\nport = 1\n[mysqld]\nport = 8081', ['mariadbd']],
    ['/etc/redis/redis.conf', 'port 8081', ['redis-server 127.0.0.1:8080']],
    ['/etc/mosquitto/mosquitto.conf', 'listener 8081', ['mosquitto', '-c', '/etc/mosquitto/mosquitto.conf']],
    ['/srv/main.conf', 'listener 8081 0.0.0.0', ['mosquitto', '-c', '/srv/main.conf']],
    ['/etc/dnsmasq.conf', 'port=8081', ['dnsmasq', '-k']],
    ['/etc/rsyncd.conf', 'port = 8081\n[pub]\npath = /srv', ['rsync', '--daemon']],
    ['/etc/mpd.conf', 'port "8081"', ['mpd', '/etc/mpd.conf']],
    ['/etc/icecast2/icecast.xml', '<listen-socket>\n  <port>8081</port>', ['icecast2']],
    ['/etc/ngircd/ngircd.conf', '[Global]\n\tPorts = 8081', ['ngircd', '-n']],
    ['/etc/turnserver.conf', 'listening-port=8081', ['turnserver']],
    ['/etc/rsyslog.conf', 'input(type="imtcp" port="8081")', ['rsyslogd', '-n']],
    ['/etc/p.ini', '[pgbouncer]\nlisten_port = 8081', ['pgbouncer', '/etc/p.ini']],
    ['/srv/gunicorn.conf.py', "bind = '0.0.0.0:8081'", ['gunicorn', 'shop:app']],
    ['/srv/a.ini', '[uwsgi]\nhttp-socket = :8081', ['uwsgi', '--ini', '/srv/a.ini']],
    ['/srv/l.conf', 'server.port = 8081', ['lighttpd', '-f', '/srv/l.conf']],
    ['/srv/l.conf', '$SERVER["socket"] == "0.0.0.0:8081" { }', ['lighttpd', '-f', '/srv/l.conf']],
    ['/srv/Caddyfile', ':8081 {\n}', ['caddy', 'run']],
    ['/srv/Caddyfile', 'http://shop.test:8081, :8443 {\n}', ['caddy', 'run']],
    ['/srv/main.conf', ':8081 {\n}', ['caddy', 'run', '--config', '/srv/main.conf']],
    ['/etc/squid/squid.conf', 'http_port 127.0.0.1:8081 intercept', ['/usr/sbin/squid', '-sYC']],
    ['/etc/stunnel/web.conf', '[web]\naccept = 8081', ['stunnel4', '/etc/stunnel/web.conf']],
    ['/etc/stunnel/web.conf', '[web]\nAccept=::1:8081', ['stunnel', '/etc/stunnel/web.conf']],
    ['/srv/config/puma.rb', "bind 'tcp://0.0.0.0:8081'", ['puma']],
    // Neither word says the port: an address alone, and dnsmasq's --bogus-priv.
    ['/etc/redis/redis.conf', 'port 8081', ['redis-server', '/etc/redis/redis.conf', '--bind', '0.0.0.0']],
    ['/etc/dnsmasq.conf', 'port=8081', ['dnsmasq', '-k', '-b']],
  ])('is found in %s, where that was changed since the start', (path, text, command) => {
    expect(told(path, text, command)).toBe(true);
    expect(told(path, text, command, before)).toBe(false);
    expect(told(path, `# ${text.replaceAll('\n', '\n# ')}`, command)).toBe(false);
  });

  it.each([
    ['/etc/ssh/sshd_config', 'Port 8081', ['/usr/sbin/sshd', '-D', '-p', '8080']],
    ['/etc/ssh/sshd_config', 'ListenAddress ::8081', ['/usr/sbin/sshd', '-D']],
    ['/srv/postgresql.conf', 'port = 8081', ['postgres', '-D', '/srv', '--port=8080']],
    ['/etc/mysql/my.cnf', '[mysqld]\nport = 8080\n[client]\nport = 8081', ['mariadbd']],
    // The last line counts.
    ['/srv/postgresql.conf', 'port = 8081\n#port = 1\nport = 8080', ['postgres', '-D', '/srv']],
    ['/etc/mysql/my.cnf', '[mysqld]\nport = 8081\nport = 8080', ['mariadbd']],
    ['/etc/mysql/my.cnf', '[mysqld]\nport = 8081', ['/usr/sbin/sshd', '-D']],
    ['/etc/ssh/sshd_config', 'Port 8081', ['/usr/sbin/sshd', '-D', '-oPort=8080']],
    ['/srv/postgresql.conf', 'port = 8081\nport = 8080', ['postgres', '-D', '/srv']],
    // That of another server of the same kind.
    ['/home/postgresql.conf', 'port = 8081', ['postgres', '-D', '/srv']],
    ['/etc/redis/redis.conf', 'port 8081', ['redis-server', '/srv/redis.conf']],
    ['/srv/gunicorn.conf.py', "bind = '0.0.0.0:8081'", ['gunicorn', '-b', ':8080', 'shop:app']],
    ['/srv/Caddyfile', ':8081 {\n}', ['caddy', 'file-server', '--listen', ':8080']],
    ['/etc/rsyncd.conf', 'port = 8080\n[pub]\nport = 8081', ['rsync', '--daemon']],
    ['/etc/p.ini', '[databases]\nport=8081\n', ['pgbouncer', '/etc/p.ini']],
    ['/srv/Caddyfile', ':8080 {\n\treverse_proxy localhost:8081\n}', ['caddy', 'run']],
    ['/srv/l.conf', 'server.port = 8081', ['lighttpd', '-f', '/srv/l.conf', ':8080']],
    ['/etc/stunnel/web.conf', '[web]\naccept = 8080\nconnect = 8081', ['stunnel4', '/etc/stunnel/web.conf']],
  ])('is not found in %s, where that is not what counts', (path, text, command) =>
    expect(told(path, text, command)).toBe(false),
  );
});

it('leaves the file of gunicorn aside where its options are in a variable', () => {
  const told = (target: string, text: string, GUNICORN_CMD_ARGS: string) =>
    errors(
      diagnosed(target, {
        sockets: target === '8080' ? sockets : [],
        listeners: sockets,
        probes: ['127.0.0.1', '10.0.0.1'].map(each => probe(each, Number(target), 'refused')),
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [running(42, ['gunicorn', 'shop:app'], { environment: { GUNICORN_CMD_ARGS } })],
        configuration: [{ path: '/srv/gunicorn.conf.py', text, modifiedAt: after }],
      }),
    ).includes('bind/config-not-in-effect');
  expect(told('8080', "bind = '0.0.0.0:8080'", '--workers=2')).toBe(true);
  expect(told('8080', "bind = '0.0.0.0:8080'", '-b 127.0.0.1:8080')).toBe(false);
  expect(told('8081', "bind = '0.0.0.0:8081'", '--workers=2')).toBe(true);
  expect(told('8081', "bind = '0.0.0.0:8081'", '--bind=127.0.0.1:8080')).toBe(false);
});

it('takes the file of a second cluster for no other', () => {
  const told = (mine: string, others: string) =>
    errors(
      diagnosed('8081', {
        sockets: [],
        listeners: sockets,
        probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [running(42, ['/usr/lib/postgresql/15/bin/postgres', '-D', '/var/lib/15'])],
        configuration: [
          { path: '/var/lib/15/postgresql.conf', text: mine, modifiedAt: after },
          { path: '/var/lib/16/postgresql.conf', text: others, modifiedAt: after },
        ],
      }),
    ).includes('bind/config-not-in-effect');
  expect(told('port = 8081', 'port = 8082')).toBe(true);
  expect(told('port = 8080', 'port = 8081')).toBe(false);
});

it('finds the port in a source that was changed since, unless a variable goes before it', () => {
  const told = (text: string, modifiedAt: number, more = {}) =>
    errors(
      diagnosed('8081', {
        sockets: [],
        listeners: sockets,
        probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [running(42, ['node', 'app.js'], { scriptPort: 8081, ...more })],
        configuration: [{ path: '/srv/app.js', text, modifiedAt }],
      }),
    ).includes('bind/config-not-in-effect');
  expect(told('app.listen(8081);', after)).toBe(true);
  expect(told('app.listen(8081);', before)).toBe(false);
  expect(told('app.listen(process.env.PORT || 8081);', after)).toBe(true);
  const environment = { PORT: '8080' };
  expect(told('app.listen(process.env.PORT || 8081);', after, { environment })).toBe(false);
  const usual = { SERVER_PORT: '8080' };
  expect(told('port = process.env.SERVER_PORT || 8081', after, { environment: usual })).toBe(false);
  expect(told('port = process.argv[2] || 8081', after)).toBe(true);
  expect(told('port = process.argv[2] || 8081', after, { command: ['node', 'app.js', '8080'] })).toBe(false);
  // Both are in it: which of them counts is not to be told from the file.
  expect(told('const port = live ? 8081 : 8080;\napp.listen(8081);\napp.listen(8080)', after)).toBe(false);
});

describe('a unit whose files name what its process was not started with', () => {
  const restart = [
    { do: 'run', command: 'systemctl daemon-reload && systemctl restart shop.service' },
  ] as const;
  const idle = (told: Parameters<typeof unit>[0], more = {}) =>
    diagnosed('8081', {
      sockets: [],
      listeners: sockets,
      probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
      owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
      processes: [
        running(42, ['node', 'app.js', '--port', '8080'], { environment: { PORT: '8080' }, ...more }),
      ],
      units: [unit(told)],
    });
  const found = (diagnosis: ReturnType<typeof idle>) =>
    errors(diagnosis).includes('bind/config-not-in-effect');

  it.each([
    ['its loaded command', { command: 'node app.js --port 8081' }],
    ['its command', { command: 'node app.js --port 8080', pending: 'node app.js --port 8081' }],
    ['a variable', { command: 'node app.js', variables: { PORT: '8081' } }],
  ])('has the port in %s, and is started again', (_, told) => {
    const diagnosis = idle(told);
    expect(errors(diagnosis)).toEqual(['bind/config-not-in-effect']);
    expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual(restart);
  });

  it.each([
    ['the process has it too', { command: 'node app.js --port 8081' }, ['node', 'app.js', '--port', '8081']],
    ['it does not run', { command: 'node app.js --port 8081', activeState: 'failed' }, undefined],
    ['another port is named', { command: 'node app.js --port 8082' }, undefined],
    ['a wrapper may have handed on other words', { command: '/srv/start.sh --port 8081' }, undefined],
    ['a title hides its words', { command: 'redis-server --port 8081' }, ['redis-server 127.0.0.1:8080']],
    ['the other port is where it goes to', { command: 'node app.js --port 8080 --db-port 8081' }, undefined],
    [
      'it is not known what the process has',
      { command: 'node app.js', variables: { DB_PORT: '8081' } },
      undefined,
    ],
  ])('is no reason where %s', (_, told, command) =>
    expect(found(idle(told, command ? { command } : {}))).toBe(false),
  );

  it('is no reason where the process has the variable, and did not go by it', () =>
    expect(found(idle({ command: 'env PORT=8081 node app.js' }, { environment: { PORT: '8081' } }))).toBe(
      false,
    ));

  it('is no reason where an ordinary user does not see what the process has', () =>
    expect(found(idle({ command: 'node app.js', variables: { PORT: '8081' } }, { environment: null }))).toBe(
      false,
    ));

  it('has the address in a variable', () => {
    const server = running(42, ['node', 'app.js'], {
      environment: { HOST: '127.0.0.1', DB_HOST: '127.0.0.1' },
    });
    const world = (variables: Record<string, string>) =>
      diagnosed('8080', {
        sockets,
        probes,
        processes: [{ ...server, cgroup: '/system.slice/shop.service' }],
        units: [unit({ command: 'node app.js', variables })],
      });
    const diagnosis = world({ HOST: '0.0.0.0' });
    expect(errors(diagnosis)).toEqual(['bind/config-not-in-effect']);
    expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual(restart);
    expect(errors(world({ HOST: '127.0.0.1' }))).toEqual(['bind/env-moved']);
    expect(errors(world({ DB_HOST: '10.0.0.9' }))).toEqual(['bind/env-moved']);
  });
});

describe('the script of a service that runit keeps', () => {
  const keeper = running(7, ['runsv', 'shop'], { name: 'runsv', directory: '/etc/sv/shop' });
  const server = running(42, ['gunicorn', '-b', '127.0.0.1:8080', 'shop:app'], { parent: 7 });
  const run = (address: string) => `#!/bin/sh\nexec gunicorn -b ${address}:8080 shop:app\n`;

  it.each([
    [run('0.0.0.0'), after, true],
    [run('0.0.0.0'), before, false],
    [run('127.0.0.1'), after, false],
    ['#!/bin/sh\nexec ./start.sh\n', after, false],
  ])('has another address by now: %j', (text, modifiedAt, found) => {
    const configuration = [{ path: '/etc/sv/shop/run', text, modifiedAt }];
    const diagnosis = diagnosed('8080', { sockets, probes, processes: [server, keeper], configuration });
    expect(errors(diagnosis)).toEqual([found ? 'bind/config-not-in-effect' : 'bind/loopback-only']);
    const steps = diagnosis.causes[0]?.fixes[0]?.steps ?? [];
    if (found) expect(steps.at(-1)).toEqual({ do: 'run', command: 'sv up /etc/sv/shop' });
  });
});

describe('a script of package.json that is another one since', () => {
  const old = 'node app.js --host 127.0.0.1 --port 8080';
  const server = running(42, old.split(' '), {
    environment: {
      npm_lifecycle_event: 'start',
      npm_lifecycle_script: old,
      npm_package_json: '/srv/package.json',
    },
  });
  const files = (script: string, modifiedAt: number) => [
    { path: '/srv/package.json', text: JSON.stringify({ scripts: { start: script } }), modifiedAt },
  ];

  it.each([
    ['node app.js --port 8080', after, true],
    ['node app.js --host \\"0.0.0.0\\" --port 8080', after, true],
    ['node app.js --port 8080', before, false],
    [old, after, false],
    ['node app.js --host 127.0.0.1 --port 8080 --open', after, false],
  ])('has no bound address any more: %s', (script, modifiedAt, found) =>
    expect(
      errors(
        diagnosed('8080', { sockets, probes, processes: [server], configuration: files(script, modifiedAt) }),
      ),
    ).toEqual([found ? 'bind/config-not-in-effect' : 'bind/loopback-only']),
  );

  const idle = (more: object, script = old) =>
    errors(
      diagnosed('8081', {
        sockets: [],
        listeners: sockets,
        probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [server],
        configuration: files(script, after),
        ...more,
      }),
    ).includes('bind/config-not-in-effect');

  it('has the port that nobody listens on', () => {
    expect(idle({}, 'node app.js --port 8081')).toBe(true);
    expect(idle({}, 'node app.js --port 8082')).toBe(false);
  });

  it('is left alone where it only names the port beside what was started', () =>
    expect(
      idle({
        processes: [running(42, ['node', 'app.js'])],
        configuration: [
          {
            path: '/srv/package.json',
            text: '{ "scripts": { "dev": "PORT=8081 node app.js" } }',
            modifiedAt: after,
          },
        ],
      }),
    ).toBe(false));
});

describe('a .env that was changed since', () => {
  const idle = (more: Parameters<typeof running>[2], text: string, source: string, modifiedAt = after) =>
    errors(
      diagnosed('8081', {
        sockets: [],
        listeners: sockets,
        probes: [probe('127.0.0.1', 8081, 'refused'), probe('10.0.0.1', 8081, 'refused')],
        owners: { pidsByInode: { [sockets[0]!.inode]: [42] }, hidden: [] },
        processes: [running(42, ['node', 'app.js'], more)],
        configuration: [
          { path: '/srv/app.js', text: source, modifiedAt: before },
          { path: '/srv/.env', text, modifiedAt },
        ],
      }),
    ).includes('bind/config-not-in-effect');
  const loads = "require('dotenv').config()";

  it('has the port, and its server loads it', () => {
    expect(idle({}, 'PORT=8081\n', loads)).toBe(true);
    expect(idle({}, 'A=\nexport PORT="8081"\n', loads)).toBe(true);
  });

  it.each([
    ['nothing loads it', {}, 'PORT=8081\n', 'app.listen(8080)', after],
    ['it is older than its server', {}, 'PORT=8081\n', loads, before],
    ['the line is a comment', {}, '#PORT=8081\nPORT=8080\n', loads, after],
    ['the process has a variable', { environment: { PORT: '8080' } }, 'PORT=8081\n', loads, after],
    ['its command says the port', { command: ['node', 'app.js', '8080'] }, 'PORT=8081\n', loads, after],
  ])('is no reason where %s', (_, more, text, source, modifiedAt) =>
    expect(idle(more, text, source, modifiedAt)).toBe(false),
  );
});

describe('a source that was changed since the start', () => {
  const told = (path: string, text: string, command: string[], more = {}) =>
    errors(
      diagnosed('8080', {
        sockets,
        probes,
        processes: [running(42, command, more)],
        configuration: [{ path, text, modifiedAt: after }],
      }),
    );
  const node = ['node', 'app.js'];
  const python = ['python3', 'app.py'];

  it.each([
    ['/srv/app.js', 'http.createServer(f).listen(8080, "0.0.0.0");', node],
    ['/srv/app.js', 'app.listen({ port: 8080, host: "::" })', node],
    ['/srv/app.js', 'app.listen(process.env.PORT || 8080, () => {})', node],
    ['/srv/app.py', 'import flask\napp.run(host="0.0.0.0", port=8080)', python],
    ['/srv/app.py', 'HTTPServer(("", 8080), H).serve_forever()', python],
    ['/srv/app.py', 's.bind(("10.0.0.1", 8080))', python],
    ['/srv/a.ini', '[uwsgi]\nhttp-socket = 0.0.0.0:8080\n', ['uwsgi', '--ini', '/srv/a.ini']],
    ['/srv/Server.java', 'HttpServer.create(new InetSocketAddress(8080), 0);', ['java', 'Server.java']],
  ])('in %s says where: %s', (path, text, command) =>
    expect(told(path, text, command)).toEqual(['bind/config-not-in-effect']),
  );

  it.each([
    ['still holds the bound address', 'app.listen(8080, "127.0.0.1"); other.listen(9000, "0.0.0.0")', {}],
    ['is for another port', 'app.listen(9090)', {}],
    ['says it of a client', 'const db = connect({ host: "0.0.0.0" })', {}],
    ['says it in a comment', 'app.listen(8080, own); // once: app.listen(8080)', {}],
    ['has the address in some list', 'const blocked = ["0.0.0.0"];\napp.listen(8080, own)', {}],
  ])('is no reason where it %s', (_, text, more) =>
    expect(told('/srv/app.js', text, node, more)).toEqual(['bind/loopback-only']),
  );

  it('is no reason where it leaves it to a variable that the process has', () => {
    const text = 'app.listen(8080, process.env.HOST || "0.0.0.0")';
    const environment = { HOST: '127.0.0.1' };
    expect(told('/srv/app.js', text, node, { environment })).toEqual(['bind/env-moved']);
  });

  it.each([
    ['/srv/Caddyfile', ':8080 {\n\trespond hello\n}\n', ['caddy', 'run'], true],
    ['/srv/l.conf', 'server.port = 8080\n', ['lighttpd', '-f', '/srv/l.conf'], true],
    ['/srv/a.ini', '[uwsgi]\nhttp-socket = :8080\n', ['uwsgi', '--ini', '/srv/a.ini'], true],
    ['/srv/a.ini', '[uwsgi]\nhttp-socket = $(HOST):8080\n', ['uwsgi', '--ini', '/srv/a.ini'], false],
    ['/srv/l.conf', 'server.port = 9090\n', ['lighttpd', '-f', '/srv/l.conf'], false],
    ['/srv/Caddyfile', ':8080 {\n\timport common.conf\n}\n', ['caddy', 'run'], false],
    ['/etc/dnsmasq.conf', 'port=8080\ninterface=lo\n', ['dnsmasq', '-k'], false],
    ['/etc/redis/redis.conf', 'port 8080\n', ['redis-server', '/etc/redis/redis.conf'], false],
  ])('counts in %s where it names the port alone: %j', (path, text, command, found) =>
    expect(told(path, text, command)).toEqual([found ? 'bind/config-not-in-effect' : 'bind/loopback-only']),
  );

  it.each([
    [['flask', 'run'], '/srv/app.py', 'from flask import Flask\napp.run(host="0.0.0.0", port=8080)'],
    [['uvicorn', 'main:app'], '/srv/main.py', 'uvicorn.run(app, host="0.0.0.0", port=8080)'],
    [['gunicorn', 'main:app'], '/srv/main.py', 'HTTPServer(("", 8080), H)'],
  ])('is no reason for %j, which runs no such line', (command, path, text) =>
    expect(told(path, text, command)).toEqual(['bind/loopback-only']),
  );

  it('is no reason where the command line says the address', () =>
    expect(told('/srv/app.js', 'app.listen(8080, "0.0.0.0")', [...node, '127.0.0.1'])).toEqual([
      'bind/loopback-only',
    ]));
});

describe('a server whose file has a word of its own for every address', () => {
  const told = (path: string, text: string, command: string[], more = {}, units: readonly Unit[] = []) =>
    diagnosed('8080', {
      sockets,
      probes,
      units,
      processes: [running(42, command, more)],
      configuration: [{ path, text, modifiedAt: after }],
    });
  const postfix = {
    name: 'master',
    executable: '/usr/lib/postfix/sbin/master',
    environment: { MAIL_CONFIG: '/etc/postfix' },
  };

  it.each([
    ['/etc/bind/named.conf', 'options { listen-on { any; }; };\nzone "localhost" { };', ['named'], {}],
    ['/etc/postfix/main.cf', 'inet_interfaces = all', ['/usr/lib/postfix/sbin/master', '-w'], postfix],
    ['/etc/mpd.conf', 'bind_to_address "any"', ['mpd', '/etc/mpd.conf'], {}],
    ['/etc/dovecot/dovecot.conf', 'listen = *', ['dovecot', '-F'], {}],
    ['/etc/samba/smb.conf', 'bind interfaces only = no', ['smbd', '-D'], {}],
    ['/etc/snmp/snmpd.conf', 'agentaddress udp:161', ['snmpd'], {}],
    [
      '/srv/n.conf',
      'host: 0.0.0.0\ncluster {\n  host: 127.0.0.1\n}',
      ['nats-server', '-c', '/srv/n.conf'],
      {},
    ],
    [
      '/etc/rabbitmq/rabbitmq.conf',
      'listeners.tcp.default = 8080',
      ['beam.smp', '-s', 'rabbit'],
      { name: 'beam.smp' },
    ],
  ])('is found in %s, where that was changed since the start: %s', (path, text, command, more) =>
    expect(errors(told(path, text, command, more))).toEqual(['bind/config-not-in-effect']),
  );

  it('is not told where to listen by what else its file quotes', () => {
    const found = told('/etc/bind/named.conf', 'zone "localhost" { };\n', ['named']);
    expect(found.causes[0]?.fixes.flatMap(each => each.steps ?? [])).toEqual([]);
  });

  it.each([
    ['-l 0.0.0.0\n', ['bind/config-not-in-effect']],
    ['-l 127.0.0.1\n', ['bind/loopback-only']],
  ])('has its command made of its file by a script, which says %j', (text, expected) => {
    const [FILE, own] = ['/etc/memcached.conf', { mainPid: 42, workingDirectory: '/' }];
    const command = ['/usr/bin/memcached', '-p', '8080', '-l', '127.0.0.1'];
    const by = (start: string) => told(FILE, text, command, {}, [unit({ ...own, command: start })]);
    expect(errors(by(`/usr/share/memcached/wrapper ${FILE}`))).toEqual(expected);
    expect(errors(by(command.join(' ')))).toEqual(['bind/loopback-only']);
  });

  it.each(['/srv/venv/bin/gunicorn', '/usr/bin/env gunicorn'])(
    'has its address on its command line, which wins over the file: %s',
    start => {
      const words = ['shop:app', '-b', '127.0.0.1:8080', '-c', '/srv/gunicorn.conf.py'];
      const command = ['/srv/venv/bin/python3', '/srv/venv/bin/gunicorn', ...words];
      const by = unit({ mainPid: 42, command: [start, ...words].join(' ') });
      const found = told('/srv/gunicorn.conf.py', "bind = '0.0.0.0:8080'", command, {}, [by]);
      expect(errors(found)).toEqual(['bind/loopback-only']);
    },
  );
});

describe('a server that runs without a port', () => {
  const port = { '/etc/mysql/my.cnf': 3306, '/srv/postgresql.conf': 5432, '/etc/rsyslog.conf': 514 };
  const told = (
    path: keyof typeof port,
    text: string,
    command: string[],
    when = after,
    more: Differences = {},
  ) =>
    errors(
      diagnosed(String(port[path]), {
        sockets: [],
        listeners: [],
        probes: ['127.0.0.1', '10.0.0.1'].map(each => probe(each, port[path], 'refused')),
        owners: { pidsByInode: {}, hidden: [] },
        processes: [running(42, command)],
        configuration: [{ path, text, modifiedAt: when }],
        ...more,
      }),
    ).includes('bind/config-not-in-effect');
  const postgres = ['postgres', '-D', '/srv'];

  it.each([
    ['/etc/mysql/my.cnf', '[mysqld]\n#skip-networking\n', ['mariadbd']],
    ['/etc/mysql/my.cnf', '[mysqld]\nskip-networking=0\n', ['mariadbd']],
    ['/srv/postgresql.conf', "listen_addresses = '*'\n", postgres],
    ['/etc/rsyslog.conf', 'input(type="imtcp" port="514")\n', ['rsyslogd', '-n']],
  ] as const)('is found where its file %s keeps it off no more: %j', (path, text, command) => {
    expect(told(path, text, [...command])).toBe(true);
    expect(told(path, text, [...command], before)).toBe(false);
  });

  it.each([
    ['/etc/mysql/my.cnf', '[mysqld]\nskip-networking\n', ['mariadbd']],
    ['/etc/mysql/my.cnf', '[mysqld]\nport = 3307\n', ['mariadbd']],
    ['/etc/mysql/my.cnf', '[mysqld]\n', ['mariadbd', '--skip-networking']],
    ['/srv/postgresql.conf', "listen_addresses = ''\n", postgres],
    ['/srv/postgresql.conf', '', [...postgres, '-c', 'listen_addresses=']],
    ['/etc/rsyslog.conf', '#input(type="imtcp" port="514")\n', ['rsyslogd', '-n']],
  ] as const)(
    'is not found in %s, where that keeps it off or its command does: %j, %j',
    (path, text, command) => expect(told(path, text, [...command])).toBe(false),
  );

  it('is not found in a container, whose port is not to be seen here', () => {
    const inside = (inode: number) =>
      told('/srv/postgresql.conf', "listen_addresses = '*'\n", postgres, after, {
        namespaces: [namespace({ inode })],
      });
    expect([inside(1), inside(2)]).toEqual([false, true]);
  });

  it('is not found for UDP, where it has its port of TCP', () => {
    const configuration = [{ path: '/etc/mysql/my.cnf', text: '[mysqld]\nport = 3306', modifiedAt: after }];
    const diagnosis = diagnosed('3306/udp', {
      sockets: [],
      listeners: [listener('127.0.0.1', 3306)],
      probes: [{ ...probe('127.0.0.1', 3306, 'refused'), protocol: 'udp' }],
      owners: { pidsByInode: { 8306: [42] }, hidden: [] },
      processes: [running(42, ['mariadbd'])],
      configuration,
    });
    expect(errors(diagnosis)).not.toContain('bind/config-not-in-effect');
  });

  it('is not found by a file that has no word of ports', () => {
    const [main, hba] = ['/srv/postgresql.conf', '/srv/pg_hba.conf'] as const;
    const files = [
      { path: main, text: '', modifiedAt: before },
      { path: hba, text: 'host all all 10.0.0.0/8 md5', modifiedAt: after },
    ];
    expect(told(main, '', postgres, before, { configuration: files })).toBe(false);
  });
});

it('finds a program of supervisord whose section names another address than it runs with', () => {
  const told = (command: string) => {
    const text = `[program:shop]\ncommand=${command}\n`;
    const environment = { SUPERVISOR_PROCESS_NAME: 'shop', SUPERVISOR_GROUP_NAME: 'shop' };
    const old = ['python3', '-m', 'http.server', '8080', '--bind', '127.0.0.1'];
    return diagnosed('8080', {
      sockets,
      probes,
      processes: [
        running(41, ['supervisord', '-c', '/etc/s.conf']),
        running(42, old, { parent: 41, environment }),
      ],
      configuration: [{ path: '/etc/s.conf', text, modifiedAt: after }],
    });
  };
  const found = told('python3 -m http.server 8080 --bind 0.0.0.0');
  expect(errors(found)).toEqual(['bind/config-not-in-effect']);
  expect(found.causes[0]?.fixes[0]?.steps).toEqual([
    expect.objectContaining({ command: 'supervisorctl -c /etc/s.conf update shop' }),
  ]);
  expect(errors(told('python3 -m http.server 8080 --bind 127.0.0.1'))).toEqual(['bind/loopback-only']);
  expect(errors(told('python3 -m http.server 8080'))).toEqual(['bind/config-not-in-effect']);
  const open = 'gunicorn -b %(ENV_HOST)s:8080 --forwarded-allow-ips 10.0.0.9 shop:app';
  expect(errors(told(open))).toEqual(['bind/loopback-only']);
});

describe('an application of PM2', () => {
  const app = (environment: Record<string, string>) =>
    running(42, ['node', '/srv/app.js'], { environment: { pm_id: '0', ...environment } });
  const ecosystem = (text: string) => [{ path: '/srv/ecosystem.config.js', text, modifiedAt: before }];
  const told = (text: string) =>
    diagnosed('8080', {
      sockets,
      probes,
      processes: [app({ HOST: '127.0.0.1' })],
      pm2: [entry()],
      configuration: ecosystem(`module.exports = { apps: [{ name: "shop", env: { ${text} } }] };`),
    });

  it('keeps the address that it was started with', () => {
    const found = told('HOST: "0.0.0.0"');
    expect(errors(found)).toEqual(['bind/config-not-in-effect']);
    expect(found.causes[0]?.fixes[0]?.steps?.[0]).toMatchObject({
      command: expect.stringContaining('pm2 restart /srv/ecosystem.config.js --only shop --update-env'),
    });
  });

  it.each([
    'HOST: "127.0.0.1"',
    'HOST: "0.0.0.0" }, env_dev: { HOST: "127.0.0.1"',
    '}, env_production: { HOST: "0.0.0.0"',
    '// HOST: "0.0.0.0"\n',
    'DB_HOST: "0.0.0.0"',
    'HOST: "db.test"',
  ])('is bound as its file says: %s', text => expect(errors(told(text))).toEqual(['bind/env-moved']));

  it('keeps the port that it was started with', () => {
    const asked = (port: number) =>
      errors(
        diagnosed(String(port), {
          sockets: [],
          listeners: [listener('0.0.0.0', 3000)],
          owners: { pidsByInode: { 8000: [42] }, hidden: [] },
          probes: ['127.0.0.1', '10.0.0.1'].map(each => probe(each, port, 'refused')),
          processes: [app({ PORT: '3000' })],
          pm2: [entry({ ports: [3000] })],
          configuration: ecosystem('apps: [{ env: { PORT: 4000 } }]'),
        }),
      );
    expect(asked(4000)).toEqual(['bind/config-not-in-effect']);
    expect(asked(5000)).not.toContain('bind/config-not-in-effect');
  });
});

it.each([
  ['#address = 127.0.0.1\n[pub]\npath = /srv\n', 'bind/config-not-in-effect'],
  ['# more of the pub\n[pub]\npath = /srv\n', 'bind/config-not-in-effect'],
  ['motd file = /srv/127.0.0.1\n[pub]\npath = /srv\n', 'bind/loopback-only'],
  ['#address = 127.0.0.1\naddress = localhost\n', 'bind/loopback-only'],
])('hears that the line with the address was taken out since: %j', (text, code) => {
  const configuration = [{ path: '/srv/rsyncd.conf', text, modifiedAt: now }];
  const command = ['rsync', '--daemon', '--no-detach', '--config=/srv/rsyncd.conf'];
  const processes = [running(42, command, { startedAt: now - 60_000 })];
  const world = { sockets: [listener('127.0.0.1', 873)], processes, configuration };
  const probes = [probe('127.0.0.1', 873), probe('10.0.0.1', 873, 'refused')];
  expect(errors(diagnosed('873', { ...world, probes }))).toEqual([code]);
});

it('takes the port of vsftpd for no address of its own', () => {
  const text = 'listen=YES\nlisten_port=2121\n';
  const processes = [running(42, ['vsftpd', '/srv/v.conf'], { startedAt: now - 60_000 })];
  const configuration = [{ path: '/srv/v.conf', text, modifiedAt: now }];
  const probes = [probe('127.0.0.1', 2121), probe('10.0.0.1', 2121, 'refused')];
  const world = { sockets: [listener('127.0.0.1', 2121)], processes, configuration, probes };
  expect(errors(diagnosed('2121', world))).toEqual(['bind/config-not-in-effect']);
});

describe('a file of settings that names another port since the start', () => {
  const asked = (path: string, text: string, more: Parameters<typeof running>[2] = {}, modifiedAt = now) =>
    errors(
      diagnosed('4000', {
        sockets: [],
        listeners: [listener('0.0.0.0', 3000)],
        owners: { pidsByInode: { [listener('0.0.0.0', 3000).inode]: [42] }, hidden: [] },
        probes: [probe('127.0.0.1', 4000, 'refused')],
        processes: [running(42, ['node', 'app.js'], { startedAt: now - 60_000, ...more })],
        configuration: [{ path, text, modifiedAt }],
      }),
    ).includes('bind/config-not-in-effect');

  it.each([
    ['config.json', '{"server": {"host": "0.0.0.0", "port": 4000}}', true],
    ['config.json', '{\n  "port": 4000,\n  "db": {"port": 5432}\n}', true],
    ['config.yaml', 'server:\n  port: 4000\n', true],
    ['app.toml', '[server]\nhttp_port = 4000\n', true],
    ['config.yaml', 'server:\n  port: 3000\nadmin:\n  port: 4000\n', false],
    ['config.json', '{"redis": {"port": 4000}}', false],
    ['config.yaml', 'db_port: 4000\n', false],
    ['config.json', '{"billing": {"host": "10.0.0.5", "port": 4000}}', false],
    ['package.json', '{"port": 4000}', false],
  ])('%s: %j', (name, text, found) => expect(asked(`/srv/${name}`, text)).toBe(found));

  it('is found among thousands', () => {
    const of = (first: number) =>
      Array.from({ length: 8000 }, (_, at) => `  - name: s${at}\n    port: ${first + at}\n`).join('');
    expect(asked('/srv/config.yaml', `servers:\n${of(3500)}`)).toBe(true);
    expect(asked('/srv/config.yaml', `servers:\n${of(2500)}`)).toBe(false);
  });

  it('is none where it is older than its server, or its command says the port', () => {
    expect(asked('/srv/config.yaml', 'port: 4000\n', {}, now - 120_000)).toBe(false);
    expect(asked('/srv/config.yaml', 'port: 4000\n', { command: ['node', 'app.js', '3000'] })).toBe(false);
  });

  it("is supervisord's, which has to read it", () => {
    const command = ['python3', '-m', 'http.server', '3000'];
    const more = { command, environment: { SUPERVISOR_PROCESS_NAME: 'shop' } };
    const section = (line: string) => `[program:shop]\ncommand=python3 -m http.server ${line}\n`;
    expect(asked('/etc/supervisor/conf.d/shop.conf', section('4000'), more)).toBe(true);
    expect(asked('/etc/supervisor/conf.d/shop.conf', section('3000'), more)).toBe(false);
  });
});

it('hears that its unit sets a variable since, which its source reads', () => {
  const told = (text: string, environment = {}) =>
    errors(
      diagnosed('8080', {
        sockets,
        probes,
        processes: [running(42, ['node', 'app.js'], { environment })],
        units: [unit({ mainPid: 42, variables: { HOST: '0.0.0.0' } })],
        configuration: [{ path: '/srv/app.js', text, modifiedAt: before }],
      }),
    )[0];
  const reads = "app.listen(8080, process.env.HOST || '127.0.0.1')";
  expect(told(reads)).toBe('bind/config-not-in-effect');
  expect(told(reads, { HOST: '0.0.0.0' })).not.toBe('bind/config-not-in-effect');
  expect(told("app.listen(8080, '127.0.0.1')")).toBe('bind/loopback-only');
});

it.each([
  ['its own', [42], {}, 'bind/config-not-in-effect'],
  ["systemd's", [1, 42], {}, 'bind/loopback-only'],
  ["another service manager's", [42], { environment: { LISTEN_FDS: '1' } }, 'bind/loopback-only'],
])('hears that sshd has no address any more where the socket is %s', (_, pids, more, code) => {
  const server = running(42, ['/usr/sbin/sshd', '-D'], { startedAt: now - 60_000, parent: 1, ...more });
  const listening = listener('127.0.0.1', 22);
  const diagnosis = diagnosed('22', {
    processes: [running(1, ['/sbin/init'], { name: 'systemd' }), server],
    owners: { pidsByInode: { [listening.inode]: pids }, hidden: [] },
    configuration: [{ path: '/etc/ssh/sshd_config', text: 'UsePAM yes\n', modifiedAt: now }],
    sockets: [listening],
    probes: [probe('127.0.0.1', 22), probe('10.0.0.1', 22, 'refused')],
  });
  expect(errors(diagnosis)).toEqual([code]);
});

it.each([
  ['its address', 'http://:8080 {\n# bind 127.0.0.1\n}', 'bind/config-not-in-effect'],
  ['its whole site', '# http://:8080 {\n# bind 127.0.0.1\n# }\nhttp://:9100 {\n}', 'bind/loopback-only'],
])('tells what a restart would do where %s was commented out', (_, text, code) => {
  const processes = [running(42, ['caddy', 'run'])];
  const configuration = [{ path: '/srv/Caddyfile', text, modifiedAt: after }];
  expect(errors(diagnosed('8080', { sockets, probes, processes, configuration }))).toEqual([code]);
});
