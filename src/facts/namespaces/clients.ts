import { unmapped } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { parseProcNet } from '../sockets/proc-net.js';
import type { Socket } from '../sockets/types.js';

/** Most bytes read of one table of sockets. */
const LIMIT = 4 * 1024 * 1024;

/** Before the handshake is over nothing has come from the other side that only it can know. */
const unmade: ReadonlySet<Socket['state']> = new Set(['listen', 'syn-sent', 'syn-recv', 'bound']);

/**
 * Whose connections to a TCP port of a process's network namespace were made: those that are open, and those that the
 * server closed within the last minute (TIME_WAIT, tcp(7)). Each has passed the handshake, so its packets do come this way.
 */
export function clientsOf(system: System, pid: number, port: number): readonly string[] {
  const sockets = ([4, 6] as const).flatMap(family => {
    const table = attempt(() => system.read(`/proc/${pid}/net/tcp${family === 6 ? '6' : ''}`, LIMIT)) ?? '';
    return parseProcNet(table, 'tcp', family);
  });
  const made = sockets.filter(({ local, state }) => local.port === port && !unmade.has(state));
  return [...new Set(made.map(({ remote }) => unmapped(remote.address)))];
}
