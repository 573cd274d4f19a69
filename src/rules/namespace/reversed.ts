import { listIn, valueIn } from '../../facts/fact.js';
import { proxiesTo } from '../../facts/namespaces/forwarder.js';
import { networkOwner } from '../../facts/namespaces/network-owner.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Evidence, Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import { containerOf, holderIn, listenersIn, lookInto, nameOf } from './inside.js';
import type { LeadFacts } from './lead-types.js';
import { publish, publishById } from './publish.js';
import { suffix } from './remake.js';

/** Asked for by the port that leads nowhere: `-p 80:8000` of a server on port 80, where 8000 was to be this machine's. */
export function reversed(facts: LeadFacts, question: Question): Finding | undefined {
  const { port, protocol } = question;
  if (!isUnserved(facts.sockets, question)) return undefined;
  const containers = valueIn(facts.containers) ?? [];
  for (const space of listIn(facts.namespaces)) {
    const inhabitant = containerOf(space, containers);
    const container = inhabitant && networkOwner(inhabitant, containers);
    const { hostPort, evidence } = wayInto(space, container, facts, question) ?? {};
    const inside = listenersIn(space, protocol);
    const real = inside.find(each => each.local.port === hostPort);
    if (!hostPort || !evidence || !real || inside.some(each => each.local.port === port)) continue;
    const where = nameOf(space, containers);
    const [is, other] = [`${hostPort}:${port}`, `${port}:${hostPort}`].map(
      each => `-p ${each}${suffix(protocol)}`,
    );
    const wanted = { hostPort: port, containerPort: hostPort, protocol };
    return {
      severity: 'error',
      summary: `The port of ${where} is published the wrong way round: ${is} leads from port ${hostPort} of this machine to its port ${port}, where nothing listens; ${holderIn(space, real)} listens on ${hostPort} there, which ${other} would lead to.`,
      says: `${is} is the wrong way round`,
      headline: 'the container is published the wrong way round',
      outcome: 'refused',
      evidence: [
        evidence,
        {
          fact: 'namespaces',
          says: `In ${where}, ${holderIn(space, real)} listens on ${at(real.local.address, hostPort)}, and nobody on ${port}`,
          source: lookInto(space),
        },
      ],
      fixes: [
        container
          ? publish(container, { ...wanted, insteadOf: hostPort }, containers)
          : publishById(space.container ?? '', wanted),
      ],
    };
  }
  return undefined;
}

/** By which other port of this machine the port inside is published: as the engine says, or docker-proxy where it may not be asked. */
function wayInto(
  { addresses }: Namespace,
  container: Container | undefined,
  { processes }: LeadFacts,
  { port, protocol }: Question,
): { readonly hostPort: number; readonly evidence: Evidence } | undefined {
  const published = container?.published.find(
    each => each.containerPort === port && each.hostPort !== port && each.protocol === protocol,
  );
  if (container && published) {
    const { engine, name } = container;
    const says = `${name} publishes its port ${port} as ${at(published.hostAddress, published.hostPort)}`;
    const source = `${engine} inspect ${name}`;
    return { hostPort: published.hostPort, evidence: { fact: 'containers', says, source } };
  }
  const proxy =
    container || protocol === 'udp' ? undefined : proxiesTo(listIn(processes), port, addresses)[0];
  if (!proxy || proxy.hostPort === port) return undefined;
  const { pid, hostAddress, hostPort, containerAddress } = proxy;
  const says = `docker-proxy (pid ${pid}) hands ${at(hostAddress, hostPort)} on to ${at(containerAddress ?? '', port)}`;
  return { hostPort, evidence: { fact: 'processes', says, source: `/proc/${pid}/cmdline` } };
}
