import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { known, partial, valueIn } from '../../../src/facts/fact.js';
import { readSockets } from '../../../src/facts/sockets/read.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { markYielding } from '../../../src/facts/sockets/yielding.js';
import { realSystem } from '../../../src/system/real.js';
import { listener } from '../../support/healthy.js';

/** Lets a server with these options hang up on its only client and end; the port, with one socket in TIME_WAIT. */
const outlived = (options: string): number =>
  Number(
    execFileSync('python3', [
      '-c',
      `
import socket
s = socket.socket(); ${options}
s.bind(('127.0.0.1', 0)); s.listen()
c = socket.create_connection(s.getsockname()); s.accept()[0].close(); c.recv(1); c.close()
print(s.getsockname()[1])`,
    ]),
  );

const yields = (port: number) =>
  (valueIn(markYielding(realSystem, readSockets(realSystem, { port }))) ?? []).map(each => each.yields);

it.skipIf(process.platform !== 'linux').each([
  ['s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)', true],
  ['', false],
])('sees whether what is left of a server holds off the next one: %s', (options, expected) => {
  expect(yields(outlived(options))).toEqual([expected]);
});

const left = (address: string, more: Partial<Socket> = {}): Socket =>
  listener(address, 8000, { state: 'time-wait', inode: 0, expiresIn: 50, ...more });

/** What is tried, and found free, of these sockets. */
function triedOf(sockets: readonly Socket[], as: typeof known<readonly Socket[]> = known): readonly string[] {
  const places: string[] = [];
  const isFreeToReuse = (address: string, port: number) => places.push(`${address} ${port}`) > 0;
  markYielding({ ...realSystem, isFreeToReuse }, as(sockets, 'sock_diag'));
  return places;
}

it('tries only the addresses of what is left, each once', () => {
  const sockets = [left('10.0.0.1'), left('10.0.0.1', { state: 'close-wait', expiresIn: null }), left('::1')];
  expect(triedOf([...sockets, listener('0.0.0.0', 8000, { protocol: 'udp', state: 'unconnected' })])).toEqual(
    ['10.0.0.1 8000', '::1 8000'],
  );
});

it.each<[string, readonly Socket[]]>([
  ['somebody listens', [left('10.0.0.1'), listener('127.0.0.1', 8000)]],
  ['somebody is about to listen', [left('10.0.0.1'), listener('127.0.0.1', 8000, { state: 'bound' })]],
  ['a client is connected', [left('10.0.0.1'), left('10.0.0.1', { state: 'established' })]],
  ['nobody was ever there', []],
  ['it is of UDP', [listener('0.0.0.0', 8000, { protocol: 'udp', state: 'unconnected' })]],
  ['it is gone at any moment', [left('10.0.0.1'), left('10.0.0.2', { expiresIn: 0.4 })]],
])('tries nothing where %s', (_, sockets) => expect(triedOf(sockets)).toEqual([]));

it('tries nothing where not every socket is to be seen', () =>
  expect(triedOf([left('10.0.0.1')], (value, source) => partial(value, source, 'bound ones'))).toEqual([]));

/** Starts servers on a port as fast as they go, for a second; prints how many there were, and how many of them were not given it. */
const starts = (port: number) =>
  spawn('python3', [
    '-c',
    `
import socket, time
made = refused = 0
end = time.time() + 1
while time.time() < end:
  for address, reuse in ('127.0.0.1', 1), ('0.0.0.0', 1), ('127.0.0.2', 0), ('127.0.0.2', 1):
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse); made += 1
    try: s.bind((address, ${port})); s.listen()
    except OSError: refused += 1
    s.close()
print(made > 100, refused)`,
  ]);

it.skipIf(process.platform !== 'linux')('keeps off no server that starts meanwhile', async () => {
  const port = outlived('s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)');
  const starting = starts(port);
  let [said, answers] = ['', 0];
  starting.stdout.on('data', text => {
    said += text;
  });
  const done = once(starting, 'close');
  while (starting.exitCode === null) {
    for (let at = 0; at < 1000; at++) answers += Number(realSystem.isFreeToReuse?.('127.0.0.1', port));
    await new Promise(setImmediate);
  }
  await done;
  expect([said.trim(), answers > 1000]).toEqual(['True 0', true]);
});
