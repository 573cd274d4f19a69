import { expect, it } from 'vitest';
import { unknown } from '../../../src/facts/fact.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { rule } from '../../../src/rules/bind/loopback-only.js';
import { codes, diagnosed, errors, healthy, listener, probe, running } from '../../support/healthy.js';
import { attempt, hostsLine, lookedUp, ofName } from '../../support/names.js';

const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')];

it('finds a server on 127.0.0.1 that the network asks for', () => {
  const diagnosis = diagnosed('8000', { sockets: [listener('127.0.0.1', 8000)], probes });
  expect(errors(diagnosis)).toEqual(['bind/loopback-only']);
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'stop', pid: 42 },
    { do: 'run', command: expect.stringContaining('--bind 0.0.0.0'), cwd: '/srv', background: true },
  ]);
});

it('ends what the server has left behind with its socket too: nobody else could have the port before', () => {
  const owners = { pidsByInode: { 13000: [42, 50] }, hidden: [] };
  const processes = [...healthy(8000).processes, running(50, ['sleep', '600'])];
  const [cause] = diagnosed('8000', {
    sockets: [listener('127.0.0.1', 8000)],
    probes,
    owners,
    processes,
  }).causes;
  expect(cause?.fixes[0]?.steps?.slice(0, 2)).toEqual([
    { do: 'stop', pid: 50 },
    { do: 'stop', pid: 42 },
  ]);
});

it('rules it out where the loopback address itself was asked for, or another listener takes the connection', () => {
  expect(codes(diagnosed('127.0.0.1:8000', { sockets: [listener('127.0.0.1', 8000)], probes }))).toEqual([]);
  const both = [listener('127.0.0.1', 8000), listener('10.0.0.1', 8000)];
  expect(errors(diagnosed('8000', { sockets: both }))).toEqual([]);
});

it('leaves it unchecked where the sockets cannot be seen', () => {
  const diagnosis = diagnosed('8000', { sockets: unknown('failed', 'no /proc'), probes });
  expect(diagnosis.unchecked).toContainEqual({ code: 'bind/loopback-only', lacks: 'no /proc' });
});

it('says how to see the program where it is hidden', () => {
  const hidden = { owners: { pidsByInode: {}, hidden: [13000] }, processes: [] };
  const [cause] = diagnosed('8000', { sockets: [listener('127.0.0.1', 8000)], probes, ...hidden }).causes;
  expect(cause).toMatchObject({
    code: 'bind/loopback-only',
    fixes: [{ text: expect.stringContaining('sudo') }],
  });
});

it('stands behind the lack of any address to ask by, where every listener is on loopback', () => {
  const interfaces = healthy(8000).interfaces.map(each =>
    each.name === 'lo' ? each : { ...each, addresses: [] },
  );
  const asked = (...sockets: readonly Socket[]) =>
    errors(diagnosed('8000', { interfaces, sockets, probes }, { from: 'lan', family: null }));
  expect(asked(listener('127.0.0.1', 8000))).toEqual(['interface/no-address', 'bind/loopback-only']);
  expect(asked(listener('127.0.0.1', 8000), listener('::', 8000))).toEqual(['interface/no-address']);
  expect(asked(listener('0.0.0.0', 8000))).toEqual(['interface/no-address']);
});

it('is worth knowing where the hosts file leads the name of this machine elsewhere', () => {
  const names = lookedUp(['10.77.0.99'], { from: 'hosts', hosts: [hostsLine(2, '10.77.0.99 app.test')] });
  const dead = [attempt('10.77.0.99', 'host-unreachable')];
  const told = (...sockets: readonly Socket[]) => ofName(rule, { names, probes: dead, sockets });
  expect(told(listener('127.0.0.1', 8000))).toMatchObject({ severity: 'note', says: '127.0.0.1 only' });
  expect(told(listener('0.0.0.0', 8000))).toBe('ruled-out');
  const remote = { ...names, from: 'dns' as const };
  expect(ofName(rule, { names: remote, probes: dead, sockets: [listener('127.0.0.1', 8000)] })).toBe(
    'ruled-out',
  );
});
