import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { addedRoute, routesFor, withAddedRoutes } from '../../../src/facts/processes/newer.js';
import { realSystem } from '../../../src/system/real.js';
import type { FileStatus, System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';
import { answer, attempt, said } from '../../support/talks.js';

it.each([
  ['/api/orders/17?page=2', ['/api/orders', '/api', '/orders']],
  ['/v2', []],
  ['/health', ['/health']],
  ['/', []],
])('looks for the routes of %s', (path, routes) => {
  expect(routesFor(path)).toEqual(routes);
});

it.each([
  ['/orders/17', '/health', '/health /orders', '/orders'],
  // A path that neither build has: a typo.
  ['/helth', '/health', '/health /orders', undefined],
  // The old build has it too: something else is not found there.
  ['/orders/17', '/health /orders', '/health /orders', undefined],
])('for %s, of a build with %s and one with %s, names %s', (path, running, onDisk, route) => {
  expect(addedRoute(path, Buffer.from(running), Buffer.from(onDisk))).toBe(route);
});

it('reads the program of many workers once', () => {
  const read: string[] = [];
  const system: System = {
    ...realSystem,
    status: () => ({ size: 9 }) as FileStatus,
    bytes: path => {
      read.push(path);
      return Buffer.from(path === '/srv/shop' ? '/health /orders' : '/health');
    },
  };
  const old = { executable: '/srv/shop', executableDeleted: true, startAgainIn: '/srv' };
  const workers = known(
    [41, 42, 43].map(pid => running(pid, ['/srv/shop'], old)),
    'the test',
  );
  const missed = attempt([said({ path: '/orders', http: answer(404) })]);
  const marked = withAddedRoutes(system, workers, [missed]);
  expect(read).toEqual(['/proc/41/exe', '/srv/shop']);
  expect(marked.status !== 'unknown' && marked.value.map(each => each.addedRoute)).toEqual([
    '/orders',
    '/orders',
    '/orders',
  ]);
});
