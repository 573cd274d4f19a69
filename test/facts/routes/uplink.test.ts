import { describe, expect, it } from 'vitest';
import { unanswered } from '../../../src/facts/routes/lookup.js';
import type { Neighbour, Route } from '../../../src/facts/routes/types.js';
import { readWaysIn, uplinkOf, wayBackOf } from '../../../src/facts/routes/uplink.js';

const way = { ...unanswered({ to: '203.0.113.1' }), gateway: '10.88.0.2', device: 'eth1' };
const route: Route = {
  family: 4,
  type: 'unicast',
  destination: 'default',
  gateway: '10.88.0.2',
  device: 'eth1',
  source: null,
  metric: null,
  table: 254,
};
const heard: Neighbour = {
  address: '10.88.0.2',
  device: 'eth1',
  hardwareAddress: '02:00:00:00:00:01',
  state: 'stale',
};

describe('the uplink', () => {
  it('is the default route’s interface where its router was heard of and the way to the client is that route', () => {
    expect(uplinkOf(way, [route], [heard])).toBe('eth1');
    expect(uplinkOf(way, [route], [{ ...heard, state: 'failed' }])).toBeUndefined();
    expect(uplinkOf(way, [{ ...route, destination: '203.0.113.0/24' }], [heard])).toBeUndefined();
    expect(uplinkOf({ ...way, gateway: null, device: 'wg0' }, [route], [heard])).toBeUndefined();
    expect(uplinkOf(undefined, [route], [heard])).toBeUndefined();
  });

  it('is one of two where a route to the client’s network leads by a router that was heard of', () => {
    expect(wayBackOf(way, [heard])).toBe('eth1');
    expect(wayBackOf(way, [{ ...heard, state: 'incomplete' }])).toBeUndefined();
    expect(wayBackOf({ ...way, gateway: null }, [heard])).toBeUndefined();
  });

  it.each([
    ['0', '203.0.113.1', 'eth1'],
    ['2', '203.0.113.1', 'eth1'],
    ['1', '203.0.113.1', undefined],
    ['0', 'lan', undefined],
  ])('is presumed by rp_filter %s for %s: %s', (filter, from, expected) => {
    const rows = [{ type: 'unicast', dst: 'default', gateway: '10.88.0.2', dev: 'eth1' }];
    const system = {
      platform: 'linux',
      list: () => ['eth0', 'eth1'],
      read: () => `${filter}\n`,
      runSync: () => ({ status: 0, stdout: JSON.stringify(rows), stderr: '' }),
    } as never;
    expect(readWaysIn(system, from, [heard]).uplink).toBe(expected);
  });

  it.each([
    ['10.64.0.0/16', '10.64.1.2', 'wg0'],
    ['10.64.1.9', '10.64.1.2', undefined],
    ['0.0.0.0/1', '10.64.1.2', undefined],
    ['10.64.0.0/16', '10.88.0.1', undefined],
  ])('is where the client has the network %s in common with the address %s: %s', (dst, prefsrc, expected) => {
    const rows = [{ type: 'unicast', dst, dev: 'wg0', prefsrc }];
    const system = {
      platform: 'linux',
      list: () => ['wg0'],
      read: () => '1\n',
      runSync: () => ({ status: 0, stdout: JSON.stringify(rows), stderr: '' }),
    } as never;
    expect(readWaysIn(system, '10.64.1.9', []).uplink).toBe(expected);
  });
});
