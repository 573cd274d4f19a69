import type { IpsecPolicy } from '../facts/firewall/types.js';
import { inPrefix } from '../net/prefix.js';
import type { Question } from '../net/question.js';
import { IPPROTO } from './packet.js';

/** One end of a packet; the port is null where it is not known. */
interface End {
  readonly address: string;
  readonly port: number | null;
}

/** A policy and whether it surely is the one that decides. */
export interface Deciding {
  readonly policy: IpsecPolicy;
  readonly sure: boolean;
}

function covers(
  { selector, narrowed }: IpsecPolicy,
  protocol: number,
  from: End,
  to: End,
): boolean | undefined {
  if (selector.protocol !== 0 && selector.protocol !== protocol) return false;
  if (!inPrefix(from.address, selector.source) || !inPrefix(to.address, selector.destination)) return false;
  const ports = [
    [selector.sourcePort, from.port],
    [selector.destinationPort, to.port],
  ] as const;
  if (ports.some(([wanted, port]) => wanted !== null && port !== null && wanted !== port)) return false;
  return narrowed || ports.some(([wanted, port]) => wanted !== null && port === null) ? undefined : true;
}

function deciding(
  policies: readonly IpsecPolicy[],
  protocol: number,
  from: End,
  to: End,
): Deciding | undefined {
  for (const policy of policies) {
    const covered = covers(policy, protocol, from, to);
    if (covered !== false && policy.does !== 'allow') return { policy, sure: covered === true };
    if (covered) return undefined;
  }
  return undefined;
}

/**
 * The IPsec policy that drops what a client sends, or what this machine answers, or wants it encrypted. Undefined for
 * this machine's own connections: over loopback the kernel asks no policy.
 */
export function policyOn(
  policies: readonly IpsecPolicy[] | undefined,
  way: 'request' | 'answer',
  { vantage, address, port, protocol, local }: Question,
): Deciding | undefined {
  if (!policies?.length || vantage.kind === 'self' || vantage.source === null || !local) return undefined;
  const client: End = { address: vantage.source, port: null };
  const server: End = { address, port };
  const about = (direction: IpsecPolicy['direction']) =>
    policies.filter(each => each.direction === direction);
  return way === 'request'
    ? deciding(about('in'), IPPROTO[protocol], client, server)
    : deciding(about('out'), IPPROTO[protocol], server, client);
}
