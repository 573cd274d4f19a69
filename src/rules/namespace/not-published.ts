import { valueIn } from '../../facts/fact.js';
import { proxyTo } from '../../facts/namespaces/forwarder.js';
import { type Container, isMachine, type Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { probeOf } from '../probe.js';
import { defineRule, unchecked } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import { joinNetwork, openUnit, rebindInside } from './fixes.js';
import { containerOf, holderIn, listenersIn, lookInto, loopbackOnly, nameOf } from './inside.js';
import { LEAD_FACTS, type LeadFacts, leadOf } from './lead.js';
import { publish } from './publish.js';
import { rulesGone } from './rules-gone.js';
import { withheldPort } from './withheld.js';

/**
 * Found where nobody here serves the port, nothing leads elsewhere, and a process in another network namespace of this
 * machine listens on it.
 */
export const rule = defineRule({
  code: 'namespace/not-published',
  needs: ['sockets', 'interfaces'],
  mayUse: [...LEAD_FACTS, 'units', 'machine', 'subject'],
  // A server that was to run here and died is the nearer reason; the other one has the port by chance.
  explainedBy: [
    'process/crashed',
    'process/crash-loop',
    'process/killed',
    'port/privileged',
    'name/wrong-address',
    'name/hosts-override',
    'port/udp-only',
  ],
  check(facts, question) {
    const spaces = valueIn(facts.namespaces) ?? [];
    // Asked from inside one, the other question is the right one: see localhost-inside-container.
    if (spaces.some(isMachine)) return undefined;
    const withheld = withheldPort(facts, question) ?? rulesGone(facts, question);
    if (withheld) return withheld;
    if (!isUnserved(facts.sockets, question) || leadOf(facts, question) || taken(facts, question))
      return undefined;
    // A server that was named and does not run is not the one that has its port elsewhere.
    if (valueIn(facts.subject)?.installed) return undefined;
    const containers = valueIn(facts.containers);
    const [first, ...others] = candidates(spaces, question, containers);
    if (!first)
      return facts.namespaces.status === 'partial' && containers?.some(each => each.running)
        ? unchecked(facts.namespaces.lacks)
        : undefined;
    // Published as another port: then that one is the answer, see port/wrong-port.
    if (containerOf(first.space, containers)?.published.some(each => each.containerPort === question.port))
      return undefined;
    if (proxyTo(valueIn(facts.processes) ?? [], question.port, first.space.addresses)) return undefined;
    const { space, socket } = first;
    const where = nameOf(space, containers);
    const who = holderIn(space, socket);
    const inner = at(socket.local.address, question.port);
    const more = others.length > 0 ? ` (so does ${nameOf(others[0]!.space, containers)})` : '';
    return {
      severity: 'error',
      summary: `${who} listens on port ${question.port} inside ${where}${more}, and nothing on this machine leads there: a network namespace has ports of its own.`,
      says: `only inside ${where}`,
      outcome: 'refused',
      evidence: [
        {
          fact: 'namespaces',
          says: `In ${where}${space.addresses.length > 0 ? ` (${space.addresses[0]})` : ''}, ${who} listens on ${inner}`,
          source: lookInto(space),
        },
        {
          fact: 'sockets',
          says: `Here nobody listens on port ${question.port}`,
          source: 'sock_diag or /proc/net',
        },
      ],
      fixes: fixes(space, socket, question, containers, valueIn(facts.units)),
    };
  },
});

/** This machine's own connection was taken, whatever led it there. */
const taken = ({ probes }: LeadFacts, question: Question): boolean =>
  question.vantage.kind === 'self' && probeOf(valueIn(probes), question)?.outcome === 'connected';

interface Candidate {
  readonly space: Namespace;
  readonly socket: Socket;
}

/** Namespaces that serve the port, containers first, those that listen on loopback only last. */
function candidates(
  spaces: readonly Namespace[],
  { protocol, port }: Question,
  containers: readonly Container[] | undefined,
): readonly Candidate[] {
  const rank = ({ space, socket }: Candidate): number =>
    (loopbackOnly(socket) ? 2 : 0) + (containerOf(space, containers) || space.unit ? 0 : 1);
  return spaces
    .flatMap(space => {
      const sockets = listenersIn(space, protocol).filter(each => each.local.port === port);
      const socket = sockets.find(each => !loopbackOnly(each)) ?? sockets[0];
      return socket ? [{ space, socket }] : [];
    })
    .toSorted((one, two) => rank(one) - rank(two));
}

function fixes(
  space: Namespace,
  socket: Socket,
  { port, protocol }: Question,
  containers: readonly Container[] | undefined,
  units: readonly Unit[] | undefined,
): Fix[] {
  const container = containerOf(space, containers);
  const wanted = { hostPort: port, containerPort: port, protocol };
  if (loopbackOnly(socket) && (container || space.container)) {
    const where = nameOf(space, containers);
    return [rebindInside(container, socket.local, where, { all: containers ?? [], wanted })];
  }
  if (container) return [publish(container, wanted, containers)];
  const unit = units?.find(each => space.pids.includes(each.mainPid))?.name ?? space.unit;
  if (unit && space.name === null) return [openUnit(unit)];
  return [joinNetwork(space, port, protocol)];
}
