import { expect, it } from 'vitest';
import type { ConfigurationFile } from '../../src/facts/configuration/types.js';
import { ontoPort } from '../../src/programs/fixes/onto-port.js';
import { running } from '../support/healthy.js';
import { situationOf } from './situation.js';

const file = (path: string, text: string): ConfigurationFile => ({ path, text, modifiedAt: 0 });
const changeOf = (
  command: readonly string[],
  configuration: readonly ConfigurationFile[] = [],
  port = 8000,
) => {
  const name = command[0]!.split(/[/: ]/).findLast(Boolean)!;
  const process = running(50, command, { name: command[0]!.startsWith('php-fpm') ? 'php-fpm8.2' : name });
  return ontoPort(situationOf(process, { listener: null, configuration }), '/run/a.sock', {
    address: '127.0.0.1',
    port,
  });
};

it.each([
  [
    ['gunicorn', '-b', 'unix:/run/a.sock', 'main:app'],
    'gunicorn -b unix:/run/a.sock main:app --bind 127.0.0.1:8000',
  ],
  [['uvicorn', 'main:app', '--uds', '/run/a.sock'], 'uvicorn main:app --host 127.0.0.1 --port 8000'],
  [
    ['uvicorn', 'main:app', '--uds', '/run/a.sock', '--port=9000'],
    'uvicorn main:app --port=8000 --host 127.0.0.1',
  ],
  [['memcached', '-m', '64', '-s', '/run/a.sock', '-a', '777'], 'memcached -m 64 -l 127.0.0.1 -p 8000'],
  [['mariadbd', '--skip-networking', '--user=x'], 'mariadbd --user=x --bind-address=127.0.0.1'],
  [['postgres', '-D', '/d', '-c', 'listen_addresses='], 'postgres -D /d -c listen_addresses=127.0.0.1'],
])('starts %j as %s', (command, expected) => {
  expect(changeOf(command)?.command?.join(' ')).toBe(expected);
});

it.each([
  [
    ['gunicorn', 'main:app'],
    'bind = "unix:/run/a.sock"\n',
    'bind = ["unix:/run/a.sock", "127.0.0.1:8000"]\n',
  ],
  [
    ['php-fpm: master process (/etc/php/fpm.conf)'],
    '[www]\nlisten = /run/a.sock\nlisten.mode = 0660\n',
    '[www]\nlisten = 127.0.0.1:8000\nlisten.mode = 0660\n',
  ],
  [['mariadbd'], '[mysqld]\nskip-networking\n', '[mysqld]\nbind-address = 127.0.0.1\n'],
  [
    ['mariadbd'],
    '[mysqld]\nbind-address = 127.0.0.1\nskip_networking = ON\n',
    '[mysqld]\nbind-address = 127.0.0.1\n# skip_networking = ON\n',
  ],
  [['postgres', '-D', '/d'], "listen_addresses = ''\n", "listen_addresses = '127.0.0.1'\n"],
])('writes %j a file that says so', (command, text, expected) => {
  const path = command[0] === 'postgres' ? '/d/postgresql.conf' : '/etc/a.conf';
  const [edit] = changeOf(command, [file(path, text)])?.edits ?? [];
  expect(text.replace(edit?.find ?? '', () => edit?.replace ?? '')).toBe(expected);
});

it('starts Puma, whose title hides its command, by what its directory holds', () => {
  const title = ['puma 5.6.5 (unix:///run/a.sock) [shop]'];
  const [known, unknown] = [[file('/srv/config.ru', 'run App')], []].map(each => changeOf(title, each));
  expect(known?.command?.join(' ')).toBe('puma -b tcp://127.0.0.1:8000');
  expect(known?.risk).toMatch(/told the port then\. Its title hides how it was started/);
  expect(unknown).toMatchObject({ lost: true });
});

it('tells a running Redis, and not one with a password', () => {
  expect(changeOf(['redis-server unixsocket:/run/a.sock'], [], 6379)?.live).toBe(
    'redis-cli -s /run/a.sock CONFIG SET port 6379 | grep -qx OK',
  );
  const locked = [file('/etc/redis/redis.conf', 'requirepass x\n')];
  expect(changeOf(['redis-server unixsocket:/run/a.sock'], locked, 6379)).toBeUndefined();
});

it('leaves alone what it does not know', () => {
  expect(changeOf(['/srv/shop', '--socket', '/run/a.sock'])).toBeUndefined();
  expect(changeOf(['uvicorn', 'main:app', '--uds', '/run/other.sock'])).toBeUndefined();
  expect(changeOf(['mariadbd'], [file('/etc/a.conf', '[mysqld]\nskip-networking = 0\n')])).toBeUndefined();
});

it.each([
  ['3000;', { PORT: '8000' }],
  ['/run/a.sock', undefined],
])('gives Node a number where %s was taken for a path', (path, expected) => {
  const process = running(50, ['node', 'server.js'], { environment: { PORT: '3000;' } });
  const wanted = { address: '127.0.0.1', port: 8000 };
  const change = ontoPort(situationOf(process, { listener: null }), path, wanted);
  expect(change?.environment).toEqual(expected);
});

it('takes a variable of another program for what it is: the path of its socket', () => {
  const path = '/run/shop.sock';
  const of = (command: string[], name: string) =>
    ontoPort(situationOf(running(50, command, { environment: { [name]: path } }), { listener: null }), path, {
      address: '127.0.0.1',
      port: 8000,
    });
  expect(of(['shopd'], 'SHOP_UNIX_PORT')).toBeUndefined();
  expect(of(['node', 'server.js'], 'PORT')?.risk).toContain('proxy');
});
