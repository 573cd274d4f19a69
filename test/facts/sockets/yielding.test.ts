import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { readSockets } from '../../../src/facts/sockets/read.js';
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
  (valueIn(markYielding(realSystem, port, readSockets(realSystem, { port }))) ?? []).map(each => each.yields);

it.skipIf(process.platform !== 'linux').each([
  ['s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)', true],
  ['', false],
])('sees whether what is left of a server holds off the next one: %s', (options, expected) => {
  expect(yields(outlived(options))).toEqual([expected]);
});

it('tries nothing where somebody listens, or nobody was ever there', () => {
  const tried: number[] = [];
  const system = { ...realSystem, isFreeToReuse: (port: number) => tried.push(port) > 0 };
  for (const sockets of [[listener('127.0.0.1', 8000)], []])
    markYielding(system, 8000, known(sockets, 'sock_diag'));
  expect(tried).toEqual([]);
});
