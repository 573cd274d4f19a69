import { expect, it } from 'vitest';
import { diagnosed, listener, probe, running } from '../support/healthy.js';

const answered = probe('127.0.0.1', 3306).conversations[0]!;
const greeted = { ...answered, asked: 'listen', http: null, protocol: 'mysql', banner: '8.0.32' } as const;

it('calls a binary greeting by the name of its protocol', () => {
  const probes = [{ ...probe('127.0.0.1', 3306), conversations: [greeted] }];
  const world = { sockets: [listener('127.0.0.1', 3306)], probes, processes: [running(42, ['mysqld'])] };
  expect(diagnosed('127.0.0.1:3306', world).reach[0]?.says).toBe('MySQL or MariaDB 8.0.32');
});

it('says of silence over UDP that it is silence', () => {
  const sockets = [listener('127.0.0.1', 5400, { protocol: 'udp', state: 'unconnected' })];
  const probes = [{ ...probe('127.0.0.1', 5400), protocol: 'udp', conversations: [] } as const];
  const { reach, verdict } = diagnosed('127.0.0.1:5400/udp', { sockets, probes });
  expect(verdict).toBe('reachable');
  expect(reach[0]?.says).toMatch(/^silent/);
});
