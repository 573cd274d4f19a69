import { isWildcard } from '../../net/prefix.js';
import type { System } from '../../system/system.js';
import type { Socket } from '../sockets/types.js';
import type { Namespace } from './types.js';

/** IPV6_V6ONLY of each socket by its inode, in what `ss -e` prints: `… ino:4711 sk:1 v6only:1 <->` (ss(8)). */
const parseFamilies = (text: string): ReadonlyMap<number, boolean> =>
  new Map(
    text.split('\n').flatMap(line => {
      const inode = /\bino:(\d+)/.exec(line)?.[1];
      const v6only = /\bv6only:([01])/.exec(line)?.[1];
      return inode && v6only ? [[Number(inode), v6only === '1'] as const] : [];
    }),
  );

const isUntold = ({ protocol, family, local, v6only }: Socket): boolean =>
  protocol === 'tcp' && family === 6 && v6only === null && isWildcard(local.address);

/**
 * The listeners of another network namespace with IPV6_V6ONLY, which /proc does not tell: netlink does, to whoever asks
 * from inside. As they were where nobody may ask, or nothing listens on [::].
 */
export async function readFamilies(
  system: System,
  pid: number,
  { listeners }: Pick<Namespace, 'listeners'>,
): Promise<Pick<Namespace, 'listeners'>> {
  if (!listeners.some(isUntold)) return { listeners };
  try {
    const { stdout } = await system.run('nsenter', ['-t', String(pid), '-n', 'ss', '-Hlnte'], {
      timeout: 4000,
    });
    const told = parseFamilies(stdout);
    return {
      listeners: listeners.map(each =>
        isUntold(each) ? { ...each, v6only: told.get(each.inode) ?? null } : each,
      ),
    };
  } catch {
    return { listeners };
  }
}
