import { describe, expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, situationOf } from './situation.js';

const SIX = 'class S(Server):\n    address_family = socket.AF_INET6\nS(("::1", 8000), H)\n';
const RAW = 's = socket.socket(socket.AF_INET)\ns.bind(("127.0.0.1", 8000))\n';
const V6ONLY = 'self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)\nS(("::", 8000), H)\n';

/** What is edited of a source that listens at `bound`, to listen at `address`. */
function edits(text: string, bound: string, address: string, path = '/srv/app.py') {
  const server = running(42, [path.endsWith('.py') ? 'python3' : 'node', path]);
  const situation = situationOf(server, {
    configuration: [file(path, text)],
    listener: listener(bound, 8000, { v6only: bound === '::' }),
  });
  const steps = addressFixes(situation, { address, port: 8000 })[0]?.steps ?? [];
  return steps.flatMap(step => (step.do === 'edit' ? [`${step.find} > ${step.replace}`] : []));
}

describe('a source whose socket is of one family', () => {
  it.each([
    [SIX, '::1', '127.0.0.1', ['AF_INET6 > AF_INET', '"::1" > "127.0.0.1"']],
    // A socket of IPv6 takes both.
    [SIX, '::1', '0.0.0.0', ['"::1" > "::"']],
    [
      RAW,
      '127.0.0.1',
      '::1',
      ['s = socket.socket(socket.AF_INET) > s = socket.socket(socket.AF_INET6)', '"127.0.0.1" > "::1"'],
    ],
    [RAW, '127.0.0.1', '0.0.0.0', ['"127.0.0.1" > "0.0.0.0"']],
    // Which of two is the server's, and whether a class can be told the family, a person has to see.
    [`${RAW}socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n`, '127.0.0.1', '::1', []],
    [`${V6ONLY}socket.AF_INET6`, '::1', '127.0.0.1', []],
    ['HTTPServer(("0.0.0.0", 8000), H)\n', '0.0.0.0', '::', []],
    ['app.run(host="0.0.0.0")\n', '0.0.0.0', '::', ['"0.0.0.0" > "::"']],
  ])('has its family written too: %s from %s to %s', (text, bound, address, expected) =>
    expect(edits(text, bound, address)).toEqual(expected),
  );

  it.each([
    ['/srv/app.py', V6ONLY, 'IPV6_V6ONLY, 1 > IPV6_V6ONLY, 0'],
    ['/srv/app.js', "listen({ port: 8000, host: '::', ipv6Only: true })", 'ipv6Only: true > ipv6Only: false'],
  ])('is told to let IPv4 in where it keeps it out: %s', (path, text, expected) => {
    expect(edits(text, '::', '0.0.0.0', path)).toEqual([expected]);
    expect(edits(text.replace(/1\)|true/, 'x'), '::', '0.0.0.0', path)).not.toEqual([expected]);
  });
});

it('finds the address of runserver_plus, too', () => {
  const command = ['python3', 'manage.py', 'runserver_plus', '--cert-file', 'a.crt'];
  const situation = situationOf(running(42, command), { listener: listener('127.0.0.1', 8000) });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 8000 })[0]?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining('runserver_plus 0.0.0.0:8000 --cert-file a.crt'),
  });
});

it.each([
  ['daphne -e tcp:8000:interface=127.0.0.1 shop:app', 'daphne -e tcp:8000:interface=0.0.0.0 shop:app'],
  ['daphne -p 8000 shop:app', 'daphne -p 8000 shop:app -b 0.0.0.0'],
  ['twistd -n web --listen=tcp:8000:interface=127.0.0.1', 'web --listen=tcp:8000:interface=0.0.0.0'],
])('finds the address of %s', (words, expected) => {
  const situation = situationOf(running(42, words.split(' ')), { listener: listener('127.0.0.1', 8000) });
  expect(addressFixes(situation, { address: '0.0.0.0', port: 8000 })[0]?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(expected),
  });
});

it.each([
  ['--noreload 8000', '--noreload 0.0.0.0:8000'],
  ['-v 2 8000 --settings shop.local', '-v 2 0.0.0.0:8000 --settings shop.local'],
  ['--verbosity 2', '0.0.0.0:8000 --verbosity 2'],
])('finds the address among the options of runserver %s', (words, expected) => {
  const command = ['python3', 'manage.py', 'runserver', ...words.split(' ')];
  const situation = situationOf(running(42, command), { listener: listener('127.0.0.1', 8000) });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 8000 });
  expect(fix?.steps?.at(-1)).toMatchObject({
    command: expect.stringContaining(`python3 manage.py runserver ${expected}`),
  });
});

it('gives runserver -6 no address of IPv4', () => {
  const run = (bound: string, address: string) =>
    addressFixes(
      situationOf(running(42, ['python3', 'manage.py', 'runserver', '-6', '8000']), {
        listener: listener(bound, 8000),
      }),
      { address, port: 8000 },
    )[0]?.title;
  expect(run('::1', '0.0.0.0')).toBe('Start it with runserver [::]:8000');
  expect(run('::1', '127.0.0.1')).toBe('Start it with runserver 127.0.0.1:8000');
  expect(run('::', '0.0.0.0')).toBe('Start it with runserver 0.0.0.0:8000');
});
