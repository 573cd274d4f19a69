import { type Fact, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import { familyOf } from '../../net/address.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import { leadOf } from '../namespace/lead.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import type { Evidence, Finding, Unchecked } from '../rule.js';
import type { WalkSeen } from './judged.js';

/** The facts that show where the holder of a socket hands its connections on. */
export const PROXY_FACTS = ['owners', 'processes', 'containers', 'namespaces'] as const;

/** What shows that the holder of a socket hands its connections on. */
export type ProxyFacts = Pick<LeadFacts, 'owners' | 'processes' | 'containers'>;

/** Where a connection comes into another namespace, and from whom. */
export interface Goal {
  readonly address: string;
  readonly port: number;
  readonly source: string | null;
}

/** This machine's address on the network of another one. */
export const addressOn = (interfaces: readonly Interface[], to: string): string | null =>
  interfaces
    .flatMap(({ addresses }) => addresses)
    .find(({ address, prefix }) => inPrefix(to, `${address}/${prefix}`))?.address ?? null;

/** What docker-proxy or its like asks of a container, with this machine's address, for those who ask this machine. */
export function proxied(
  seen: WalkSeen & { readonly namespaces: Fact<readonly Namespace[]> } & Partial<ProxyFacts>,
  question: Question,
): (Goal & { readonly evidence: readonly Evidence[] }) | undefined {
  const { owners, processes, containers } = seen;
  if (!owners || !processes || !containers || !question.local) return undefined;
  const facts = { ...seen, owners, processes, containers, sockets: valueIn(seen.sockets) ?? [] };
  const lead = leadOf(facts, question);
  if (lead?.by !== 'program' || lead.address === null) return undefined;
  const { address, port, evidence } = lead;
  return { address, port, source: addressOn(seen.interfaces, address), evidence };
}

/** The client was taken in before, and is left without an answer, or hung up on; where luck decides, now and then. */
export const throughProxy = (finding: Finding, evidence: readonly Evidence[]): Finding => ({
  ...finding,
  evidence: [...evidence, ...finding.evidence],
  ...(finding.outcome !== 'ok' && {
    outcome: finding.outcome === 'refused' ? 'reset' : 'no-answer',
    explains: ['process/hung', 'http/empty-reply', 'http/no-response', 'tcp/reset'] as const,
  }),
});

/** What `check` finds on the way from the program to where it hands connections on: this machine's own, to another one. */
export function onTheWayOn(
  seen: Parameters<typeof proxied>[0],
  question: Question,
  check: (asked: Question) => Finding | Unchecked | undefined,
): Finding | undefined {
  const goal = proxied(seen, question);
  // What is on no network of this machine is met in another way: from inside its namespace (pasta, nsenter).
  if (!goal || goal.source === null || isLoopback(goal.address)) return undefined;
  const { address, port, evidence } = goal;
  const family = familyOf(address) ?? question.family;
  const found = check({ ...question, vantage: here, local: false, family, address, port });
  return found && 'severity' in found ? throughProxy(found, evidence) : undefined;
}
