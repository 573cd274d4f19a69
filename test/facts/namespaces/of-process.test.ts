import { expect, it } from 'vitest';
import { namespaceFinder } from '../../../src/facts/namespaces/of-process.js';
import { realSystem } from '../../../src/system/real.js';

const head = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';
const row = (eth: number, pid: number, inode: number) =>
  `00000000887cbf98 ${eth}   ${String(pid).padEnd(10)} 00000000 0        0        0     2        0        ${inode}\n`;

it("tells namespaces by the socket that is the kernel's own, wherever those of programs stand", () => {
  const crowd = Array.from({ length: 100 }, (_, at) => row(0, 5000 + at, 90_000 + at)).join('');
  const tables: Record<string, string> = {
    '/proc/self/net/netlink': head + row(0, 0, 4) + row(16, 0, 5),
    '/proc/7/net/netlink': head + row(0, 4242, 77) + row(0, 0, 4),
    '/proc/8/net/netlink': head + crowd + row(0, 0, 4),
    '/proc/9/net/netlink': head + row(0, 4242, 4) + row(0, 0, 31),
    '/proc/10/net/netlink': head,
  };
  const find = namespaceFinder(
    {
      ...realSystem,
      link: () => {
        throw Object.assign(new Error('no'), { code: 'EACCES' });
      },
      read: (path, most) => (tables[path] ?? '').slice(0, most),
    },
    1000,
  );
  expect([7, 8, 9, 10].map(find)).toEqual([1000, 1000, -31, null]);
});
