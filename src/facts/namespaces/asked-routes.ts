import { familyOf } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { parseLookup } from '../routes/ip-tool.js';
import { textOf } from '../text-of.js';
import { isRefusing, parseRoutes } from './routes.js';
import type { Namespace } from './types.js';

/** Of more addresses than these the way is not asked for: each costs two programs. */
const MOST = 16;

type Route = NonNullable<Namespace['routes']>[number];

/** The kernel's answer as a route of the one address; undefined where it gave none, or the address is the namespace's own. */
async function askedRoute(system: System, pid: number, from: string, to: string): Promise<Route | undefined> {
  const args = ['-t', String(pid), '-n', 'ip', '-j', 'route', 'get', to, 'from', from];
  const { stdout, stderr } = await system.run('nsenter', args, { timeout: 4000 });
  const { error, type, device, gateway } = parseLookup({ to, from }, stdout, stderr);
  if (error === 'EBADMSG' || (error === null && type !== 'unicast')) return undefined;
  const refused = error !== null || (device !== null && isRefusing(device));
  return { prefix: `${to}/32`, device: refused ? null : device, ...(!refused && gateway && { gateway }) };
}

/**
 * Where a namespace's policy rules lead the answers of its address to each of these clients, IPv4 alone, as the kernel
 * says to whoever asks from inside (ip-route(8), get); behind them the routes of its main table. None of the first where
 * nobody may ask.
 */
export async function askedRoutes(
  system: System,
  pid: number,
  from: string,
  clients: readonly string[],
): Promise<readonly Route[]> {
  const asked = await Promise.all(
    clients
      .filter(address => familyOf(address) === 4)
      .slice(0, MOST)
      .map(to => askedRoute(system, pid, from, to).catch(() => undefined)),
  );
  return [
    ...asked.filter(each => each !== undefined),
    ...parseRoutes(textOf(system, `/proc/${pid}/net/route`)),
  ];
}
