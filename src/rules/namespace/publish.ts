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

/** A name for the old container that none has: one is there where such a fix was made before. */
function nameBefore({ name }: Container, all: readonly Container[]): string {
  const taken = new Set(all.map(each => each.name));
  let free = `${name}-before`;
  for (let more = 2; taken.has(free); more++) free = `${name}-before${more}`;
  return free;
}

/** podman starts nothing again that was stopped, until the machine starts, and changes the policy since 5.1 only (podman-update(1)). */
const policyOf = ({ engine, again }: Container): string | undefined => {
  const options = again?.options ?? [];
  return engine === 'docker' && options.includes('--restart')
    ? options[options.indexOf('--restart') + 1]
    : undefined;
};

const isPassing = ({ again }: Container): boolean => again?.options.includes('--rm') ?? false;

/**
 * Keeps the old container under another name, and makes a new one with other ports. The new name comes first: typed a
 * second time, that fails, and nothing stops the container that has been made.
 */
function steps(container: Container, wanted: Publication, before: string): readonly Step[] {
  const { engine, name, image, again } = container;
  if (!again) return [];
  const run = (words: readonly string[]): Step => ({ do: 'run', command: commandLine([engine, ...words]) });
  const kept = [
    run(['rename', name, before]),
    ...(policyOf(container) ? [run(['update', '--restart', 'no', before])] : []),
    run(['stop', '-t', '3', before]),
  ];
  return [
    ...(isPassing(container) ? [run(['stop', '-t', '3', name])] : kept),
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

/** What became of the old container, and how to go back to it. */
function keptAs(container: Container, before: string): string {
  const { engine, name } = container;
  const policy = policyOf(container);
  const back = [
    ['rm', '-f', name],
    ['rename', before, name],
    ...(policy ? [['update', '--restart', policy, name]] : []),
    ['start', name],
  ].map(words => commandLine([engine, ...words]));
  return `The old container is kept as ${before}, with what was written inside it: ${engine} rm ${before} when it is not needed. To go back to it:\n  ${back.join(' && ')}`;
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
  const before = nameBefore(container, all);
  const typed = steps(container, wanted, before);
  const mapping = `${hostPort}:${containerPort}${suffix(protocol)}`;
  if (typed.length > 0)
    return {
      title,
      steps: typed,
      ...(isPassing(container) ? {} : { text: keptAs(container, before) }),
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
