import type { Branch } from './branch.js';
import type { HookName } from './hooks.js';
import type { Packet } from './packet.js';
import { byRule, type Passed, type Scene } from './pass.js';

/** A router throws away what it would have to send on with no hop left (RFC 1812 section 5.3.1). */
const isSpent = ({ hops }: Packet): boolean => hops !== undefined && hops.left <= 1;

function stopAt(hook: HookName, { packet, doubts }: Branch): Passed {
  const { by } = packet.hops!;
  return { branches: [], stops: by ? [{ ...byRule(hook, by, doubts), spent: true }] : [], mapped: [] };
}

/** This machine is itself the router: it takes a hop off, before the forward hook (ip_forward). Undefined where it goes on. */
export function spentHere(branch: Branch): Passed | undefined {
  const { packet } = branch;
  if (isSpent(packet)) return stopAt('forward', branch);
  if (packet.hops) packet.hops = { ...packet.hops, left: packet.hops.left - 1 };
  return undefined;
}

/** What has left this machine with a last hop ends at the first router. */
export function spentOutside({ roads }: Scene, passed: Passed): Passed {
  const lost = passed.branches.filter(
    ({ packet }) => isSpent(packet) && roads.isBehindRouter(packet.ends.destination),
  );
  if (lost.length === 0) return passed;
  return {
    ...passed,
    branches: passed.branches.filter(branch => !lost.includes(branch)),
    stops: [...passed.stops, ...lost.flatMap(branch => stopAt('postrouting', branch).stops)],
  };
}
