import { expect, it } from 'vitest';
import { debuggerAt, debuggerOf } from '../../src/programs/debugger.js';
import { running } from '../support/healthy.js';

const of = (line: string, environment: Record<string, string> = {}) =>
  debuggerOf(running(42, line.split(' '), { environment }));

it.each([
  ['node --inspect app.js', 9229, false],
  ['node --inspect-brk app.js', 9229, true],
  ['node --inspect-wait=0.0.0.0:9300 app.js', 9300, true],
  ['bun --inspect-brk=9231 app.ts', 9231, true],
  ['python3 -m debugpy --listen 0.0.0.0:5678 --wait-for-client manage.py runserver', 5678, true],
  ['python3 -m debugpy --listen 5678 app.py', 5678, false],
  ['java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar shop.jar', 5005, true],
  ['java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005 -jar shop.jar', 5005, false],
  ['dlv debug --headless --listen=:2345 ./cmd/shop', 2345, true],
  ['dlv exec --headless -l 127.0.0.1:2345 --continue ./shop', 2345, false],
])('knows the door of %s', (line, port, waits) => expect(of(line)).toMatchObject({ port, waits }));

it('reads the options that Node takes from its environment', () =>
  expect(of('node app.js', { NODE_OPTIONS: '--max-old-space-size=512 --inspect-brk=9230' })).toMatchObject({
    port: 9230,
    waits: true,
  }));

it.each(['node app.js', 'python3 app.py --listen 5678', 'java -jar shop.jar', 'nginx -g --inspect'])(
  'sees none in %s',
  line => expect(of(line)).toBeUndefined(),
);

const at = (line: string, port: number) =>
  debuggerAt(running(42, line.split(' ')), { address: '0.0.0.0', port })?.command?.join(' ');

it.each([
  ['node --inspect app.js', 9229, 'node --inspect=0.0.0.0:9229 app.js'],
  ['node --inspect-brk=127.0.0.1:9300 app.js', 9300, 'node --inspect-brk=0.0.0.0:9300 app.js'],
  [
    'java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005 -jar shop.jar',
    5005,
    'java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar shop.jar',
  ],
])('opens the door of %s', (line, port, expected) => expect(at(line, port)).toBe(expected));

it('leaves the port of the application itself alone', () => {
  expect(at('node --inspect app.js', 3000)).toBeUndefined();
});

it('gives no command that has the key of a debugged program in it', () => {
  const adapter = ['python3', '/usr/lib/debugpy/adapter', '--port', '5678', '--server-access-token', 'x'];
  const change = debuggerAt(running(42, adapter), { address: '0.0.0.0', port: 5678 });
  expect(change?.command).toBeUndefined();
  expect(change?.byHand).toContain('--listen 0.0.0.0:5678');
});
