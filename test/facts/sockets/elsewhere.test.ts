import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLsof, parseLsofUnix } from '../../../src/facts/sockets/lsof.js';
import { parseNetstat } from '../../../src/facts/sockets/netstat.js';
import { findOwners } from '../../../src/facts/sockets/owners.js';
import { readListeners, readSockets, readUnixListeners } from '../../../src/facts/sockets/read.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import type { Output, System } from '../../../src/system/system.js';

const capture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

const machine = (platform: NodeJS.Platform, output: Partial<Output> | Error): System => ({
  platform,
  env: {},
  directory: '/',
  uid: 501,
  now: () => 0,
  read: () => '',
  list: () => [],
  link: () => '',
  status: () => {
    throw new Error('nothing here');
  },
  run: () => Promise.reject(new Error('nothing here')),
  runSync: () => {
    if (output instanceof Error) throw output;
    return { status: 0, stdout: '', stderr: '', ...output };
  },
});

const brief = ({ protocol, state, local, remote }: Socket) =>
  `${protocol} ${state} ${local.address} ${local.port} ${remote.address} ${remote.port}`;

describe('on macOS', () => {
  const mac = machine('darwin', { stdout: capture('lsof-macos.txt') });

  it('lsof gives the sockets, one row for each process that holds one', () => {
    expect(parseLsof(capture('lsof-macos.txt')).map(brief)).toEqual([
      'tcp listen 0.0.0.0 7000 0.0.0.0 0',
      'tcp listen :: 7000 :: 0',
      'udp unconnected 0.0.0.0 5353 0.0.0.0 0',
      'tcp listen 127.0.0.1 8000 0.0.0.0 0',
      'tcp established 127.0.0.1 8000 127.0.0.1 52344',
      'tcp listen 127.0.0.1 8000 0.0.0.0 0',
      'tcp close-wait fe80::1 49152 fe80::2 443',
      'udp established 192.168.1.37 61000 142.250.1.1 443',
    ]);
  });

  it('those of the port are chosen, and their owners known at once', () => {
    const sockets = readSockets(mac, { port: 8000 });
    expect(sockets).toMatchObject({ status: 'partial', source: 'lsof' });
    const rows = sockets.status === 'unknown' ? [] : sockets.value;
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatchObject({ uid: 501, queue: { used: 17, limit: 0 } });
    const owners = findOwners(mac, rows);
    expect(owners).toMatchObject({ status: 'known', value: { hidden: [] } });
    const pids = owners.status === 'unknown' ? [] : rows.map(({ inode }) => owners.value.pidsByInode[inode]);
    expect(pids).toEqual([[4242], [4242], [4243]]);
  });

  it('listeners are chosen', () => {
    const listeners = readListeners(mac);
    expect(listeners.status === 'unknown' ? [] : listeners.value).toHaveLength(5);
  });

  it('unix sockets with a path are listed', () => {
    expect(parseLsofUnix(capture('lsof-unix-macos.txt')).map(({ path }) => path)).toEqual([
      '/var/run/mDNSResponder',
      '/tmp/.s.PGSQL.5432',
    ]);
    expect(readUnixListeners(mac).status).toBe('partial');
  });

  it('nothing listed is an empty list, and no lsof is unknown', () => {
    expect(readSockets(machine('darwin', { status: 1 }), { port: 1 })).toMatchObject({ value: [] });
    const missing = Object.assign(new Error('spawn'), { code: 'ENOENT' });
    expect(readSockets(machine('darwin', missing), { port: 1 })).toMatchObject({ reason: 'tool-missing' });
  });
});

describe('on Windows', () => {
  const windows = machine('win32', { stdout: capture('netstat-windows.txt') });

  it('netstat gives the sockets, with CR before the line ends', () => {
    expect(parseNetstat(capture('netstat-windows.txt')).map(brief)).toEqual([
      'tcp listen 0.0.0.0 135 0.0.0.0 0',
      'tcp listen 127.0.0.1 8000 0.0.0.0 0',
      'tcp established 127.0.0.1 8000 127.0.0.1 50123',
      'tcp time-wait 127.0.0.1 50120 127.0.0.1 8000',
      'tcp listen :: 135 :: 0',
      'tcp listen ::1 8000 :: 0',
      'udp unconnected 0.0.0.0 5353 0.0.0.0 0',
      'udp unconnected fe80::1c2d:3e4f:5a6b:7c8d 1900 :: 0',
    ]);
  });

  it('a state in another language is told by the remote port', () => {
    const row = '  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4\r\n';
    expect(parseNetstat(row).map(brief)).toEqual(['tcp listen 0.0.0.0 445 0.0.0.0 0']);
  });

  it('those of the port are chosen, and their owners known at once', () => {
    const sockets = readSockets(windows, { port: 8000, protocols: ['tcp'] });
    const rows = sockets.status === 'unknown' ? [] : sockets.value;
    expect(rows.map(brief)).toHaveLength(3);
    const owners = findOwners(windows, rows);
    expect(owners).toMatchObject({ status: 'known' });
    expect(
      new Set(Object.values(owners.status === 'unknown' ? {} : owners.value.pidsByInode).flat()),
    ).toEqual(new Set([9120, 11200]));
  });
});

describe('elsewhere', () => {
  it('it is unknown', () => {
    expect(readSockets(machine('freebsd', {}), { port: 1 })).toMatchObject({ reason: 'unsupported' });
  });
});

it('parsers of any text throw nothing', () => {
  const words = [capture('lsof-macos.txt'), capture('netstat-windows.txt')].flatMap(text =>
    text.split(/(\s)/),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map(list => list.join('')),
  );
  fc.assert(
    fc.property(text, garbage => {
      parseLsof(garbage);
      parseLsofUnix(garbage);
      parseNetstat(garbage);
    }),
  );
});
