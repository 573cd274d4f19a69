import { expect, it } from 'vitest';
import { quotaOf } from '../../../src/facts/processes/quota.js';
import type { System } from '../../../src/system/system.js';

const quotaIn = (files: Readonly<Record<string, string>>) =>
  quotaOf(
    {
      read: (path: string) => {
        const text = files[path];
        if (text === undefined) throw new Error('ENOENT');
        return text;
      },
    } as unknown as System,
    42,
  );

it('takes the tightest quota of the groups above a process', () => {
  const found = quotaIn({
    '/proc/42/cgroup': '0::/system.slice/shop.service\n',
    '/sys/fs/cgroup/system.slice/cpu.max': '50000 100000\n',
    '/sys/fs/cgroup/system.slice/shop.service/cpu.max': '1000 100000\n',
    '/sys/fs/cgroup/system.slice/shop.service/cpu.stat': 'usage_usec 9\nnr_periods 200\nnr_throttled 150\n',
  });
  expect(found).toEqual({ share: 0.01, throttled: 0.75, folder: '/sys/fs/cgroup/system.slice/shop.service' });
});

it('reads the files of cgroup 1', () => {
  const folder = '/sys/fs/cgroup/cpu/docker/4f';
  const found = quotaIn({
    '/proc/42/cgroup': '4:memory:/docker/4f\n3:cpu,cpuacct:/docker/4f\n0::/\n',
    [`${folder}/cpu.cfs_quota_us`]: '1000\n',
    [`${folder}/cpu.cfs_period_us`]: '1000000\n',
    [`${folder}/cpu.stat`]: 'nr_periods 10\nnr_throttled 10\nthrottled_time 5\n',
  });
  expect(found).toEqual({ share: 0.001, throttled: 1, folder });
});

it('finds none where any amount may be used, and in files that cannot be read', () => {
  const folder = '/sys/fs/cgroup/cpu/docker/4f';
  expect(
    quotaIn({
      '/proc/42/cgroup': '3:cpu,cpuacct:/docker/4f\n0::/app\n',
      '/sys/fs/cgroup/app/cpu.max': 'max 100000\n',
      [`${folder}/cpu.cfs_quota_us`]: '-1\n',
      [`${folder}/cpu.cfs_period_us`]: '100000\n',
    }),
  ).toBeUndefined();
  expect(quotaIn({})).toBeUndefined();
});
