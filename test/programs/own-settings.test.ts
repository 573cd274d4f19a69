import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { settingsChanges } from '../../src/programs/sources/own-settings.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const editOf = (name: string, text: string, address = '0.0.0.0') =>
  settingsChanges([file(`/srv/${name}`, text)], ['127.0.0.1', 'localhost'], { address, port: 3000 })[0]
    ?.edits;

it.each([
  ['config.json', '{ "host": "127.0.0.1", "port": 3000 }', '"host": "0.0.0.0'],
  ['app.ini', '[server]\nbind = localhost:3000\n', 'bind = 0.0.0.0'],
  ['app.yml', 'server:\n  address: 127.0.0.1 # here\n  port: 3000\n', 'address: 0.0.0.0'],
  // The database is on this machine too.
  [
    'app.yml',
    'cache:\n  host: 127.0.0.1\n  port: 6379\nserver:\n  host: 127.0.0.1\n  port: 3000\n',
    'host: 0.0.0.0\n  port: 3000',
  ],
])('writes the address in %s: %j', (name, text, replace) =>
  expect(editOf(name, text)).toMatchObject([{ file: `/srv/${name}`, replace }]),
);

it('puts an IPv6 address in quotes, where YAML would take its colon for its own', () =>
  expect(editOf('app.yml', 'host: 127.0.0.1', '::')).toMatchObject([{ replace: 'host: "::"' }]));

it.each([
  'db_host: 127.0.0.1',
  'host: 127.0.0.10',
  'host: 127.0.0.1:5432',
  'user: 127.0.0.1',
  'host: 127.0.0.1\nx:\n  host: 127.0.0.1\n',
  'host: 127.0.0.1\nport: 3000\n\n\nx:\n  host: 127.0.0.1\n  port: 3000\n',
])('leaves what may be another address alone: %j', text => expect(editOf('app.yml', text)).toBeUndefined());

it.each([
  ['node server.js', 'const c = JSON.parse(fs.readFileSync(path.join(__dirname, "config", "app.json")))'],
  ['node server.js', "const c = require('./config/app.json')"],
  ['./shop --config=config/app.json', ''],
  ['python3 server.py config/app.json', ''],
])('reads what %s names, without secrets, and changes that', (command, source) => {
  const process = running(42, command.split(' '), { directory: '/srv' });
  const text = '{\n  "host": "127.0.0.1",\n  "port": 3000,\n  "pass": "hunter2"\n}\n';
  const door = doorOver([file('/srv/server.js', source), file('/srv/config/app.json', text)]);
  const configuration = configurationOf(process, [process], door);
  expect(configuration.map(each => each.text).join()).not.toContain('hunter2');
  const situation = situationOf(process, { listener: listener('127.0.0.1', 3000), configuration });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 3000 });
  expect(fix?.steps?.[0]).toMatchObject({ do: 'edit', file: '/srv/config/app.json' });
});
