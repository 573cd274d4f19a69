import { expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const bound = listener('0.0.0.0', 8000, { state: 'bound' });

it('finds a socket that was bound and never listened', () => {
  const owners = { pidsByInode: { 13000: [42] }, hidden: [] };
  const diagnosis = diagnosed('8000', {
    ...nobody,
    sockets: [bound],
    owners,
    processes: [running(42, ['./server'])],
  });
  expect(errors(diagnosis)).toEqual(['port/bound-not-listening']);
  expect(diagnosis.causes[0]?.summary).toContain('pid 42');
});

it('is no news of a server that waits for something else before it listens', () => {
  const lines = ['could not connect to redis at 127.0.0.1:6379, retrying'];
  const log = { path: '/srv/a.log', modifiedAt: now, because: 'process-output', lines, pid: 42 } as const;
  const diagnosis = diagnosed('8000', {
    ...nobody,
    sockets: [bound],
    owners: { pidsByInode: { 13000: [42] }, hidden: [] },
    processes: [running(42, ['uvicorn', 'main:app', '--port', '8000'])],
    logs: [log],
  });
  expect(errors(diagnosis)).toEqual(['process/waits-for-dependency']);
});

it('cannot be told from /proc, which does not list such sockets', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: partial([], '/proc/net', 'bound sockets') });
  expect(diagnosis.unchecked).toContainEqual({ code: 'port/bound-not-listening', lacks: 'bound sockets' });
});
