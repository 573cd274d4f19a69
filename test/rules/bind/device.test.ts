import { expect, it } from 'vitest';
import { codes, diagnosed, errors, listener, probe } from '../../support/healthy.js';

it('finds a wildcard socket that is tied to another interface', () => {
  const sockets = [listener('0.0.0.0', 8000, { device: 'lo' })];
  const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)];
  const diagnosis = diagnosed('8000', { sockets, probes });
  expect(errors(diagnosis)).toEqual(['bind/device']);
  expect(diagnosis.verdict).toBe('local-only');
});

it('rules it out where the client comes in by that very interface', () => {
  const sockets = [listener('0.0.0.0', 8000, { device: 'eth0' })];
  expect(codes(diagnosed('10.0.0.1:8000', { sockets }, { from: 'lan', family: null }))).toEqual([]);
});
