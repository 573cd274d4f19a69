import { expect, it } from 'vitest';
import { withPrograms } from '../../../src/facts/interfaces/programs.js';
import { attachedPrograms } from '../../../src/system/bpf.js';
import type { System } from '../../../src/system/system.js';

const links = [
  { index: 1, flags: ['UP'] },
  { index: 2, flags: ['UP'] },
  { index: 3, flags: [] },
];
const guard = { direction: 'ingress' as const, says: 'bpf guard' };
const asked: number[] = [];
const machine = (uid: number): System =>
  ({
    uid,
    attachedPrograms: (hook: number, index: number) => {
      asked.push(index);
      return index === 2 && hook === 47 ? 1 : 0;
    },
  }) as unknown as System;

it('adds programs of tcx to what traffic control does', () =>
  expect(withPrograms(machine(0), links, new Map([[2, { filters: [guard] }]]))).toEqual(
    new Map([[2, { filters: [guard, { direction: 'egress', says: 'a BPF program of tcx' }] }]]),
  ));

it('asks as root only, and of interfaces that are up', () => {
  expect(asked).not.toContain(3);
  asked.length = 0;
  expect(withPrograms(machine(1000), links, new Map()).size).toBe(0);
  expect(asked).toEqual([]);
});

it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
  "asks the kernel, which has none on this machine's loopback (skipped without root)",
  () => expect(attachedPrograms(46, 1)).toBe(0),
);
