import { expect, it } from 'vitest';
import { freezersOf } from '../../../src/facts/processes/freezers.js';
import type { System } from '../../../src/system/system.js';

const systemWith = (files: Readonly<Record<string, string>>) =>
  ({
    read: (path: string) => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  }) as unknown as System;

it('finds the group above that was frozen, and not the own one that is frozen with it', () => {
  const system = systemWith({
    '/sys/fs/cgroup/ice/shop/cgroup.events': 'populated 1\nfrozen 1\n',
    '/sys/fs/cgroup/ice/shop/cgroup.freeze': '0\n',
    '/sys/fs/cgroup/ice/cgroup.freeze': '1\n',
  });
  expect(freezersOf(system, '/ice/shop', '0::/ice/shop\n')).toEqual(['/sys/fs/cgroup/ice/cgroup.freeze']);
});

it('finds the freezer of cgroup 1', () => {
  const groups = '7:freezer:/docker/4f\n1:name=systemd:/docker/4f\n0::/\n';
  const folder = '/sys/fs/cgroup/freezer/docker/4f';
  const frozen = { [`${folder}/freezer.state`]: 'FROZEN\n', [`${folder}/freezer.self_freezing`]: '1\n' };
  expect(freezersOf(systemWith(frozen), '/', groups)).toEqual([`${folder}/freezer.state`]);
  expect(freezersOf(systemWith({ [`${folder}/freezer.state`]: 'THAWED\n' }), '/', groups)).toBeUndefined();
});

it('is silent of a process that runs, and of files that cannot be read', () => {
  const system = systemWith({ '/sys/fs/cgroup/app/cgroup.events': 'populated 1\nfrozen 0\n' });
  expect(freezersOf(system, '/app', '0::/app\n')).toBeUndefined();
  expect(freezersOf(systemWith({}), null, undefined)).toBeUndefined();
});
