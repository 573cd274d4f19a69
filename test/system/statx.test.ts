import { lstatSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { socketCalls } from '../../src/system/netlink/library.js';
import { statx } from '../../src/system/statx.js';

beforeAll(() => {
  expect(socketCalls()?.statx).toBeDefined();
});

describe.runIf(process.platform === 'linux')('the status by the C library', () => {
  it.each(['/etc/hosts', '/', '/proc/self/fd', '/proc/self/exe', '/dev/null', '/dev/shm', '/tmp'])(
    'is what Node says of %s',
    path => {
      for (const follow of [true, false]) {
        const stats = follow ? statSync(path) : lstatSync(path);
        const seen = statx(path, follow);
        expect(seen).toMatchObject({
          inode: stats.ino,
          device: stats.dev,
          uid: stats.uid,
          gid: stats.gid,
          mode: stats.mode,
        });
        // Node's own files come and go in /proc/self/fd, and its time is that of the look.
        if (path.startsWith('/proc/self')) continue;
        expect(seen?.size).toBe(stats.size);
        expect(seen?.modifiedAt).toBeCloseTo(stats.mtimeMs, 2);
        expect(seen?.bornAt).toBeCloseTo(stats.birthtimeMs, 2);
      }
    },
  );

  it('tells what kind of thing it is', () => {
    expect(statx('/etc/hosts', true)?.kind).toBe('file');
    expect(statx('/proc/self/exe', false)?.kind).toBe('link');
    expect(statx('/proc/self/exe', true)?.kind).toBe('file');
    expect(statx('/etc', true)?.kind).toBe('directory');
    expect(statx('/dev/null', true)?.kind).toBe('other');
  });

  it('leaves what is not there to Node', () => {
    expect(statx('/nowhere', true)).toBeUndefined();
    expect(statx('/etc/hosts\0', true)).toBeUndefined();
  });
});
