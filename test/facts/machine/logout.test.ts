import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLogout } from '../../../src/facts/machine/logout.js';
import { realSystem } from '../../../src/system/real.js';

/** A machine with these files alone. */
const readFrom = (files: Readonly<Record<string, string>>) =>
  readLogout({
    ...realSystem,
    list: folder => {
      const names = Object.keys(files).filter(file => posix.dirname(file) === folder);
      if (names.length === 0 && folder !== '/run/systemd/system') throw new Error('ENOENT');
      return names.map(file => posix.basename(file));
    },
    read: file => files[file] ?? '',
  });

describe('what logind does at logout', () => {
  it('is to spare all without a setting, and root with one', () =>
    expect(readFrom({})).toEqual({ killUserProcesses: false, spared: ['root'], lingering: [] }));

  it('is what the drop-in with the last name says, and of two by one name that in /etc', () => {
    expect(
      readFrom({
        '/etc/systemd/logind.conf': '[Login]\n#KillUserProcesses=no\n',
        '/usr/lib/systemd/logind.conf': '[Login]\nKillUserProcesses=yes\n',
        '/etc/systemd/logind.conf.d/10-ours.conf': '[Login]\nKillUserProcesses=no\n',
        '/usr/lib/systemd/logind.conf.d/90-theirs.conf': '[Login]\nKillUserProcesses=yes\n',
      })?.killUserProcesses,
    ).toBe(true);
    expect(
      readFrom({
        '/etc/systemd/logind.conf.d/50-a.conf': '[Login]\nKillUserProcesses = yes\n',
        '/run/systemd/logind.conf.d/50-a.conf': '[Login]\nKillUserProcesses=no\n',
      })?.killUserProcesses,
    ).toBe(true);
    expect(
      readFrom({
        '/etc/systemd/logind.conf': '[Login]\n',
        '/usr/lib/systemd/logind.conf': '[Login]\nKillUserProcesses=yes\n',
      })?.killUserProcesses,
    ).toBe(false);
  });

  it('names users in lists that go on, until an empty one', () => {
    const lists = 'KillExcludeUsers=ana\nKillExcludeUsers=bob eve\nKillOnlyUsers=zoe\n';
    expect(readFrom({ '/etc/systemd/logind.conf': lists })).toMatchObject({
      spared: ['ana', 'bob', 'eve'],
      only: ['zoe'],
    });
    const none = readFrom({ '/etc/systemd/logind.conf': `${lists}KillExcludeUsers=\nKillOnlyUsers=\n` });
    expect(none?.spared).toEqual([]);
    expect(none).not.toHaveProperty('only');
  });
});
