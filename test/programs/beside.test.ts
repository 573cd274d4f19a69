import { expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { program as nginx } from '../../src/programs/servers/nginx.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };

/** The fix for a server that has 127.0.0.1 and 10.0.0.1 at one port, each by itself. */
function fixFor(command: string, text: string) {
  const words = command.startsWith('nginx:') ? [command] : command.split(' ');
  const server = running(42, words, { name: words[0]!.split(':')[0]! });
  const situation = situationOf(server, {
    listener: listener('10.0.0.1', 8000),
    beside: ['127.0.0.1'],
    configuration: [file('/etc/s.conf', text)],
  });
  const [fix] = addressFixes(situation, wanted);
  const edits = (fix?.steps ?? []).filter(step => step.do === 'edit');
  return { fix, text: edits.reduce((now, { find, replace }) => now.replace(find, () => replace), text) };
}

it('takes away the line of an address that no socket gets beside a wildcard', () => {
  const { text } = fixFor(
    'apache2 -f /etc/s.conf',
    'Listen 127.0.0.1:8000\nListen 127.0.0.1:8001\nListen 10.0.0.1:8000\n',
  );
  expect(text).toBe('# Listen 127.0.0.1:8000\nListen 127.0.0.1:8001\nListen 0.0.0.0:8000\n');
});

it.each([
  ['apache2 -f /etc/s.conf', 'Listen 127.0.0.1:8000 http\nListen 10.0.0.1:8000\n'],
  ['node s.js', "for (const host of ['127.0.0.1', '10.0.0.1']) serve().listen(8000, host);\n"],
  ['lighttpd -D -f /etc/s.conf', 'server.bind = "127.0.0.1"\n$SERVER["socket"] == "10.0.0.1:8000" { }\n'],
])('leaves it to people where another address would stay: %s', (command, before) => {
  const { fix } = fixFor(command, before);
  expect(fix?.steps).toBeUndefined();
  expect(fix?.text).toContain('It listens on 127.0.0.1:8000 too');
});

it('lets every server of nginx have its own line, on one line too', () => {
  const { text } = fixFor(
    'nginx: master process nginx',
    'server {\nlisten 127.0.0.1:8000;\n}\nserver { listen 127.0.0.1:80; listen 10.0.0.1:8000; # listen 10.0.0.1:8000\n}\n',
  );
  expect(text).toBe(
    'server {\nlisten 127.0.0.1:8000;\n}\nserver { listen 127.0.0.1:80; listen 0.0.0.0:8000; # listen 10.0.0.1:8000\n}\n',
  );
});

it.each([
  ['stunnel /etc/s.conf', '[a]\naccept = 127.0.0.1:8000\n[b]\naccept = 10.0.0.1:8000\n'],
  ['php-fpm: master process (/etc/s.conf)', '[a]\nlisten = 127.0.0.1:8000\n[b]\nlisten = 10.0.0.1:8000\n'],
])('takes no line away that is another service: %s', (command, before) => {
  const { fix } = fixFor(command, before);
  expect(fix?.steps).toBeUndefined();
});

it.each([
  ['bind = ["10.0.0.1:8000", "unix:/run/s.sock"]\n', 'bind = ["0.0.0.0:8000", "unix:/run/s.sock"]\n'],
  [
    "bind = [\n  'unix:/run/s.sock',\n  '10.0.0.1:8000',\n]\n",
    "bind = [\n  'unix:/run/s.sock',\n  '0.0.0.0:8000',\n]\n",
  ],
  ['bind = ["10.0.0.1:8000"]\n', undefined],
])('leaves what else is in the list of Gunicorn: %j', (before, after) => {
  const server = running(42, ['gunicorn', '-c', '/srv/g.py', 'a:b']);
  const at = { listener: listener('10.0.0.1', 8000), configuration: [file('/srv/g.py', before)] };
  const [fix] = addressFixes(situationOf(server, at), wanted);
  const [edit] = fix?.steps ?? [];
  expect(edit?.do === 'edit' ? before.replace(edit.find, edit.replace) : undefined).toBe(after);
});

it('gives no address to a call that may have one among what it spreads', () => {
  const of = (source: string) =>
    addressFixes(
      situationOf(running(42, ['python3', 'app.py']), { configuration: [file('/srv/app.py', source)] }),
      wanted,
    )[0]?.steps;
  expect(of('import uvicorn\nuvicorn.run("app:app", port=8000)\n')?.[0]).toMatchObject({ do: 'edit' });
  expect(of('import uvicorn\nuvicorn.run("app:app", **settings)\n')).toBeUndefined();
});

it('lets every site of Caddy have its own line', () => {
  const { text } = fixFor('caddy run', ':8000 {\n\tbind 127.0.0.1\n}\n:8000 {\n\tbind 10.0.0.1\n}\n');
  expect(text).toBe(':8000 {\n\tbind 127.0.0.1\n}\n:8000 {\n\tbind 0.0.0.0\n}\n');
});

it('changes the list of dnsmasq, with what is of the other family in it', () => {
  const { text } = fixFor('dnsmasq -C /etc/s.conf', 'port=8000\nlisten-address=127.0.0.1,10.0.0.1,::1\n');
  expect(text).toBe('port=8000\nlisten-address=0.0.0.0,::1\n');
});

it('changes what holds all the addresses', () => {
  const server = running(42, 'gunicorn -b 127.0.0.1:8000 -b 10.0.0.1:8000 a:b'.split(' '));
  const own = { listener: listener('10.0.0.1', 8000), beside: ['127.0.0.1'] };
  const last = addressFixes(situationOf(server, own), wanted)[0]?.steps?.at(-1);
  expect(last).toMatchObject({ command: expect.stringMatching(/gunicorn -b 0\.0\.0\.0:8000 a:b/) });
});

it('finds the files of nginx whose paths hold blanks', () => {
  const text: Record<string, string> = {
    '/etc/nginx/nginx.conf': 'http { include "my sites/*.conf"; include \'/srv/b c.conf\'; }',
    '/etc/nginx/my sites/a.conf': 'server { listen 80; }',
    '/srv/b c.conf': '',
  };
  const door = {
    read: (path: string) => text[path],
    list: (path: string) => (path === '/etc/nginx/my sites' ? ['a.conf'] : []),
    modifiedAt: () => 0,
  };
  const process = running(42, ['nginx: master process nginx']);
  const invocation = { titled: true, name: 'nginx', head: [], args: [] } as never;
  const found = nginx.configuration!({ process, invocation, parent: undefined, children: [] }, door);
  expect(found.map(({ path }) => path)).toEqual(Object.keys(text));
});
