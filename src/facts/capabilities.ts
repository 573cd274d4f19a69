import { remembering } from '../net/remember.js';
import type { System } from '../system/system.js';
import { textOf } from './text-of.js';

/** Bits of capabilities(7): reading packet filters and changing networks take the one, hard limits beyond themselves the other. */
const CAP_NET_ADMIN = 12n;
const CAP_SYS_RESOURCE = 24n;

/** /proc/self/status, read once: what it tells of users and capabilities stays as it is. */
const ownStatus = remembering((system: System) => textOf(system, '/proc/self/status'));

/** The user and group that this process's sockets belong to; undefined where /proc does not tell. */
export function ownIds(system: System): { readonly uid: number; readonly gid: number } | undefined {
  const status = ownStatus(system);
  const [uid, gid] = ['Uid', 'Gid'].map(
    name => new RegExp(`^${name}:(?:\\s+\\d+){3}\\s+(\\d+)$`, 'm').exec(status)?.[1],
  );
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function has(system: System, capability: bigint): boolean | undefined {
  const [, bits] = /^CapEff:\s*([0-9a-f]+)$/m.exec(ownStatus(system)) ?? [];
  return bits === undefined ? undefined : ((BigInt(`0x${bits}`) >> capability) & 1n) === 1n;
}

/** Whether this process has CAP_NET_ADMIN; undefined where /proc does not tell. */
export const mayAdminister = (system: System): boolean | undefined => has(system, CAP_NET_ADMIN);

/** Whether this process has CAP_SYS_RESOURCE, which the root of a container often lacks; undefined where /proc does not tell. */
export const mayRaiseLimits = (system: System): boolean | undefined => has(system, CAP_SYS_RESOURCE);
