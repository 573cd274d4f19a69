import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idleOnPort, installedAs } from '../../../src/facts/subject/installed.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-installed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** This machine, with nothing but these files in its root. */
function machine(files: Readonly<Record<string, string>>): System {
  const root = mkdtempSync(join(folder, 'root-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const real = realSystem;
  return {
    ...real,
    read: (path, limit) => real.read(join(root, path), limit),
    list: path => real.list(join(root, path)),
    status: (path, follow) => real.status(join(root, path), follow),
    directory: '/srv',
  };
}

const ports = (word: string, files: Readonly<Record<string, string>>) =>
  installedAs(machine(files), word)?.ports;

describe('a server program that does not run', () => {
  it.each([
    [
      'nginx',
      {
        '/etc/nginx/nginx.conf': 'http { include /etc/nginx/sites-enabled/*; }\n# listen 1;\n',
        '/etc/nginx/sites-enabled/a': 'server {\n listen 8080 default_server;\n listen [::]:8080;\n}\n',
        '/etc/nginx/sites-enabled/b': 'server { listen 127.0.0.1:9000; listen unix:/run/x.sock; }\n',
      },
      [8080, 9000],
    ],
    [
      'apache2',
      {
        '/etc/apache2/apache2.conf': 'Include ports.conf\n',
        '/etc/apache2/ports.conf':
          'Listen 8081\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n#Listen 1\n',
      },
      [8081],
    ],
    ['redis', { '/etc/redis/redis.conf': 'bind 127.0.0.1\nport 6390\n' }, [6390]],
    ['redis-server', { '/etc/redis/redis.conf': 'bind 127.0.0.1\n# port 1\n' }, [6379]],
    [
      'postgres',
      { '/etc/postgresql/15/main/postgresql.conf': 'port = 5433\t# (change)\n#port = 1\n' },
      [5433],
    ],
    ['mariadb', { '/etc/mysql/my.cnf': '[mysqld]\n#port = 1\n' }, [3306]],
    ['sshd.service', { '/etc/ssh/sshd_config': 'Port 2222\n#Port 22\n' }, [2222]],
    ['gunicorn', { '/srv/gunicorn.conf.py': "bind = '127.0.0.1:8009'\n" }, [8009]],
    ['lighttpd', { '/etc/lighttpd/lighttpd.conf': 'server.port = 8088\n' }, [8088]],
    ['haproxy', { '/etc/haproxy/haproxy.cfg': 'frontend a\n  bind *:8090 ssl\n' }, [8090]],
    ['memcached', { '/etc/memcached.conf': '-l 127.0.0.1\n-p 11212\n' }, [11212]],
  ])('%s', (word, files, expected) => expect(ports(word, files)).toEqual(expected));

  it('is none where its configuration is not there, or where the word is not known', () => {
    expect(ports('nginx', {})).toBeUndefined();
    expect(ports('shop', { '/etc/nginx/nginx.conf': 'http {}' })).toBeUndefined();
  });

  it('names no port where its configuration names none', () =>
    expect(installedAs(machine({ '/etc/nginx/nginx.conf': 'events {}\n' }), 'nginx')).toMatchObject({
      ports: [],
      files: ['/etc/nginx/nginx.conf'],
      logs: ['/var/log/nginx/error.log'],
      test: 'nginx -t',
    }));
});

it('reads the log that its own configuration names, before the usual one', () => {
  const logs = (word: string, path: string, text: string) =>
    installedAs(machine({ [path]: text }), word)?.logs[0];
  expect(logs('mariadb', '/etc/mysql/my.cnf', '[mysqld]\nlog_error = /srv/my.err\n')).toBe('/srv/my.err');
  expect(logs('redis', '/etc/redis/redis.conf', 'logfile "/srv/redis.log"\n')).toBe('/srv/redis.log');
});

const nginx = { '/usr/sbin/nginx': '', '/etc/nginx/nginx.conf': 'http { server { listen 8080; } }\n' };
const apache = { '/usr/sbin/apache2': '', '/etc/apache2/apache2.conf': 'Listen 8080\n' };
const sshd = { '/usr/sbin/sshd': '', '/etc/ssh/sshd_config': '\n' };
const mariadb = { '/usr/sbin/mariadbd': '', '/etc/mysql/my.cnf': '[mysqld]\n' };
const redis = { '/usr/bin/redis-server': '', '/etc/redis/redis.conf': '\n' };
const cluster = { '/etc/postgresql/15/main/postgresql.conf': 'port = 5433\n' };

const zombie = `40 (nginx) Z 1${' 0'.repeat(48)}\n`;
const init = { '/proc/1/comm': 'init\n', '/proc/1/stat': '1 (init) S 0 1' };

it.each([
  ['it does not run', 8080, nginx, 'nginx'],
  ['it runs', 8080, { ...nginx, '/proc/40/comm': 'nginx\n' }, undefined],
  ['its zombie is left', 8080, { ...nginx, '/proc/40/comm': 'nginx\n', '/proc/40/stat': zombie }, 'nginx'],
  ['another runs', 8080, { ...nginx, '/proc/40/comm': 'redis-server\n' }, 'nginx'],
  ['another names the port too', 8080, { ...nginx, ...apache }, undefined],
  ['it was removed', 8080, { '/etc/nginx/nginx.conf': nginx['/etc/nginx/nginx.conf'] }, undefined],
  [
    'another is left of the two',
    8080,
    { ...nginx, ...apache, '/etc/nginx/nginx.conf': '' },
    'Apache HTTP Server',
  ],
  ['by its usual port', 22, sshd, 'OpenSSH'],
  ['its client runs', 22, { ...sshd, '/proc/40/comm': 'ssh\n' }, 'OpenSSH'],
  ['its client alone is here', 3306, { '/usr/bin/mysql': '', '/etc/mysql/my.cnf': '\n' }, undefined],
  ['its client is here too', 3306, { ...mariadb, '/usr/bin/mysql': '' }, 'MariaDB'],
  ['it is kept off TCP', 3306, { ...mariadb, '/etc/mysql/conf.d/a.cnf': 'skip-networking\n' }, undefined],
  ['it has no port', 6379, { ...redis, '/etc/redis/redis.conf': 'port 0\n' }, undefined],
  ['it has the usual port', 6379, redis, 'Redis'],
  ['a cluster', 5433, { ...cluster, '/usr/lib/postgresql/15/bin/postgres': '' }, 'PostgreSQL'],
  ['a cluster of a version that was removed', 5433, cluster, undefined],
  ['in a folder of its own', 8009, { '/srv/gunicorn.conf.py': "bind = '127.0.0.1:8009'\n" }, 'Gunicorn'],
])('finds who would serve a port that nobody serves: %s', (_, port, files, title) =>
  expect(idleOnPort(machine({ ...init, ...files }), port)?.title).toBe(title),
);

it('takes no server for idle where it may run unseen (hidepid)', () =>
  expect(
    idleOnPort({ ...machine({ '/proc/40/comm': 'bash\n', ...nginx }), uid: 1000 }, 8080),
  ).toBeUndefined());
