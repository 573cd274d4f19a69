import { expect, it } from 'vitest';
import { diagnosed, errors, now, probe } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const log = (age: number) => [
  {
    path: '/srv/nohup.out',
    modifiedAt: now - age,
    because: 'caller-directory' as const,
    lines: ['starting', 'Killed'],
    pid: null,
  },
];

it('finds a server that a signal ended', () => {
  expect(errors(diagnosed('8000', { ...nobody, logs: log(60_000) }))[0]).toBe('process/killed');
});

it('does not believe an old log', () => {
  expect(errors(diagnosed('8000', { ...nobody, logs: log(80_000_000) }))).toEqual(['port/nothing-listens']);
});
