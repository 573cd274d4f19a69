import { expect, it } from 'vitest';
import { codes, diagnosed, listener, probe, running } from '../../support/healthy.js';

const sockets = [listener('127.0.0.1', 8000)];
const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')];
const server = (environment: Record<string, string>) => [running(42, ['node', 'server.js'], { environment })];

it('notes the variable that explains the address', () => {
  const diagnosis = diagnosed('8000', { sockets, probes, processes: server({ HOST: '127.0.0.1' }) });
  expect(codes(diagnosis)).toContain('note bind/env-moved');
});

it('is silent where no variable holds the address', () => {
  const diagnosis = diagnosed('8000', { sockets, probes, processes: server({ HOST: '0.0.0.0' }) });
  expect(codes(diagnosis)).toEqual(['error bind/loopback-only']);
});
