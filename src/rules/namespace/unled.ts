import { valueIn } from '../../facts/fact.js';
import { sentTo } from '../../facts/firewall/goals.js';
import { proxiesTo } from '../../facts/namespaces/forwarder.js';
import { type Container, isMachine, type Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Seen } from '../rule.js';
import { isUnserved } from '../serving.js';
import { containerOf, listenersIn, loopbackOnly } from './inside.js';
import { LEAD_FACTS, leadOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';

/** The facts beside the sockets and interfaces in which a server of another namespace is found that nothing leads to. */
export const UNLED_FACTS = [...LEAD_FACTS, 'subject'] as const;

type UnledFacts = Seen<'sockets' | 'interfaces', (typeof UNLED_FACTS)[number]>;

/** A server in another network namespace. */
export interface Inner {
  readonly space: Namespace;
  readonly socket: Socket;
}

/** Asked from inside one, the other question is the right one: see localhost-inside-container. */
export const isAskedInside = ({ namespaces }: Pick<LeadFacts, 'namespaces'>): boolean =>
  (valueIn(namespaces) ?? []).some(isMachine);

/**
 * Those who serve the question's port in other network namespaces, likeliest first, as far as they can be seen; undefined
 * where somebody has it here, or something leads elsewhere.
 */
export function unledTo(facts: UnledFacts, question: Question): readonly Inner[] | undefined {
  if (isAskedInside(facts) || !isUnserved(facts.sockets, question)) return undefined;
  // A server that was named and does not run is not the one that has its port elsewhere.
  if (valueIn(facts.subject)?.installed || leadOf(facts, question) || taken(facts, question))
    return undefined;
  const containers = valueIn(facts.containers);
  const found = candidates(valueIn(facts.namespaces) ?? [], question, containers);
  const [first] = found;
  if (!first) return [];
  // Published as another port: then that one is the answer, see port/wrong-port.
  const elsewhere = containerOf(first.space, containers)?.published.some(
    each => each.containerPort === question.port,
  );
  const handedOn = proxiesTo(valueIn(facts.processes) ?? [], question.port, first.space.addresses)[0];
  const rules = valueIn(facts.firewall);
  const sentOn = rules && sentTo(rules, first.space.addresses, question.port, question.protocol).length > 0;
  return elsewhere || handedOn || sentOn ? undefined : found;
}

/** This machine's own connection was taken, whatever led it there. */
const taken = ({ probes }: LeadFacts, question: Question): boolean =>
  question.vantage.kind === 'self' && probeOf(valueIn(probes), question)?.outcome === 'connected';

/** Namespaces that serve the port, containers first, those that listen on loopback only last. */
function candidates(
  spaces: readonly Namespace[],
  { protocol, port }: Question,
  containers: readonly Container[] | undefined,
): readonly Inner[] {
  const rank = ({ space, socket }: Inner): number =>
    (loopbackOnly(socket) ? 2 : 0) + (containerOf(space, containers) || space.unit ? 0 : 1);
  return spaces
    .flatMap(space => {
      const sockets = listenersIn(space, protocol).filter(each => each.local.port === port);
      const socket = sockets.find(each => !loopbackOnly(each)) ?? sockets[0];
      return socket ? [{ space, socket }] : [];
    })
    .toSorted((one, two) => rank(one) - rank(two));
}
