import { expect, it } from 'vitest';
import { diagnosed, errors, listener, probe } from '../../support/healthy.js';
import { lookedUp } from '../../support/names.js';

const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];

it('finds a wildcard IPv6 socket with IPV6_V6ONLY that is asked for over IPv4', () => {
  const sockets = [listener('::', 8000, { v6only: true })];
  expect(errors(diagnosed('10.0.0.1:8000', { sockets, probes }))).toEqual(['bind/ipv6-only']);
});

it('rules it out where the socket takes both families', () => {
  expect(errors(diagnosed('10.0.0.1:8000', { sockets: [listener('::', 8000)] }))).toEqual([]);
});

it('takes the default of Linux where the source does not tell', () => {
  expect(errors(diagnosed('10.0.0.1:8000', { sockets: [listener('::', 8000, { v6only: null })] }))).toEqual(
    [],
  );
});

it.each([
  [['::1', '127.0.0.1'], true],
  [['127.0.0.1', '::1'], false],
])('is no news where localhost leads everybody to ::1 first: %s', (addresses, silent) => {
  const names = lookedUp(addresses, { name: 'localhost' });
  const tried = [probe('127.0.0.1', 8000, 'refused'), probe('::1', 8000)];
  const sockets = [listener('::1', 8000)];
  const { verdict, causes } = diagnosed('http://localhost:8000/', { names, probes: tried, sockets });
  expect(verdict).toBe('reachable');
  expect(causes.length === 0).toBe(silent);
});
