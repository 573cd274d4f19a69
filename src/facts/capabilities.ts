import { remembering } from '../net/remember.js';
import type { System } from '../system/system.js';
import { textOf } from './text-of.js';

/** The bit of capabilities(7) that reading packet filters and changing networks take. */
const CAP_NET_ADMIN = 12n;

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

/** Whether this process has CAP_NET_ADMIN; undefined where /proc does not tell. */
export function mayAdminister(system: System): boolean | undefined {
  const status = ownStatus(system);
  const [, bits] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return bits === undefined ? undefined : ((BigInt(`0x${bits}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}
