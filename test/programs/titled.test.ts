import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

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
