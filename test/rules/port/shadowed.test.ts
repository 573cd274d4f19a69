import { expect, it } from 'vitest';
import { codes, diagnosed, healthy, listener, probe, running } from '../../support/healthy.js';

const sockets = [listener('127.0.0.1', 8000), listener('0.0.0.0', 8000, { inode: 9 })];
const owners = { pidsByInode: { 13000: [42], 9: [43] }, hidden: [] };
const processes = [running(42, ['node', 'old.js']), running(43, ['python3', 'new.py'])];
const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)];

it('warns that loopback leads to another program than the other addresses', () => {
  expect(codes(diagnosed('8000', { sockets, owners, processes, probes }))).toEqual(['warning port/shadowed']);
});

it('leaves one program with two sockets in peace', () => {
  const one = { pidsByInode: { 13000: [42], 9: [42] }, hidden: [] };
  expect(
    codes(diagnosed('8000', { sockets, owners: one, processes: healthy(8000).processes, probes })),
  ).toEqual([]);
});

it('tells two programs of which one is hidden by their users and control groups', () => {
  const hidden = { pidsByInode: {}, hidden: [13000, 9] };
  const seen = (more: object) =>
    diagnosed('8000', {
      sockets: [listener('127.0.0.1', 8000), listener('0.0.0.0', 8000, { inode: 9, ...more })],
      owners: hidden,
      processes: [],
      probes,
    });
  expect(codes(seen({ uid: 7 }))).toEqual(['warning port/shadowed']);
  expect(codes(seen({ cgroup: 7 }))).toEqual([]);
  const alike = seen({});
  expect(codes(alike)).toEqual([]);
  expect(alike.unchecked.map(({ code }) => code)).toContain('port/shadowed');
});

it('leaves open whose they are where a program that gave root up may have made both', () => {
  const sockets = [listener('127.0.0.1', 8000, { uid: 0 }), listener('::', 8000, { inode: 9, uid: 7 })];
  const seen = (pidsByInode: Record<string, number[]>) =>
    diagnosed('8000', {
      sockets,
      owners: { pidsByInode, hidden: [13000] },
      processes: [running(43, ['python3', 'new.py'])],
      probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000), probe('::1', 8000)],
    });
  const open = seen({});
  expect(codes(open)).toEqual([]);
  expect(open.unchecked.map(({ code }) => code)).toContain('port/shadowed');
  expect(codes(seen({ 9: [43] }))).toEqual(['warning port/shadowed']);
});
