import { describe, expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

/** What is changed of a server that listens at `bound`, so that it listens at `address`: its edits, then its commands. */
function changes(
  command: string,
  path: string,
  text: string,
  bound: string,
  address: string,
  beside: readonly string[] = [],
) {
  const words = command.startsWith('nginx:') ? [command] : command.split(' ');
  const situation = situationOf(running(42, words), {
    configuration: [file(path, text)],
    listener: listener(bound, 8000, { v6only: bound === '::' }),
    beside,
  });
  const steps = addressFixes(situation, { address, port: 8000 })[0]?.steps ?? [];
  return steps
    .flatMap(step => (step.do === 'edit' ? [step.replace] : step.do === 'run' ? [step.command] : []))
    .join('\n');
}

const NGINX = 'nginx: master process nginx -c /srv/n.conf';

describe('every address of the other family', () => {
  it.each([
    [NGINX, '/srv/n.conf', 'server { listen 0.0.0.0:8000; }', 'listen 0.0.0.0:8000; listen [::]:8000;'],
    [NGINX, '/srv/n.conf', 'server { listen *:8000; }', 'listen *:8000; listen [::]:8000;'],
    [
      'sshd -D',
      '/etc/ssh/sshd_config',
      'Port 8000\nListenAddress 0.0.0.0\n',
      'ListenAddress 0.0.0.0\nListenAddress ::',
    ],
    [
      'sshd -D',
      '/etc/ssh/sshd_config',
      'ListenAddress 0.0.0.0:8000\n',
      'ListenAddress 0.0.0.0:8000\nListenAddress [::]:8000',
    ],
    [
      'sshd -D',
      '/etc/ssh/sshd_config',
      '#ListenAddress 0.0.0.0\nAddressFamily inet\nListenAddress 0.0.0.0:8000\n',
      'ListenAddress [::]:8000\nany\n',
    ],
    ['redis-server /srv/r.conf', '/srv/r.conf', 'bind 0.0.0.0\n', "CONFIG SET bind '0.0.0.0 ::'"],
    ['memcached -p 8000 -l 0.0.0.0', '/srv/none', '', '-l 0.0.0.0,::'],
    ['uvicorn --host 0.0.0.0 shop:app', '/srv/none', '', "uvicorn --host '' shop:app"],
    ['uvicorn --host 0.0.0.0 --workers 2 shop:app', '/srv/none', '', 'uvicorn --host :: --workers 2'],
    [
      'python3 s.py',
      '/srv/s.py',
      'import asyncio\nasync def main():\n  await asyncio.start_server(h, "0.0.0.0", 8000)\n',
      '""',
    ],
    [
      'lighttpd -D -f /srv/l.conf',
      '/srv/l.conf',
      'server.port = 8000\n',
      'server.port = 8000\n$SERVER["socket"] == "[::]:8000" { }',
    ],
  ])('is taken beside its own by %s in %s', (command, path, text, expected) =>
    expect(changes(command, path, text, '0.0.0.0', '::')).toContain(expected),
  );

  it.each([
    ['sshd -D', '/etc/ssh/sshd_config', 'ListenAddress [::]:8000\n', 'ListenAddress 0.0.0.0:8000'],
    ['redis-server /srv/r.conf', '/srv/r.conf', 'bind ::\n', "CONFIG SET bind '0.0.0.0 ::'"],
    ['uvicorn --host :: shop:app', '/srv/none', '', "uvicorn --host '' shop:app"],
    ['memcached -p 8000 -l ::', '/srv/none', '', '-l 0.0.0.0,::'],
    ['caddy run', '/srv/Caddyfile', ':8000 {\n\tbind tcp6/[::]\n}\n', '[::]'],
  ])('is so the other way round by %s', (command, path, text, expected) =>
    expect(changes(command, path, text, '::', '0.0.0.0')).toContain(expected),
  );

  it.each([
    [NGINX, '/srv/n.conf', 'server { listen 127.0.0.1:8000 ssl; }', '127.0.0.1', 'listen [::]:8000 ssl;'],
    [NGINX, '/srv/n.conf', 'server { listen 10.0.0.1:8000; }', '10.0.0.1', 'listen [::]:8000;'],
    [
      'sshd -D',
      '/etc/ssh/sshd_config',
      'Port 8000\nListenAddress 127.0.0.1\n',
      '127.0.0.1',
      'ListenAddress ::',
    ],
    [
      'sshd -D',
      '/etc/ssh/sshd_config',
      'ListenAddress 10.0.0.1:8000\n',
      '10.0.0.1',
      'ListenAddress [::]:8000',
    ],
  ])('is taken beside one address by %s in %s: %s', (command, path, text, bound, added) => {
    const now = changes(command, path, text, bound, '::');
    expect(now).toContain(added);
    expect(now).toContain(bound);
  });

  it.each(['127.0.0.1', '10.0.0.1'])('is taken beside %s by Redis and memcached', bound => {
    expect(changes('redis-server /srv/r.conf', '/srv/r.conf', `bind ${bound}\n`, bound, '::')).toContain(
      "CONFIG SET bind '0.0.0.0 ::'",
    );
    expect(changes(`memcached -p 8000 -l ${bound}`, '/srv/none', '', bound, '::')).toContain('-l 0.0.0.0,::');
  });

  it('is taken beside what Redis and memcached have of the other family already', () => {
    const text = 'port 8000\nbind 127.0.0.1 -::1\n';
    expect(changes('redis-server /srv/r.conf', '/srv/r.conf', text, '::1', '::', ['127.0.0.1'])).toContain(
      "CONFIG SET bind '0.0.0.0 ::'",
    );
    const command = 'memcached -p 8000 -l 127.0.0.1 -l ::1';
    expect(changes(command, '/srv/none', '', '::1', '::', ['127.0.0.1'])).toContain('-l 0.0.0.0,::');
  });

  it.each([
    'uwsgi --http-socket :8000',
    'uwsgi --http=*:8000',
    'uwsgi --http 0.0.0.0:8000',
    './shop -listen :8000',
  ])('takes the place of the address in %s', line =>
    expect(changes(line, '/srv/none', '', '0.0.0.0', '::')).toContain('[::]:8000'),
  );

  it('is the interface of an endpoint of Twisted without any', () =>
    expect(changes('twist web --listen tcp:8000', '/srv/none', '', '0.0.0.0', '::')).toContain(
      'tcp:8000:interface=\\:\\:',
    ));

  it.each([':8000', '*:8000', '0.0.0.0:8000'])("takes the place of %s in uWSGI's file", place => {
    const text = `[uwsgi]\nhttp-socket = ${place}\nprocesses = 8000\n`;
    expect(changes('uwsgi --ini /srv/a.ini', '/srv/a.ini', text, '0.0.0.0', '::')).toContain('[::]:8000');
  });

  it.each(['bind *:8000', 'bind :8000', 'bind 0.0.0.0:8000'])(
    'takes the place of %s in HAProxy, whose [::] is for both',
    line => {
      const text = `frontend f\n ${line}\n default_backend b\n`;
      expect(changes('haproxy -f /srv/h.cfg', '/srv/h.cfg', text, '0.0.0.0', '::')).toContain('[::]:8000');
      expect(changes('haproxy -f /srv/h.cfg', '/srv/h.cfg', text, '10.0.0.1', '::')).not.toContain(
        '[::]:8000',
      );
    },
  );
});
