import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, machine, situationOf, unit } from './situation.js';

it.each([
  [
    'starman master --listen 127.0.0.1:5000 --workers 2 app.psgi',
    5000,
    'starman --listen 0.0.0.0:5000 --workers 2 app.psgi',
  ],
  ['starman master --listen=127.0.0.1:5000 app.psgi', 5000, 'starman --listen=0.0.0.0:5000 app.psgi'],
  ['starman master --host 127.0.0.1 app.psgi', 5000, 'starman --host 0.0.0.0 app.psgi'],
  ['unicorn master -l 127.0.0.1:8080 -D', 8080, 'unicorn -l 0.0.0.0:8080 -D'],
])('starts by its title, without its role: %s', (title, port, command) => {
  const process = running(42, [title]);
  const situation = situationOf(process, { listener: listener('127.0.0.1', port) });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port });
  expect(JSON.stringify(fix?.steps)).toContain(command);
});

it("reads for nginx's worker what its master was started with, and not what stands in the usual place", () => {
  const master = running(42, ['nginx: master process nginx -c /srv/n.conf'], { name: 'nginx' });
  const worker = running(43, ['nginx: worker process'], { name: 'nginx', parent: 42 });
  const door = doorOver([file('/srv/n.conf', 'events {}'), file('/etc/nginx/nginx.conf', 'events {}')]);
  const read = (...all: readonly (typeof master)[]) =>
    configurationOf(worker, all, door).map(({ path }) => path);
  expect(read(master, worker)).toEqual(['/srv/n.conf']);
  expect(read(worker)).toEqual(['/etc/nginx/nginx.conf']);
});

const wanted = { address: '0.0.0.0', port: 8000 };
const puma = 'puma 5.6.5 (tcp://127.0.0.1:8000) [shop]';

it.each([
  [
    puma,
    '/usr/bin/puma -e production -b tcp://127.0.0.1:8000 app.ru',
    '-e production -b tcp://0.0.0.0:8000 app.ru',
  ],
  [puma, '/usr/bin/puma -C config/live.rb', '/usr/bin/puma -C config/live.rb -b tcp://0.0.0.0:8000'],
  [
    'gunicorn: master [shop:app]',
    '/srv/venv/bin/gunicorn --chdir app shop:app',
    '/srv/venv/bin/gunicorn --chdir app shop:app --bind 0.0.0.0:8000',
  ],
])('keeps the options that the title %s hides, where the unit has %s', (title, command, expected) => {
  const server = running(42, [title], { executable: '/usr/bin/ruby3.1' });
  const [fix] = addressFixes(situationOf(server, { units: [unit({ command })] }), wanted);
  expect(JSON.stringify(fix?.steps)).toContain(`${expected}'`);
});

it.each([
  [
    'tcp://127.0.0.1:8000,tcp://[::1]:8000,tcp://127.0.0.1:9000,unix:///run/p.sock',
    'tcp://0.0.0.0:8000 -b tcp://127.0.0.1:9000 -b unix:///run/p.sock',
  ],
  ['ssl://127.0.0.1:8000?key=k&cert=c', "'ssl://0.0.0.0:8000?key=k&cert=c'"],
])('keeps the other places that the title of Puma names, and TLS: %s', (binds, expected) => {
  const configuration = [file('/srv/config.ru', 'run App\n')];
  const server = running(42, [`puma 5.6.5 (${binds}) [shop]`]);
  const [fix] = addressFixes(situationOf(server, { configuration }), wanted);
  expect(fix?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(`puma -b ${expected} >>`),
  });
});

it.each([{ SUPERVISOR_GROUP_NAME: 'shop', SUPERVISOR_PROCESS_NAME: 'shop' }, {}])(
  'keeps them where supervisord has the command, and the process %j',
  environment => {
    const keeper = running(7, ['supervisord', '-c', '/srv/s.conf'], { uid: machine.uid });
    const server = running(42, [puma], { parent: 7, environment });
    const text =
      '[program:db]\ncommand=db\n[program:shop]\ncommand=puma -e production -b tcp://127.0.0.1:8000\n';
    const [fix] = addressFixes(
      situationOf(server, { processes: [keeper, server], configuration: [file('/srv/s.conf', text)] }),
      wanted,
    );
    expect(fix?.steps?.[0]).toMatchObject({ do: 'edit', find: '127.0.0.1', replace: '0.0.0.0' });
  },
);

it.each([
  ['by nobody', [], []],
  ['by a script', ['/srv/config.ru'], [unit({ command: '/srv/start.sh' })]],
  ['by a shell', ['/srv/config.ru'], [unit({ command: '/bin/sh -c exec puma -b tcp://127.0.0.1:8000' })]],
  ['by a unit with variables', ['/srv/config.ru'], [unit({ command: '/usr/bin/puma $OPTIONS' })]],
])('makes up no command of a title that hides it: kept %s', (_, paths, units) => {
  const server = running(42, [puma]);
  const configuration = paths.map(path => file(path, 'run App'));
  const [fix] = addressFixes(situationOf(server, { units, configuration }), wanted);
  expect(fix?.steps).toBeUndefined();
  expect(fix?.text).toContain('start it again as you did');
});

it('says that options are hidden where its directory tells how to start it', () => {
  const server = running(42, [puma]);
  const [fix] = addressFixes(
    situationOf(server, { configuration: [file('/srv/config.ru', 'run App')] }),
    wanted,
  );
  expect(JSON.stringify(fix?.steps)).toContain('puma -b tcp://0.0.0.0:8000');
  expect(fix?.risk).toContain('put back other options');
});
