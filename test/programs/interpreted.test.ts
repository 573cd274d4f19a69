import { expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const wanted = (port: number) => ({ address: '0.0.0.0', port });

it.each([
  ['ruby app.rb', 'require "sinatra"\nget("/") { "a" }', 'ruby app.rb -o 0.0.0.0'],
  ['ruby app.rb -p 4567 -o 127.0.0.1', "require 'sinatra'", 'ruby app.rb -p 4567 -o 0.0.0.0'],
  ['ruby app.rb', 'require "sinatra/base"', undefined],
  ['ruby app.rb', 'require "sinatra"\nset :bind, ENV["X"]', undefined],
  ['ruby app.rb', 'require "sinatra"\nset port: 4567, bind: ENV["X"]', undefined],
  ['ruby app.rb', 'require "sinatra"\nconfigure { set :bind, ENV["X"] }', undefined],
  [
    'ruby app.rb',
    'require "sinatra"\nset :bind, ENV.fetch("AT", "127.0.0.1")',
    'AT=0.0.0.0 nohup ruby app.rb',
  ],
  ['ruby app.rb', 'require "sinatra"\n# set :bind, "0.0.0.0"', 'ruby app.rb -o 0.0.0.0'],
])('tells Sinatra by its option: %s, %j', (command, text, expected) => {
  const process = running(42, command.split(' '), { directory: '/srv' });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 4567),
    configuration: [file('/srv/app.rb', text)],
  });
  const steps = JSON.stringify(addressFixes(situation, wanted(4567))[0]?.steps ?? []);
  expect(expected === undefined ? steps : steps.includes(expected)).toEqual(
    expected === undefined ? '[]' : true,
  );
});

const beam = ['beam.smp', '--', '-noshell', '-s', 'elixir', 'start_cli', '-extra'];
it.each([
  ['s.exs', 's.exs', ':gen_tcp.listen(4000, [{:ip, {127,0,0,1}}])', '127,0,0,1'],
  ['/usr/bin/mix phx.server', 'config/dev.exs', 'http: [ip: {127, 0, 0, 1}, port: 4000],', '127, 0, 0, 1'],
  [
    '/usr/bin/mix phx.server',
    'config/dev.exs',
    'a: [ip: {127, 0, 0, 1}],\nb: [ip: {127, 0, 0, 1}]',
    undefined,
  ],
  ['/usr/bin/mix phx.server', 'config/dev.exs', 'http: [port: 4000],', undefined],
])('changes the address as Erlang has it: %s, %s: %j', (words, path, text, find) => {
  const process = running(42, [...beam, ...words.split(' ')], { name: 'beam.smp', directory: '/srv' });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', 4000),
    configuration: [file(`/srv/${path}`, text)],
  });
  const [first, ...more] = addressFixes(situation, wanted(4000))[0]?.steps ?? [];
  const typed = path.startsWith('config') ? '/usr/bin/mix phx.server' : 'elixir s.exs';
  expect(find === undefined || JSON.stringify(more.at(-1)).includes(typed)).toBe(true);
  expect(first).toEqual(find && { do: 'edit', file: `/srv/${path}`, find, replace: '0, 0, 0, 0' });
});

it.each([
  ['DefaultAddress 127.0.0.1\n', 21, true],
  ['Port 2121\nDefaultAddress 127.0.0.1\n', 2121, true],
  // Another file than the usual one has that port.
  ['DefaultAddress 127.0.0.1\n', 2121, false],
])('starts ProFTPD again although its title hides how it was started: %j at %i', (text, port, known) => {
  const process = running(42, ['proftpd: (accepting connections)'], {
    name: 'proftpd',
    executable: '/usr/sbin/proftpd',
    parent: 1,
    session: 42,
  });
  const situation = situationOf(process, {
    listener: listener('127.0.0.1', port),
    configuration: [file('/etc/proftpd/proftpd.conf', text)],
  });
  const last = JSON.stringify(addressFixes(situation, wanted(port))[0]?.steps?.at(-1) ?? null);
  expect(/\/usr\/sbin\/proftpd"/.test(last)).toBe(known);
});

it('gives Hitch its frontend', () => {
  const process = running(42, ['hitch', '--frontend=[127.0.0.1]:8443', '--backend=[127.0.0.1]:80', 'a.pem']);
  const situation = situationOf(process, { listener: listener('127.0.0.1', 8443) });
  expect(JSON.stringify(addressFixes(situation, wanted(8443))[0]?.steps)).toContain('--frontend=[*]:8443');
});
