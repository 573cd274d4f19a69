import { expect, it } from 'vitest';
import { badPorts, defaultPort, parsePort, serviceAt } from '../../src/net/ports.js';

/** node's fetch() refuses a bad port before it opens a connection. */
const refusedByFetch = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    error => error.cause?.message === 'bad port',
  );

it('reads ports', () => {
  expect(['1', '65535', '0080'].map(parsePort)).toEqual([1, 65535, 80]);
  expect(['', '0', '65536', '8e3', '-1', '1.0', ' 80', '000080'].map(parsePort)).toEqual(
    new Array(8).fill(undefined),
  );
});

it('names usual services and the ports of schemes', () => {
  expect(serviceAt(5432)).toBe('postgresql');
  expect(serviceAt(64000)).toBeUndefined();
  expect(defaultPort('https')).toBe(443);
  expect(defaultPort('constructor')).toBeUndefined();
});

it('lists the bad ports of the Fetch standard', async () => {
  expect(badPorts.size).toBe(82);
  for (const port of badPorts) expect([port, await refusedByFetch(port)]).toEqual([port, true]);
  for (const port of [80, 443, 3000, 8000, 8080, 6001, 27017]) expect(badPorts.has(port)).toBe(false);
});
