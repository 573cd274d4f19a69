import { expect, it } from 'vitest';
import { codes, diagnosed, errors, listener, probe } from '../../support/healthy.js';

const sockets = [listener('10.0.0.1', 8000)];
const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000)];

it('finds a server on the LAN address that is asked for by loopback', () => {
  expect(errors(diagnosed('127.0.0.1:8000', { sockets, probes }))).toEqual(['bind/one-address']);
});

it('only warns of it for a bare port, which others reach', () => {
  const diagnosis = diagnosed('8000', { sockets, probes });
  expect(diagnosis.verdict).toBe('reachable');
  expect(codes(diagnosis)).toEqual(['warning bind/one-address']);
});

it('rules it out for the address itself', () => {
  expect(codes(diagnosed('10.0.0.1:8000', { sockets, probes }))).toEqual([]);
});

it('finds a server on one loopback address that is asked for by another', () => {
  const sockets = [listener('127.0.0.1', 8000)];
  expect(
    errors(diagnosed('127.0.0.2:8000', { sockets, probes: [probe('127.0.0.2', 8000, 'refused')] })),
  ).toEqual(['bind/one-address']);
});
