import { expect, it } from 'vitest';
import type { UpstreamState } from '../../../src/facts/upstreams/types.js';
import { saysOfSpace } from '../../../src/rules/http/upstream-space.js';
import { container, listener, namespace } from '../../support/ground.js';

const behind = (host: string | null): UpstreamState => ({
  upstream: { protocol: 'http', host, port: 3000, path: null, file: '', line: 0, text: '' },
  addresses: [],
  nameError: null,
  probes: [],
  socket: null,
});
/** What is said of an upstream at a container where these listen. */
const said = (host: string | null, ...places: readonly [string, number][]) =>
  saysOfSpace(behind(host), {
    namespaces: [
      namespace({
        container: 'ab12',
        addresses: ['172.17.0.2'],
        listeners: places.map(([address, port], inode) => listener(address, port, { inode })),
        holders: places.map((_, inode) => ({ inode, pid: 60 + inode, name: 'node' })),
      }),
    ],
    containers: [container('app', { id: 'ab12', addresses: ['172.17.0.2'] })],
  });

it('tells what keeps a proxy out of a container of this machine, by its address or its name', () => {
  const loopback = 'is container app on this machine, where node (pid 60) listens on 127.0.0.1:3000 only';
  expect(said('172.17.0.2', ['127.0.0.1', 3000])).toBe(`172.17.0.2 ${loopback}`);
  expect(said('app', ['127.0.0.1', 3000])).toBe(`app ${loopback}`);
  expect(said('app', ['0.0.0.0', 8000])).toContain(
    'nothing listens on port 3000; node (pid 60) listens on 0.0.0.0:8000 there',
  );
  expect(said('app')).toMatch(/nothing listens on port 3000$/);
});

it('names who takes it, and that they are stopped', () => {
  expect(said('app', ['0.0.0.0', 3000])).toMatch(/where node \(pid 60\) listens on port 3000$/);
  const socket = listener('0.0.0.0', 3000, { inode: 9 });
  const holders = [{ inode: 9, pid: 61, name: 'node', state: 'T' }];
  const space = namespace({ name: 'app', addresses: ['172.17.0.2'], listeners: [socket], holders });
  expect(saysOfSpace(behind('172.17.0.2'), { namespaces: [space], containers: [] })).toContain(
    'node (pid 61) listens on port 3000, and is stopped',
  );
});

it('says nothing of one that is not known', () => {
  expect(said('172.17.0.9', ['127.0.0.1', 3000])).toBeUndefined();
  expect(said(null)).toBeUndefined();
  const spaces = ['app', 'shop'].map(name => namespace({ name, addresses: ['10.0.0.2'] }));
  expect(saysOfSpace(behind('10.0.0.2'), { namespaces: spaces, containers: [] })).toBeUndefined();
});

it('tells of a container that ended, and of this machine itself', () => {
  const none = { namespaces: [], containers: [] };
  const ended = container('app', { running: false, exitCode: 1, log: ['FATAL: no database', ''] });
  expect(saysOfSpace(behind('app'), { ...none, containers: [ended] })).toBe(
    'container app does not run (exit status 1); its last word: FATAL: no database',
  );
  const own = { addresses: ['127.0.0.1', '172.17.0.1'] };
  const here = (...places: readonly [string, number][]) =>
    saysOfSpace(behind('172.17.0.1'), {
      ...none,
      here: { ...own, listeners: places.map(each => listener(...each)) },
    });
  // The loopback of a container is no place of this machine.
  expect(saysOfSpace(behind('127.0.0.1'), { ...none, here: { ...own, listeners: [] } })).toBeUndefined();
  expect(here(['127.0.0.1', 3000])).toContain('what has port 3000 listens on 127.0.0.1:3000 only');
  expect(here(['0.0.0.0', 3000])).toContain('a firewall rule may keep containers from it');
  expect(here(['0.0.0.0', 8000])).toMatch(/nothing listens on port 3000$/);
});
