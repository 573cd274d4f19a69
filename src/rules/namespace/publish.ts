import { networkOwner } from '../../facts/namespaces/network-owner.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { mappingOf, type Publication, remade, sharing, suffix } from './remake.js';

/** A port of a network that several containers share is published on the one that owns it, and the others go with that. */
function publishShared(owner: Container, guests: readonly string[], wanted: Publication): Fix {
  const { engine, name, image } = owner;
  const mapping = mappingOf(wanted, owner.published);
  const others = guests.join(', ');
  return {
    title: `Publish port ${wanted.containerPort} on ${name}, whose network ${others} ${guests.length > 1 ? 'share' : 'shares'}`,
    text: `Published ports are set when a container is made, and only the one that owns the network can have them: ${engine} rm -f ${name}, then ${engine} run … -p ${mapping} … ${image} with its other options as before; then make ${others} again, as the network ends with ${name}. In a compose file: ports: ["${mapping}"] under the service of ${name}, then docker compose up -d --force-recreate.`,
    risk: 'What was written inside the containers and not into a volume is lost with them.',
    needsRoot: false,
  };
}

/** Another port of the container for the outside: a container's ports are set when it is made. */
export function publish(container: Container, wanted: Publication, all: readonly Container[] = []): Fix {
  const owner = networkOwner(container, all);
  const guests = sharing(owner, all);
  if (guests.length > 0)
    return publishShared(
      owner,
      guests.map(each => each.name),
      wanted,
    );
  const { engine, name, image } = container;
  const { hostPort, containerPort, protocol } = wanted;
  const title = `Publish port ${containerPort} of ${name} as ${hostPort}`;
  if (engine !== 'docker' && engine !== 'podman')
    return {
      title: `Forward port ${hostPort} into ${name}`,
      text: `Let the engine forward it: lxc config device add ${name} port${hostPort} proxy listen=${protocol}:0.0.0.0:${hostPort} connect=${protocol}:127.0.0.1:${containerPort}, or systemd-nspawn --port=${protocol}:${hostPort}:${containerPort}.`,
      needsRoot: true,
    };
  const made = remade(container, all, { wanted });
  const mapping = mappingOf(wanted, container.published);
  if (made) return { title, ...made };
  const also =
    container.networkMode === 'none'
      ? ', without --network none (network_mode: none), which publishes nothing'
      : '';
  return {
    title,
    text: `Published ports are set when a container is made, so make it again: ${engine} rm -f ${name}, then ${engine} run … -p ${mapping} … ${image} with its other options as before${also}. In a compose file: ports: ["${mapping}"], then docker compose up -d.`,
    risk: 'What was written inside the container and not into a volume is lost with it.',
    needsRoot: false,
  };
}

/** The same of a container of which its control group alone tells, by the id that an engine gave it. */
export function publishById(id: string, { hostPort, containerPort, protocol }: Publication): Fix {
  const mapping = `${hostPort}:${containerPort}${suffix(protocol)}`;
  return {
    title: `Publish port ${containerPort} of container ${id.slice(0, 12)} as ${hostPort}`,
    text: `Published ports are set when a container is made, so make it again with docker run … -p ${mapping} …, or in its compose file with ports: ["${mapping}"] and docker compose up -d. podman takes the same words. Where Kubernetes made it, a Service leads to its pod instead.`,
    risk: 'What was written inside the container and not into a volume is lost with it.',
    needsRoot: true,
  };
}
