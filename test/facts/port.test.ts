import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import { readPort } from '../../src/facts/port.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { realSystem } from '../../src/system/real.js';

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill();
});

/** A server that calls itself by another name. */
const serverOf = (name: string) => `process.title = '${name}';
require('node:net').createServer(() => {}).listen(0, '127.0.0.1', function () {
  process.stdout.write(String(this.address().port));
})`;

/** The states of a port's sockets as this machine alone asks, where a program of this name has one client. */
async function statesOf(name: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['-e', serverOf(name)], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const [port] = await once(child.stdout, 'data');
  const client = connect(Number(port), '127.0.0.1');
  await once(client, 'connect');
  const { sockets } = readPort(realSystem, Number(port), parseTarget(String(port)), [], false);
  client.destroy();
  return (valueIn(sockets) ?? []).map(({ state }) => state);
}

it.runIf(process.platform === 'linux')(
  'counts the clients of a server that has room for so many alone',
  async () => {
    expect(await statesOf('haproxy')).toEqual(['listen', 'established']);
    expect(await statesOf('shop')).toEqual(['listen']);
  },
);
