import { parseAddress } from '../net/address.js';
import { BY_PORT } from '../net/mistyped.js';
import { isLimitedBroadcast, isLoopback, isMulticast } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import { UsageError } from '../net/usage-error.js';
import { baseName } from '../programs/invocation.js';
import type { FileStatus, System } from '../system/system.js';
import type { Interface } from './interfaces/types.js';
import type { Asking } from './questions.js';

const familyOf = (address: string): 4 | 6 | null => parseAddress(address)?.family ?? null;

/**
 * Refuses an address that no TCP connection can lead to: it means many machines.
 * @throws UsageError
 */
export function checkDestination({ host, protocol }: Target): void {
  if (host === null || protocol !== 'tcp') return;
  const kind = isMulticast(host) ? 'multicast' : isLimitedBroadcast(host) ? 'broadcast' : undefined;
  if (kind) throw new UsageError(`${host} is a ${kind} address`, 'TCP leads to one machine: name that one');
}

/**
 * Refuses a path at which there is something else than a socket.
 * @throws UsageError
 */
export function checkSocket(system: System, { socketPath }: Target): void {
  const kind = socketPath?.startsWith('/') ? kindOf(system, socketPath) : undefined;
  if (kind && kind !== 'socket')
    throw new UsageError(
      `${socketPath} is no socket${kind === 'other' ? '' : `, but a ${kind}`}`,
      kind === 'file'
        ? `netcheck why ${baseName(socketPath ?? '')} asks about a program`
        : kind === 'directory'
          ? BY_PORT
          : 'Try unix:/run/app.sock',
    );
}

function kindOf(system: System, path: string): FileStatus['kind'] | undefined {
  try {
    return system.status(path, true).kind;
  } catch {
    return undefined;
  }
}

/**
 * Refuses a client, a family and an address that do not go together: nobody can ask that.
 * @throws UsageError
 */
export function checkFamilies({ host }: Target, { from, family }: Asking): void {
  const client = familyOf(from);
  const target = host === null ? null : familyOf(host);
  if (family && client && client !== family)
    throw new UsageError(`-${family} asks for IPv${family}, and ${from} is an IPv${client} address`);
  if (family && target && target !== family)
    throw new UsageError(`-${family} asks for IPv${family}, and ${host} is an IPv${target} address`);
  // Another machine that is asked about loopback means this machine, by whichever address it has.
  if (client && target && client !== target && !isLoopback(host!))
    throw new UsageError(
      `${from} is an IPv${client} address, and ${host} an IPv${target} one`,
      'name a client of the same family',
    );
}

/**
 * Refuses an address whose zone (`%eth0`) is no interface of this machine.
 * @throws UsageError
 */
export function checkZone({ host }: Target, interfaces: readonly Interface[]): void {
  const zone = host && /%(.+)$/.exec(host)?.[1];
  if (!zone || interfaces.length === 0) return;
  if (interfaces.some(({ name, index }) => name === zone || String(index) === zone)) return;
  const names = interfaces.map(({ name }) => name).join(', ');
  throw new UsageError(`${host}: there is no interface ${zone}`, `there are: ${names}`);
}

/**
 * Refuses to judge where nothing is left to ask: this machine has no address of the family that was asked for.
 * @throws UsageError
 */
export function checkAnyLeft(questions: readonly Question[], { family }: Asking): void {
  if (questions.length > 0) return;
  throw new UsageError(`this machine has no IPv${family ?? 4} address`, 'netcheck ifaces lists them all');
}
