import type { Output, System } from '../../system/system.js';
import { type Fact, partial, unknown, unknownFrom } from '../fact.js';
import { parseLsof, parseLsofUnix } from './lsof.js';
import type { Socket, UnixListener } from './types.js';

const LACKS =
  'lsof does not tell accept queues, IPV6_V6ONLY, sockets without a process (TIME_WAIT) and, without root, sockets of other users';
const TIMEOUT = 5000;

/** lsof ends with status 1 and without output when there is nothing to list. */
function lsof(system: System, args: readonly string[]): Output {
  if (!system.runSync) throw Object.assign(new Error('lsof'), { code: 'ENOENT' });
  return system.runSync('lsof', ['-nP', ...args], { timeout: TIMEOUT });
}

function list<T>(system: System, args: readonly string[], parse: (text: string) => T[]): Fact<readonly T[]> {
  try {
    const { status, stdout, stderr } = lsof(system, args);
    if (status !== 0 && stdout === '' && stderr !== '') return unknown('failed', `lsof: ${stderr.trim()}`);
    return partial(parse(stdout), 'lsof', LACKS);
  } catch (error) {
    return unknownFrom(error, 'lsof');
  }
}

const FIELDS = '-FpuftPnT';

/** The sockets whose local port is `port`, as lsof(8) lists them, one row for each process that holds one. */
export function readMacSockets(
  system: System,
  {
    port,
    protocols = ['tcp', 'udp'],
  }: { readonly port: number; readonly protocols?: readonly Socket['protocol'][] },
): Fact<readonly Socket[]> {
  const selections = protocols.flatMap(protocol => ['-i', `${protocol.toUpperCase()}:${port}`]);
  return list(system, [...selections, FIELDS], text =>
    parseLsof(text).filter(socket => socket.local.port === port),
  );
}

/** All TCP listeners and all UDP sockets without a peer. */
export const readMacListeners = (system: System): Fact<readonly Socket[]> =>
  list(system, ['-i', FIELDS], text =>
    parseLsof(text).filter(({ state }) => state === 'listen' || state === 'unconnected'),
  );

/** The unix sockets that have a name. */
export const readMacUnixListeners = (system: System): Fact<readonly UnixListener[]> =>
  list(system, ['-U', '-FpftPn'], parseLsofUnix);
