import { valueIn } from '../../facts/fact.js';
import { rewrites } from '../../facts/firewall/rewrites.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import { type Container, isMachine, type Namespace } from '../../facts/namespaces/types.js';
import { type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import { type Walk, walk } from '../../firewall/walk.js';
import { here, type Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import type { Evidence } from '../rule.js';
import { at, holdersOf, takersOf } from '../serving.js';
import { isWithin } from './inside.js';
import { intoLoopback, servedSpace } from './into-loopback.js';
import type { Lead, LeadFacts } from './lead-types.js';
import { relayInto } from './relay.js';

/** The facts that show where a port of this machine leads. */
export const LEAD_FACTS = [
  'firewall',
  'routes',
  'limits',
  'listeners',
  'owners',
  'processes',
  'namespaces',
  'containers',
  'probes',
] as const;

/** The firewall's verdict on the question, where its rules could be read. */
export function walkOf(facts: LeadFacts, question: Question): Walk | undefined {
  const firewall = valueIn(facts.firewall);
  if (!firewall || question.address === '') return undefined;
  const { interfaces } = facts;
  return walk(
    {
      firewall,
      interfaces,
      routes: valueIn(facts.routes),
      limits: valueIn(facts.limits),
      listeners: facts.listeners && valueIn(facts.listeners),
    },
    question,
  );
}

/** A rule of iptables may send it on, whose arguments nobody shows (iptables refuses a table in which nft has written). */
export const isPerhapsSent = ({ doubts }: Walk): boolean =>
  doubts.some(({ says }) => /extension (DNAT|REDIRECT)$/.test(says));

const spaceAt = (facts: LeadFacts, address: string): Namespace | undefined =>
  valueIn(facts.namespaces)?.find(space => space.addresses.includes(address));

/** Dnat to an address that is not this machine's. */
function byRule(facts: LeadFacts, question: Question): Lead | undefined {
  const rules = valueIn(facts.firewall);
  if (!rules || !rewrites(rules)) return undefined;
  const way = walkOf(facts, question);
  if (!way || way.delivery === 'local' || !way.rewrittenBy) return undefined;
  const { address, port } = way.destination;
  // What this machine itself asks of an address that is nobody's (a service's of Kubernetes) may lead to its containers.
  const space = spaceAt(facts, address);
  const ours = question.vantage.kind === 'self' && space && isWithin(space, way.output, facts.interfaces);
  if (!question.local && !ours) return undefined;
  return { by: 'rule', address, port, space, evidence: [sentOn(question, way.destination, way.rewrittenBy)] };
}

/** The rule that sends the question's connections on. */
export const sentOn = (question: Question, goal: Walk['destination'], quote: Quote): Evidence => ({
  fact: 'firewall',
  says: `Connections to ${at(question.address, question.port)} are sent on to ${at(goal.address, goal.port)} by the rule ${sayQuote(quote)}`,
  source: sourceOf(quote),
});

/** docker-proxy, rootlessport, pasta: the socket's holder hands connections on. */
export function byProgram(facts: LeadFacts, question: Question): Lead | undefined {
  const processes = valueIn(facts.processes) ?? [];
  const holders = takersOf(facts.sockets, question).flatMap(socket =>
    holdersOf(socket, facts.owners, processes),
  );
  for (const holder of holders) {
    const found = forwardingOf(holder, question.port) ?? relayInto(facts, holder, question.port);
    if (!found) continue;
    const engine = publishedBy(facts, question);
    const port = found.containerPort ?? engine?.port;
    if (!port) return intoLoopback(facts, found, question);
    const address = found.containerAddress ?? engine?.container.addresses[0] ?? null;
    const there = address === null ? undefined : spaceAt(facts, address);
    const space = servedSpace(facts, found.serves) ?? there ?? (engine && spaceOf(facts, engine.container));
    const { program, pid } = found;
    return {
      by: 'program',
      address,
      port,
      space,
      evidence: [
        {
          fact: 'processes',
          says: `${program} (pid ${pid}) hands port ${question.port} on to ${address ?? 'the container'}, port ${port}`,
          source: `/proc/${pid}/cmdline`,
        },
      ],
    };
  }
  return undefined;
}

/** The running container that publishes the question's port. */
function publishedBy(facts: LeadFacts, { protocol, port }: Question) {
  for (const container of valueIn(facts.containers) ?? []) {
    const found = container.published.find(each => each.hostPort === port && each.protocol === protocol);
    if (found && container.running) return { container, port: found.containerPort };
  }
  return undefined;
}

const spaceOf = (facts: LeadFacts, { id, pid }: Container): Namespace | undefined =>
  valueIn(facts.namespaces)?.find(space => space.container === id || (pid > 0 && space.pids.includes(pid)));

/** Asked from inside a namespace: the machine that this one is on is the router of that one too. */
export const isBeside = (
  { routes = [] }: Namespace,
  { namespaces }: Pick<LeadFacts, 'namespaces'>,
): boolean =>
  routes.some(({ gateway }) =>
    valueIn(namespaces)?.some(each => isMachine(each) && each.addresses.includes(gateway ?? '')),
  );

/** The container's own address, asked for directly. A machine at the end of a real cable is another machine. */
function byAddress(facts: LeadFacts, question: Question): Lead | undefined {
  const { address, port, local, behind } = question;
  const space = local || behind === 'client' ? undefined : spaceAt(facts, address);
  if (!space) return undefined;
  if (behind) return { by: 'address', address, port, space, evidence: [] };
  const device = valueIn(facts.routes)?.lookups.find(each => each.to === address)?.device;
  if (!isWithin(space, device, facts.interfaces) && !isBeside(space, facts)) return undefined;
  return { by: 'address', address, port, space, evidence: [] };
}

/** Where the question's connection leads; undefined where a socket of this namespace, or nobody, takes it. */
export const leadOf = (facts: LeadFacts, question: Question): Lead | undefined =>
  question.address === ''
    ? undefined
    : (byRule(facts, question) ?? byProgram(facts, question) ?? byAddress(facts, question));

/** What this machine sends to the address goes to the same place: other rules may see to what comes in. */
function leadsThereToo(
  facts: LeadFacts,
  question: Question,
  address: string,
  { by, ...goal }: Lead,
): boolean {
  if (by !== 'rule' || question.vantage.kind === 'self') return true;
  const way = walkOf(facts, { ...question, address, vantage: here })?.destination;
  return way?.address === goal.address && way.port === goal.port;
}

/** Somebody answered this machine's own probe on that port, so what is behind it, or behind the lead, serves. */
export function answered(facts: LeadFacts, question: Question, lead?: Lead): boolean {
  const probes = (valueIn(facts.probes) ?? []).filter(
    each => !lead || leadsThereToo(facts, question, each.address, lead),
  );
  const own = probeOf(probes, question) ?? probes.find(each => each.port === question.port && !each.because);
  return own?.conversations.some(each => each.outcome === 'answered') ?? false;
}
