import { valueIn } from '../../facts/fact.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { joinNetwork, openUnit, rebindInside } from './fixes.js';
import { containerOf, holderIn, lookInto, loopbackOnly, nameOf } from './inside.js';
import { publish, publishById } from './publish.js';
import { rulesGone } from './rules-gone.js';
import { isAskedInside, UNLED_FACTS, unledTo } from './unled.js';
import { withheldPort } from './withheld.js';

/**
 * Found where nobody here serves the port, nothing leads elsewhere, and a process in another network namespace of this
 * machine listens on it.
 */
export const rule = defineRule({
  code: 'namespace/not-published',
  needs: ['sockets', 'interfaces'],
  mayUse: [...UNLED_FACTS, 'units', 'machine'],
  // A server that was to run here and died is the nearer reason; the other one has the port by chance.
  explainedBy: [
    'process/crashed',
    'process/crash-loop',
    'process/killed',
    'port/privileged',
    'name/wrong-address',
    'name/hosts-override',
    'port/udp-only',
    // Rules of IPv4 lead there: whoever mends that way misses nothing by IPv6.
    'namespace/container-loopback',
    'firewall/forward-dropped',
  ],
  check(facts, question) {
    if (isAskedInside(facts)) return undefined;
    const withheld = withheldPort(facts, question) ?? rulesGone(facts, question);
    if (withheld) return withheld;
    const inner = unledTo(facts, question);
    if (!inner) return undefined;
    const containers = valueIn(facts.containers);
    const [first, ...others] = inner;
    if (!first)
      return facts.namespaces.status === 'partial' && containers?.some(each => each.running)
        ? unchecked(facts.namespaces.lacks)
        : undefined;
    const { space, socket } = first;
    const where = nameOf(space, containers);
    const who = holderIn(space, socket);
    const more = others.length > 0 ? ` (so does ${nameOf(others[0]!.space, containers)})` : '';
    return {
      severity: 'error',
      summary: `${who.replace(/^a process/, 'A process')} listens on port ${question.port} inside ${where}${more}, and nothing on this machine leads there: a network namespace has ports of its own.`,
      says: `only inside ${where}`,
      outcome: 'refused',
      evidence: [
        {
          fact: 'namespaces',
          says: `In ${where}${space.addresses.length > 0 ? ` (${space.addresses[0]})` : ''}, ${who} listens on ${at(socket.local.address, question.port)}`,
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
  if (isId(space.container)) return [publishById(space.container, wanted)];
  const unit = units?.find(each => space.pids.includes(each.mainPid))?.name ?? space.unit;
  if (unit && space.name === null) return [openUnit(unit)];
  return [joinNetwork(space, port, protocol, loopbackOnly(socket))];
}

/** Docker, podman and others of their kind name a control group by 64 digits, and LXC by the container's own name. */
const isId = (container: string | null): container is string => /^[\da-f]{64}$/.test(container ?? '');
