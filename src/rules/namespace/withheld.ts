import { valueIn } from '../../facts/fact.js';
import type { Container, PublishedPort } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import type { LeadFacts } from './lead-types.js';

/**
 * A container was to publish the port, and its engine publishes none of its ports: it is on no network, or on one without
 * a way out (docker network create --internal; macvlan, ipvlan). With --network host it has this machine's own ports.
 */
export function withheldPort(facts: LeadFacts, question: Question): Finding | undefined {
  const { address, port, protocol, local } = question;
  if (!local || address === '' || !isUnserved(facts.sockets, question)) return undefined;
  for (const container of valueIn(facts.containers) ?? []) {
    const meant = (container.withheld ?? []).find(
      each => each.hostPort === port && each.protocol === protocol,
    );
    if (!meant || container.networkMode === 'host') continue;
    const { engine, name } = container;
    const why = reasonOf(container);
    return {
      severity: 'error',
      summary: `Container ${name} was started with -p ${port}:${meant.containerPort}, and ${engine} does not publish that port: ${why}.`,
      says: `${name} does not publish ${port}`,
      headline: 'the network of the container publishes no ports',
      outcome: 'refused',
      evidence: [
        {
          fact: 'containers',
          says: `HostConfig.PortBindings of ${name} has ${at(meant.hostAddress, port)}, and its NetworkSettings.Ports has none`,
          source: `${engine} inspect ${name}`,
        },
        { fact: 'sockets', says: `Here nobody listens on port ${port}`, source: 'sock_diag or /proc/net' },
      ],
      fixes: [fixOf(container, meant)],
    };
  }
  return undefined;
}

const isApart = ({ networkMode }: Container): boolean => networkMode === 'none';

function reasonOf(container: Container): string {
  if (isApart(container)) return 'it has no network at all (--network none)';
  if (container.addresses.length === 0) return 'it is on no network (any more)';
  return `its network ${container.networkMode} publishes none, as it is an internal one (docker network create --internal) or no bridge (macvlan, ipvlan)`;
}

/** A network that publishes can be added to a running container, though not to one without any (--network none). */
function fixOf(container: Container, { hostPort, containerPort }: PublishedPort): Fix {
  const { engine, name, image } = container;
  const risk = 'The container can then reach other machines too, and be reached at the port.';
  if (isApart(container))
    return {
      title: `Make ${name} again with a network`,
      text: `A container keeps --network none as long as it lives: ${engine} rm -f ${name}, then ${engine} run … -p ${hostPort}:${containerPort} … ${image} with its other options as before, without --network none (network_mode: none in a compose file).`,
      risk,
      needsRoot: false,
    };
  const network = engine === 'podman' ? 'podman' : 'bridge';
  return {
    title: `Put ${name} on a network that publishes ports as well`,
    steps: [{ do: 'run', command: commandLine([engine, 'network', 'connect', network, name]) }],
    text: 'In a compose file: name a second network, without internal: true, under networks: of the service.',
    risk,
    needsRoot: false,
  };
}
