import type { System } from '../../system/system.js';
import type { Namespace } from './types.js';

const CONF = '/proc/sys/net/ipv4/conf';
/** With more interfaces than these, the rest is not asked about. */
const MOST = 32;

/** The values in what `grep -H . …/rp_filter` prints: one line for each file. */
export const parseReversePath = (text: string): NonNullable<Namespace['reversePathFilter']> =>
  Object.fromEntries(
    [...text.matchAll(/^\/proc\/sys\/net\/ipv4\/conf\/([^/\n]+)\/rp_filter:([0-2])$/gm)].map(
      ([, name, value]) => [name!, Number(value)],
    ),
  );

/**
 * net.ipv4.conf.NAME.rp_filter of another network namespace, with `all`: /proc/sys/net shows that of whoever opens it, so
 * it is opened from inside, by nsenter. Asked only where these interfaces are several: by a single one, all come and go.
 */
export async function readReversePath(
  system: System,
  pid: number,
  interfaces: readonly string[],
): Promise<Pick<Namespace, 'reversePathFilter'>> {
  if (interfaces.length < 2) return {};
  const files = ['all', ...interfaces.slice(0, MOST)].map(name => `${CONF}/${name}/rp_filter`);
  try {
    const args = ['-t', String(pid), '-n', 'grep', '-H', '.', ...files];
    const { stdout } = await system.run('nsenter', args, { timeout: 4000 });
    const found = parseReversePath(stdout);
    return 'all' in found ? { reversePathFilter: found } : {};
  } catch {
    return {};
  }
}
