import { expect, it } from 'vitest';
import { unmetCondition } from '../../../src/facts/units/condition.js';
import { realSystem } from '../../../src/system/real.js';
import { unit } from '../../programs/situation.js';

it.each([
  ['ConditionPathExists=/etc/shop/on', 'inactive', 'ConditionPathExists=/etc/shop/on'],
  ['AssertPathExists=!/srv', 'inactive', 'AssertPathExists=!/srv'],
  ['ConditionPathExists=/srv\nConditionPathExists=!/etc/off', 'inactive', undefined],
  ['ConditionPathExists=|/etc/shop/on\nConditionPathExists=/run/%i', 'inactive', undefined],
  ['ConditionPathExists=/etc/shop/on', 'failed', undefined],
  ['ConditionPathExists=/root/hidden', 'inactive', undefined],
  ['ConditionPathExists=/etc/shop/on\nConditionPathExists=', 'inactive', undefined],
  [' ConditionPathExists = /etc/shop/on \n', 'inactive', 'ConditionPathExists=/etc/shop/on'],
])('tells what keeps a unit from being started by now: %j, %s', (text, activeState, line) => {
  const system = {
    ...realSystem,
    read: () => `[Unit]\n${text}\n[Service]\nExecStart=/bin/true\n`,
    status: (path: string) => {
      if (path !== '/srv')
        throw Object.assign(new Error(path), { code: path.startsWith('/root') ? 'EACCES' : 'ENOENT' });
      return { kind: 'directory' } as never;
    },
  };
  expect(unmetCondition(system, unit({ activeState, files: ['/etc/systemd/system/shop.service'] }))).toBe(
    line,
  );
});
