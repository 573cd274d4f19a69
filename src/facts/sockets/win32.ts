import type { System } from '../../system/system.js';
import { type Fact, partial, unknown, unknownFrom } from '../fact.js';
import { parseNetstat } from './netstat.js';
import type { Socket } from './types.js';

const LACKS =
  'netstat does not tell accept queues, IPV6_V6ONLY, users, and sockets that are bound without listening';
const TIMEOUT = 5000;

/** netstat is there always and ten times as quick to start as PowerShell's Get-NetTCPConnection, which tells the same. */
function list(system: System, fits: (socket: Socket) => boolean): Fact<readonly Socket[]> {
  if (!system.runSync) return unknown('tool-missing', 'netstat cannot be run');
  try {
    const { status, stdout, stderr } = system.runSync('netstat', ['-ano'], { timeout: TIMEOUT });
    if (status !== 0) return unknown('failed', `netstat: ${stderr.trim()}`);
    return partial(parseNetstat(stdout).filter(fits), 'netstat -ano', LACKS);
  } catch (error) {
    return unknownFrom(error, 'netstat');
  }
}

/** The sockets whose local port is `port`. */
export const readWindowsSockets = (
  system: System,
  {
    port,
    protocols = ['tcp', 'udp'],
  }: { readonly port: number; readonly protocols?: readonly Socket['protocol'][] },
): Fact<readonly Socket[]> =>
  list(system, socket => socket.local.port === port && protocols.includes(socket.protocol));

/** All TCP listeners and all UDP sockets. */
export const readWindowsListeners = (system: System): Fact<readonly Socket[]> =>
  list(system, ({ state }) => state === 'listen' || state === 'unconnected');
