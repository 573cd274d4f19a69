import { type Fact, valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unmapped } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { advice } from '../talk.js';
import { evidenceOf } from './way.js';

interface Seen {
  readonly sockets: Fact<readonly Socket[]>;
  readonly probes: Fact<readonly Probe[]>;
}

/** The kernel's answer for a datagram to the client from a socket that is bound to no address. */
const choice = ({ lookups }: Routing, { vantage }: Question): RouteLookup | undefined =>
  lookups.find(
    each => each.to === vantage.source && each.from === null && each.input === null && each.error === null,
  );

/**
 * A UDP server on a wildcard address that does not say from where it answers (IP_PKTINFO, ip(7)) answers by the address
 * that the kernel chooses for the client: where that is not the one that was asked, the client takes it for somebody
 * else's. Found where this machine's own attempt was answered so; unchecked where it tells nothing.
 */
export function wrongSource(
  seen: Seen,
  routes: Routing,
  question: Question,
): Finding | Unchecked | undefined {
  const { vantage, protocol, address, port, local } = question;
  if (protocol !== 'udp' || vantage.kind === 'self' || !local) return undefined;
  const chosen = choice(routes, question);
  if (!chosen?.source || chosen.source === address) return undefined;
  const takers = takersOf(valueIn(seen.sockets) ?? [], question);
  if (takers.length === 0 || !takers.every(each => isWildcard(unmapped(each.local.address))))
    return undefined;
  const from = probeOf(valueIn(seen.probes), question)?.conversations.find(
    each => each.answeredFrom !== undefined,
  )?.answeredFrom;
  if (from === address) return undefined;
  if (from === undefined)
    return unchecked(
      `the server listens on every address, and one that does not set the source of its answers sends them to ${vantage.source} from ${chosen.source}, not from ${address}: ask it from there`,
    );
  return {
    severity: 'error',
    summary: `Asked at ${at(address, port)}, the server answers ${vantage.source} from ${chosen.source}: it listens on every address and leaves the choice to the kernel, and the client drops an answer from an address that it did not ask.`,
    says: `answers from ${chosen.source}`,
    headline: `the server answers from another address, ${chosen.source}`,
    outcome: 'timeout',
    evidence: [
      evidenceOf(chosen),
      {
        fact: 'probes',
        says: `Asked at ${at(address, port)} by another of this machine's addresses, it answered from ${from}`,
        source: 'recvfrom()',
      },
    ],
    fixes: [
      advice(
        'Let the server answer from the address that was asked',
        `Make it listen on ${address} itself, in a socket of its own, or let its program set the source of each answer (IP_PKTINFO). Clients that ask ${chosen.source} get through.`,
      ),
    ],
  };
}
