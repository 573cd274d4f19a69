import { valueIn } from '../../facts/fact.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Container } from '../../facts/namespaces/types.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import { unmapped } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import { defineRule, type Evidence } from '../rule.js';
import { at, holdersOf, serversOf, takersOf } from '../serving.js';
import { LEAD_FACTS, walkOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';
import { ownOnly } from './own-only.js';
import { publish } from './publish.js';

/** Found where a container's port is published on 127.0.0.1 (or ::1), and is asked for by another address. */
export const rule = defineRule({
  code: 'namespace/published-loopback-only',
  needs: ['sockets', 'interfaces'],
  mayUse: LEAD_FACTS,
  check(facts, question) {
    const { address, port, local } = question;
    if (!local || address === '' || isLoopback(address) || isWildcard(address)) return undefined;
    if (takersOf(facts.sockets, question).length > 0) return undefined;
    const way = walkOf(facts, question);
    if (way?.rewrittenBy && way.delivery !== 'local') return undefined;
    const engine = byEngine(facts, question) ?? byProgram(facts, question);
    // Rules prove that none leads others there only where all of them were read, and none is in doubt.
    if (!engine && (facts.firewall.status !== 'known' || way?.otherwise.length !== 0)) return undefined;
    const own = engine ? undefined : ownOnly(facts, question);
    if (own) return own;
    const place = engine ?? byRule(facts, question);
    if (!place) return undefined;
    const { container, hostAddress, evidence } = place;
    const what = container ? `container ${container.name}` : 'a container';
    return {
      severity: 'error',
      summary: `Port ${port} of ${what} is published on ${hostAddress} only, so programs on this machine get in and nobody else does.`,
      says: `published on ${hostAddress} only`,
      outcome: 'refused',
      evidence: [evidence],
      fixes: [
        container
          ? publish(
              container,
              {
                hostPort: port,
                containerPort: place.containerPort,
                protocol: question.protocol,
              },
              valueIn(facts.containers),
            )
          : {
              title: 'Publish the port on every address',
              text: `Make the container again with docker run -p ${port}:${place.containerPort || port} (without 127.0.0.1 in front).`,
              needsRoot: false,
            },
      ],
    };
  },
});

interface Published {
  readonly container: Container | undefined;
  readonly hostAddress: string;
  readonly containerPort: number;
  readonly evidence: Evidence;
}

/** Every publication of the port is on loopback. */
function byEngine(facts: LeadFacts, { port, protocol }: Question): Published | undefined {
  const all = (valueIn(facts.containers) ?? [])
    .filter(container => container.running)
    .flatMap(container =>
      container.published
        .filter(each => each.hostPort === port && each.protocol === protocol)
        .map(each => ({ container, ...each })),
    );
  const first = all[0];
  if (!first || !all.every(each => isLoopback(each.hostAddress))) return undefined;
  const { container, hostAddress, containerPort, byDefault } = first;
  return {
    container,
    hostAddress,
    containerPort,
    evidence: {
      fact: 'containers',
      says: `Container ${container.name} publishes its port ${containerPort} as ${at(hostAddress, port)}${byDefault ? ', which is what -p means there where it names no address' : ''}`,
      source: `${container.engine} inspect ${container.name}`,
    },
  };
}

/** What the program that forwards was started with, where the engine may not be asked. */
function byProgram(facts: LeadFacts, question: Question): Published | undefined {
  const processes = valueIn(facts.processes) ?? [];
  for (const socket of serversOf(facts.sockets, question)) {
    if (!isLoopback(unmapped(socket.local.address))) continue;
    const holder = holdersOf(socket, facts.owners, processes)[0];
    const found = holder && forwardingOf(holder, question.port);
    if (!holder || !found) continue;
    const hostAddress = socket.local.address;
    return {
      container: undefined,
      hostAddress,
      containerPort: found.containerPort ?? 0,
      evidence: {
        fact: 'processes',
        says: `${found.program} (pid ${found.pid}) stands for a container's port and listens on ${at(hostAddress, question.port)}`,
        source: `/proc/${found.pid}/cmdline`,
      },
    };
  }
  return undefined;
}

/** A rule leads into the container, and for this machine's own connections to 127.0.0.1 alone. */
function byRule(facts: LeadFacts, question: Question): Published | undefined {
  if (question.family !== 4 || question.vantage.kind === 'self') return undefined;
  const own = walkOf(facts, { ...question, vantage: here, address: '127.0.0.1' });
  if (!own?.rewrittenBy || own.delivery === 'local') return undefined;
  const { address, port } = own.destination;
  return {
    container: undefined,
    hostAddress: '127.0.0.1',
    containerPort: port,
    evidence: {
      fact: 'firewall',
      says: `Connections to ${at('127.0.0.1', question.port)} are sent on to ${at(address, port)} by ${sayQuote(own.rewrittenBy)}, and no rule does so for other addresses`,
      source: sourceOf(own.rewrittenBy),
    },
  };
}
