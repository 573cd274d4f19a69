import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/facts/fact.js';
import { findOwners } from '../../../src/facts/sockets/owners.js';
import { readSockets } from '../../../src/facts/sockets/read.js';
import type { Owners } from '../../../src/facts/sockets/types.js';
import { realSystem } from '../../../src/system/real.js';
import { beside } from '../../support/namespace.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Starts a way of sharing; gives the port and the pids that hold it. */
async function play(way: string): Promise<{ port: number; pids: number[] }> {
  const player = spawn('python3', [beside(import.meta.url, 'owners.py'), way]);
  ends.push(async () => {
    player.stdin.end();
    await once(player, 'exit');
  });
  const [line] = await once(player.stdout, 'data');
  const [port = 0, ...pids] = String(line).trim().split(' ').map(Number);
  return { port, pids };
}

function ownersOf(port: number, system = realSystem): Fact<Owners> {
  const sockets = readSockets(realSystem, { port });
  return findOwners(system, sockets.status === 'unknown' ? [] : sockets.value);
}

const root = process.getuid?.() === 0;
const why = root ? '' : ' [SKIPPED: needs root, for processes of other users]';

describe.skipIf(process.platform !== 'linux')('the owners of a socket', () => {
  it.skipIf(!root)(`are the master and its workers, whatever their users${why}`, async () => {
    const { port, pids } = await play('workers');
    const owners = ownersOf(port);
    expect(owners.status).toBe('known');
    expect(Object.values(owners.status === 'unknown' ? {} : owners.value.pidsByInode)).toEqual([pids]);
  });

  it('are brothers, where the parent that made it has closed it', async () => {
    const { port, pids } = await play('handed-over');
    expect(ownersOf(port)).toMatchObject({ status: 'known', value: { hidden: [] } });
    const owners = ownersOf(port);
    expect(Object.values(owners.status === 'unknown' ? {} : owners.value.pidsByInode)).toEqual([pids]);
  });

  it.skipIf(!root)(`are found under another user than the socket's${why}`, async () => {
    const { port, pids } = await play('another-user');
    const owners = ownersOf(port);
    expect(Object.values(owners.status === 'unknown' ? {} : owners.value.pidsByInode)).toEqual([pids]);
  });

  it('are the server too, where what its shell has left is found first', async () => {
    const { port, pids } = await play('left-over');
    const owners = ownersOf(port);
    expect(Object.values(owners.status === 'unknown' ? {} : owners.value.pidsByInode)).toEqual([pids]);
  });

  it('are looked for among few', async () => {
    const { port } = await play('handed-over');
    const owners = ownersOf(port);
    const [, looked, all] = /\((\d+) of (\d+) /.exec(owners.status === 'unknown' ? '' : owners.source) ?? [];
    expect(Number(looked)).toBeLessThanOrEqual(Number(all));
  });

  it('that may not be looked into are hidden, and what it takes is said', async () => {
    const { port, pids } = await play('handed-over');
    const refuse = (path: string): never => {
      throw Object.assign(new Error(path), { code: 'EACCES' });
    };
    const strange = (path: string) => pids.some(pid => path.startsWith(`/proc/${pid}/fd`));
    const system = {
      ...realSystem,
      uid: 1000,
      list: (path: string) => (strange(path) ? refuse(path) : realSystem.list(path)),
    };
    expect(ownersOf(port, system)).toMatchObject({
      status: 'partial',
      value: { pidsByInode: {}, hidden: [expect.any(Number)] },
      lacks: 'the programs behind some ports cannot be seen without root',
    });
  });

  it('of nothing are nobody, and nobody is looked at', () => {
    const blind = {
      ...realSystem,
      list: () => {
        throw new Error('looked');
      },
    };
    expect(findOwners(blind, [])).toMatchObject({ status: 'known', value: { pidsByInode: {}, hidden: [] } });
  });

  it('are unknown where /proc is not there', async () => {
    const { port } = await play('handed-over');
    const blind = {
      ...realSystem,
      list: (path: string): never => {
        throw Object.assign(new Error(path), { code: 'ENOENT' });
      },
    };
    expect(ownersOf(port, blind)).toMatchObject({ status: 'unknown' });
  });
});
