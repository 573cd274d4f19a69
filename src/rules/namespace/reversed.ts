import { listIn, valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import { containerOf, holderIn, listenersIn, lookInto } from './inside.js';
import type { LeadFacts } from './lead-types.js';
import { publish } from './publish.js';
import { suffix } from './remake.js';

/** Asked for by the port that leads nowhere: `-p 80:8000` of a server on port 80, where 8000 was to be this machine's. */
export function reversed(facts: LeadFacts, question: Question): Finding | undefined {
  const { port, protocol } = question;
  if (!isUnserved(facts.sockets, question)) return undefined;
  const containers = valueIn(facts.containers) ?? [];
  for (const space of listIn(facts.namespaces)) {
    const container = containerOf(space, containers);
    const swapped = container?.published.find(
      each => each.containerPort === port && each.hostPort !== port && each.protocol === protocol,
    );
    const inside = listenersIn(space, protocol);
    const real = inside.find(each => each.local.port === swapped?.hostPort);
    if (!container || !swapped || !real || inside.some(each => each.local.port === port)) continue;
    const { engine, name, published } = container;
    const { hostAddress, hostPort } = swapped;
    const [is, wanted] = [`${hostPort}:${port}`, `${port}:${hostPort}`].map(
      each => `-p ${each}${suffix(protocol)}`,
    );
    return {
      severity: 'error',
      summary: `Container ${name} is published the wrong way round: ${is} leads from port ${hostPort} of this machine to its port ${port}, where nothing listens; ${holderIn(space, real)} listens on ${hostPort} there, which ${wanted} would lead to.`,
      says: `${is} is the wrong way round`,
      headline: 'the container is published the wrong way round',
      outcome: 'refused',
      evidence: [
        {
          fact: 'containers',
          says: `${name} publishes its port ${port} as ${at(hostAddress, hostPort)}`,
          source: `${engine} inspect ${name}`,
        },
        {
          fact: 'namespaces',
          says: `In it, ${holderIn(space, real)} listens on ${at(real.local.address, hostPort)}, and nobody on ${port}`,
          source: lookInto(space),
        },
      ],
      fixes: [
        publish(
          { ...container, published: published.filter(each => each.hostPort !== hostPort) },
          { hostPort: port, containerPort: hostPort, protocol },
          containers,
        ),
      ],
    };
  }
  return undefined;
}
