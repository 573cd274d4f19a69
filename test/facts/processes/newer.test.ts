import { expect, it } from 'vitest';
import { addedRoute, routesFor } from '../../../src/facts/processes/newer.js';

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
