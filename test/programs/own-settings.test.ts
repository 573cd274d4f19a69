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
  ['backend.yml', 'host: 127.0.0.1\nworkers: 4\n', 'host: 0.0.0.0'],
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

it.each([
  ['app.yml', '# host: 127.0.0.1\nhost: 127.0.0.1\nport: 3000\n', /^host: 127\.0\.0\.1\nport: 3000$/],
  [
    'config.json',
    '{"port": 3000, "host": "127.0.0.1", "db": {"host": "127.0.0.1"}}',
    /, "host": "127.0.0.1$|^"host": "127.0.0.1", "db"/,
  ],
  [
    'config.json',
    '{\n"db": {"host": "localhost",\n"pass": "x{"},\n"web": {\n"host": "127.0.0.1",\n"log": 1,\n"port": 3000 } }',
    /127/,
  ],
  [
    'app.ini',
    '[server]\nhost = 127.0.0.1\nworkers = 4\n\nport = 3000\n[redis]\nhost = localhost\n',
    /^host = 127/,
  ],
])('finds the one of its own section in %s: %j', (name, text, find) => {
  expect(editOf(name, text)).toMatchObject([{ find: expect.stringMatching(find) }]);
});

it('has no more of a line in its text than tells the place, as the rest may hold a secret', () => {
  const text = '{"host":"127.0.0.1","port":3000,"db":{"host":"127.0.0.1","pass":"hunter2"}}';
  expect(editOf('app.json', text)?.[0]?.find).toBe('"host":"127.0.0.1","port":3000');
});

it.each([
  ['app.yml', 'server:\n  port: 3000\nredis:\n  host: 127.0.0.1\n  port: 6379\n'],
  ['app.yml', 'server:\n  port: 3000\nstore:\n  host: 127.0.0.1\n  port: 6379\n'],
  ['app.yml', 'server:\n  port: 3000\nredis:\n  main:\n    host: 127.0.0.1\n'],
  ['config.json', '{"port": 3000, "db": {"host": "127.0.0.1"}}'],
  ['config.json', '{"port": 3000, "db": {"host": "127.0.0.1", "timeout": 3000}}'],
  ['config.json', '{"port":3000,"db":{"host":"127.0.0.1","timeout":3000}}'],
  ['config.json', '{\n  "port": 3000,\n  "redis": {\n    "host": "127.0.0.1"\n  }\n}\n'],
  ['app.ini', '[app]\nport = 3000\n[database]\nhost = localhost\n'],
  ['app.toml', 'port = 3000\n[cache]\nhost = "localhost"\n'],
  ['database.json', '{"host": "127.0.0.1", "user": "shop"}'],
  ['database.yml', 'host: 127.0.0.1\nport: 5432\n'],
  ['app.ini', '; bind = 127.0.0.1\nport = 3000\n'],
  ['app.yml', '#host: 127.0.0.1\nport: 3000\n'],
  ['app.yml', 'port: 3000 # host: 127.0.0.1\n'],
])('knows what %s says of others, and what is a comment: %j', (name, text) =>
  expect(editOf(name, text)).toBeUndefined(),
);

it.each([
  ['app.json', '{"bind": "127.0.0.1:3000"}', '"bind": "[::]'],
  ['app.ini', 'host = 127.0.0.1', 'host = ::'],
  ['app.toml', 'host = "127.0.0.1"', 'host = "::'],
  ['app.properties', 'bind=localhost:3000', 'bind=[::]'],
])('writes an IPv6 address as %s has it: %j', (name, text, replace) =>
  expect(editOf(name, text, '::')).toMatchObject([{ replace }]),
);

it('takes nothing for settings that a configuration of a known server names in a comment', () => {
  const process = running(42, ['named', '-c', '/etc/bind/named.conf']);
  const door = doorOver([
    file('/etc/bind/named.conf', '# include "/etc/bind/old.conf";\n'),
    file('/etc/bind/old.conf', 'listen-on { 127.0.0.1; };'),
  ]);
  expect(configurationOf(process, [process], door).map(({ path }) => path)).toEqual(['/etc/bind/named.conf']);
});

it('is not slow on a large file', () => {
  const many = '{"a":'.repeat(20_000) + '"host":"127.0.0.1" ,'.repeat(2000);
  const start = performance.now();
  editOf('config.json', many);
  editOf('config.yml', 'a:\n  host: 127.0.0.1\n'.repeat(2500));
  editOf('config.yml', '"'.repeat(100_000));
  editOf('config.yml', 'host'.repeat(50_000));
  expect(performance.now() - start).toBeLessThan(4000);
});

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
  ['node server.js', "const c = JSON.parse(fs.readFileSync(__dirname + '/config/app.json'))"],
  ['node server.js', `const c = JSON.parse(fs.readFileSync(\`\${__dirname}/config/app.json\`))`],
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
