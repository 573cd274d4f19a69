import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { springChanges, springFiles } from '../../src/programs/sources/spring-settings.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8080 };
const jar = running(42, ['java', '-jar', 'shop.jar'], { directory: '/srv' });
const editsOf = (path: string, text: string) =>
  springChanges([file(path, text)], ['127.0.0.1', 'localhost'], wanted)[0]?.edits;

it.each([
  ['application.properties', 'a=1\nserver.address=127.0.0.1\nb=2\n', 'server.address=0.0.0.0'],
  ['application.properties', 'server.address = localhost', 'server.address = 0.0.0.0'],
  ['application.yml', 'server:\n  port: 8080\n  address: 127.0.0.1\n', '  address: 0.0.0.0'],
  ['application.yaml', 'spring:\n  x: 1\nserver:\n\n  address: "127.0.0.1"\nlog:\n', '  address: 0.0.0.0'],
])('changes the line of %s: %j', (name, text, replace) =>
  expect(editsOf(`/srv/${name}`, text)).toMatchObject([{ file: `/srv/${name}`, replace }]),
);

it.each([
  ['application.properties', 'management.server.address=127.0.0.1'],
  ['application.properties', 'management.server.address=127.0.0.1\nserver.address=127.0.0.1'],
  ['application.properties', 'server.address=10.0.0.9'],
  ['application.yml', 'management:\n  server:\n    address: 127.0.0.1'],
  ['application.yml', 'server:\n  port: 1\ndb:\n  address: 127.0.0.1'],
  ['other.properties', 'server.address=127.0.0.1'],
])('leaves another line of %s alone: %j', (name, text) =>
  expect(editsOf(`/srv/${name}`, text)).toBeUndefined(),
);

it('reads no secrets, and the file that wins first', () => {
  const door = doorOver([
    file(
      '/srv/application.properties',
      'server.address=127.0.0.1\nspring.datasource.password=hunter2\n#pass: x',
    ),
    file(
      '/srv/config/application.yml',
      'server:\n  address: 127.0.0.1\ndb:\n  password: hunter2\n  key: |\n    hunter2\n    hunter2==',
    ),
  ]);
  const files = springFiles(jar, door);
  expect(files.map(({ path }) => path)).toEqual([
    '/srv/config/application.yml',
    '/srv/application.properties',
  ]);
  expect(files.map(({ text }) => text).join()).not.toMatch(/hunter2|pass: x/);
  expect(springFiles(running(42, ['java', 'Shop']), door)).toEqual([]);
});

it.each([
  ['java -jar shop.jar', [{ do: 'edit', find: 'server.address=127.0.0.1' }]],
  ['java -jar shop.jar --server.port=8080', [{ do: 'edit', find: 'server.address=127.0.0.1' }]],
])('is what a jar goes by: %s', (command, steps) => {
  const process = running(42, command.split(' '), { directory: '/srv' });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 8080),
    configuration: [file('/srv/application.properties', 'server.address=127.0.0.1\n')],
  });
  expect(addressFixes(situation, wanted)[0]?.steps?.slice(0, 1)).toMatchObject(steps);
});

it('is no source to look for other addresses in', () => {
  const process = running(42, ['java', '-jar', 'tool.jar'], { directory: '/srv' });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 8080),
    configuration: [
      file('/srv/application.yml', 'management:\n  server:\n    address: "127.0.0.1"\n…\n  …\n'),
    ],
  });
  const steps = addressFixes(situation, wanted)[0]?.steps ?? [];
  expect(steps.some(step => step.do === 'edit')).toBe(false);
});

it('is not what a jar goes by whose environment says another', () => {
  const environment = { SERVER_ADDRESS: '127.0.0.1' };
  const process = running(42, ['java', '-jar', 'shop.jar', '--server.port=8080'], { environment });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 8080),
    configuration: [file('/srv/application.properties', 'server.address=127.0.0.1\n')],
  });
  expect(JSON.stringify(addressFixes(situation, wanted)[0]?.steps)).toContain('--server.address=0.0.0.0');
});

it('takes no time for long files', () => {
  expect(editsOf('/srv/application.yml', 'server:\n'.repeat(30_000))).toBeUndefined();
  expect(editsOf('/srv/application.yml', `server:${'\n    x'.repeat(40_000)}`)).toBeUndefined();
  expect(editsOf('/srv/application.yml', `server:${'\n    '.repeat(40_000)}`)).toBeUndefined();
});

it('reads below which path it serves', () => {
  const properties = file('/srv/application.properties', 'server.servlet.context-path=/shop');
  const blocks = file('/srv/config/application.yml', 'server:\n  servlet:\n    context-path: /shop');
  for (const each of [properties, blocks])
    expect(springFiles(jar, doorOver([each]))).toMatchObject([{ text: each.text }]);
});
