import { isOverlay } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Neighbour, RouteLookup, Routing } from '../../facts/routes/types.js';
import { commandLine } from '../../programs/shell.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { evidenceOf } from './way.js';

const HEARD = new Set(['reachable', 'stale', 'delay', 'probe']);

/**
 * What an entry that was set by hand (NUD_PERMANENT, which the kernel never asks for again) does to the replies that leave
 * by `lookup`: found where they surely go to nobody, unchecked where nothing shows that the hardware address is a
 * neighbour's. Any other entry of the same hardware address that was heard of shows it.
 */
export function byHand(
  lookup: RouteLookup,
  { neighbours }: Routing,
  interfaces: readonly Interface[],
): Finding | Unchecked | undefined {
  const near = neighbours.filter(({ device }) => device === lookup.device);
  const hop = near.find(({ address }) => address === (lookup.gateway ?? lookup.to));
  const device = interfaces.find(({ name }) => name === lookup.device);
  if (hop?.state !== 'permanent' || !hop.hardwareAddress || isOverlay(lookup.device, interfaces))
    return undefined;
  const { hardwareAddress } = hop;
  if (/^[0:]+$/.test(hardwareAddress) || hardwareAddress === device?.hardwareAddress)
    return toNobody(hop, lookup, hardwareAddress === device?.hardwareAddress);
  if (near.some(each => each.hardwareAddress === hardwareAddress && HEARD.has(each.state))) return undefined;
  return unchecked(
    `replies to ${hop.address} go to the hardware address ${hardwareAddress}, which was set by hand on ${hop.device} and is never asked for again: whether it is the right one cannot be told from here (sudo ${forget(hop)} lets this machine ask)`,
  );
}

const forget = ({ address, device }: Neighbour): string =>
  commandLine(['ip', 'neigh', 'del', address, 'dev', device]);

const toNobody = (hop: Neighbour, lookup: RouteLookup, own: boolean): Finding => ({
  severity: 'error',
  summary: `Replies to ${lookup.to} go to the hardware address ${hop.hardwareAddress}, which was set by hand for ${hop.address} on ${hop.device} and is ${own ? `that of ${hop.device} itself` : "nobody's"}, so they never arrive.`,
  says: `${hop.address} has a wrong hardware address`,
  outcome: 'timeout',
  evidence: [
    evidenceOf(lookup),
    {
      fact: 'routes',
      says: `${hop.address} on ${hop.device} is permanent with ${hop.hardwareAddress}`,
      source: 'ip neigh',
    },
  ],
  fixes: [
    {
      title: 'Let this machine ask for the hardware address again',
      steps: [{ do: 'run', command: forget(hop) }],
      risk: 'Somebody set it by hand, perhaps against forged answers.',
      needsRoot: true,
    },
  ],
});
