import type { System } from '../system/system.js';
import { attempt } from './attempt.js';

/** The bit of capabilities(7) that reading packet filters and changing networks take. */
const CAP_NET_ADMIN = 12n;

/** Whether this process has CAP_NET_ADMIN; undefined where /proc does not tell. */
export function mayAdminister(system: System): boolean | undefined {
  const status = attempt(() => system.read('/proc/self/status')) ?? '';
  const [, bits] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return bits === undefined ? undefined : ((BigInt(`0x${bits}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}
