import { describe, expect, it } from 'vitest';
import { rootOf } from '../../../src/facts/processes/root.js';
import type { System } from '../../../src/system/system.js';

const inside = '/proc/42/root';

/** Files by path, with their inodes; those of process 42 are ours where they are not named. */
function system(links: Record<string, string>, inodes: Record<string, number> = {}): System {
  const files: Record<string, number> = { '/': 1, '/srv': 2, '/srv/app.js': 3, ...inodes };
  return {
    link(path: string) {
      const to = { '/proc/self/ns/mnt': 'mnt:[1]', ...links }[path];
      if (to === undefined) throw new Error('EACCES');
      return to;
    },
    status(path: string) {
      const inode = files[path] ?? files[path.replace(inside, '') || '/'];
      if (inode === undefined) throw new Error('ENOENT');
      return { device: 8, inode };
    },
  } as unknown as System;
}
const elsewhere = { [inside]: '/', '/proc/42/ns/mnt': 'mnt:[2]' };
const server = { directory: '/srv', command: ['node', '/srv/app.js', '/dev/stdin'] };

describe('the root under which the files of a process are seen', () => {
  it.each<[string, Record<string, string>, Record<string, number>, string]>([
    ['is ours in our own mount namespace', { ...elsewhere, '/proc/42/ns/mnt': 'mnt:[1]' }, {}, ''],
    ['is ours where a unit has mounts that its server does not work with', elsewhere, {}, ''],
    ['is its own in a chroot', { ...elsewhere, [inside]: '/srv/jail' }, {}, inside],
    ['is its own in a container, which changed it', elsewhere, { [`${inside}/`]: 9 }, inside],
    ['is its own where its directory is another', elsewhere, { [`${inside}/srv`]: 9 }, inside],
    ['is its own where its script is another', elsewhere, { [`${inside}/srv/app.js`]: 9 }, inside],
    ['is ours where /dev alone differs', elsewhere, { '/dev/stdin': 4, [`${inside}/dev/stdin`]: 9 }, ''],
    ['is taken for ours where it may not be seen', {}, {}, ''],
  ])('%s', (_, links, inodes, expected) => {
    expect(rootOf(system(links, inodes), 42, server)).toBe(expected);
  });
});
