import { networkOwner } from '../../facts/namespaces/network-owner.js';
import type { Container } from '../../facts/namespaces/types.js';
import { bracketed } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';

/** Which port of the container is to be had by which port of this machine, on every address. */
export interface Publication {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

const suffix = (protocol: 'tcp' | 'udp'): string => (protocol === 'udp' ? '/udp' : '');

/** `-p` for every port that the container publishes, the wanted one in the place of what had its port. */
function ports({ published }: Container, wanted: Publication): string[] {
  const kept = published
    .filter(each => each.hostPort !== wanted.hostPort || each.protocol !== wanted.protocol)
    .map(
      each =>
        `${isWildcard(each.hostAddress) ? '' : `${bracketed(each.hostAddress)}:`}${each.hostPort}:${each.containerPort}${suffix(each.protocol)}`,
    );
  const own = `${wanted.hostPort}:${wanted.containerPort}${suffix(wanted.protocol)}`;
  return [...new Set([...kept, own])].flatMap(each => ['-p', each]);
}

/** Keeps the old container under another name, and makes a new one with other ports. */
function steps(container: Container, wanted: Publication): readonly Step[] {
  const { engine, name, image, again, restartPolicy } = container;
  if (!again) return [];
  const run = (words: readonly string[]): Step => ({ do: 'run', command: commandLine([engine, ...words]) });
  const removed = again.options.includes('--rm');
  return [
    ...(restartPolicy === 'no' || removed ? [] : [run(['update', '--restart', 'no', name])]),
    run(['stop', '-t', '3', name]),
    ...(removed ? [] : [run(['rename', name, `${name}-before`])]),
    run([
      'run',
      '-d',
      '--name',
      name,
      ...again.options,
      ...ports(container, wanted),
      image,
      ...again.command,
    ]),
  ];
}

/** A port of a network that several containers share is published on the one that owns it, and the others go with that. */
function publishShared(owner: Container, guests: readonly string[], wanted: Publication): Fix {
  const { engine, name, image } = owner;
  const mapping = `${wanted.hostPort}:${wanted.containerPort}${suffix(wanted.protocol)}`;
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
  const guests = all.filter(each => each.running && each !== owner && networkOwner(each, all) === owner);
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
  const typed = steps(container, wanted);
  const mapping = `${hostPort}:${containerPort}${suffix(protocol)}`;
  if (typed.length > 0)
    return {
      title,
      steps: typed,
      text: `The old container is kept as ${name}-before, with what was written inside it: ${engine} rm ${name}-before when it is not needed.`,
      risk: 'What was written inside the container is not in the new one. Every machine that can reach this one can then connect.',
      needsRoot: false,
    };
  return {
    title,
    text: `Published ports are set when a container is made, so make it again: ${engine} rm -f ${name}, then ${engine} run … -p ${mapping} … ${image} with its other options as before. In a compose file: ports: ["${mapping}"], then docker compose up -d.`,
    risk: 'What was written inside the container and not into a volume is lost with it.',
    needsRoot: false,
  };
}
