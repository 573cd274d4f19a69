import { networkOwner } from '../../facts/namespaces/network-owner.js';
import type { Container } from '../../facts/namespaces/types.js';
import { bracketed } from '../../net/address.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';

/** What `run` takes before the image's name and after it, but for names and ports. */
export type Words = NonNullable<Container['again']>;

/** Which port of the container is to be had by which port of this machine, on every address. */
export interface Publication {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
  /** The port of this machine by which it was published by mistake. */
  readonly insteadOf?: number;
}

export const suffix = (protocol: 'tcp' | 'udp'): string => (protocol === 'udp' ? '/udp' : '');

/** What follows `-p`; where that means one address without another word, every address has to be named. */
export const mappingOf = (
  { hostPort, containerPort, protocol }: Publication,
  published: Container['published'],
): string =>
  `${published.some(each => each.byDefault) ? '0.0.0.0:' : ''}${hostPort}:${containerPort}${suffix(protocol)}`;

/** `-p` for every port that the container publishes, the wanted one in the place of what had its port, or was meant by it. */
function ports({ published }: Container, wanted: Publication | undefined): string[] {
  const kept = published
    .filter(
      ({ hostPort, protocol }) =>
        protocol !== wanted?.protocol || (hostPort !== wanted.hostPort && hostPort !== wanted.insteadOf),
    )
    .map(
      each =>
        `${isWildcard(each.hostAddress) ? '' : `${bracketed(each.hostAddress)}:`}${each.hostPort}:${each.containerPort}${suffix(each.protocol)}`,
    );
  const own = wanted ? [mappingOf(wanted, published)] : [];
  return [...new Set([...kept, ...own])].flatMap(each => ['-p', each]);
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
function steps(container: Container, before: string, again: Words, wanted?: Publication): readonly Step[] {
  const { engine, name, image } = container;
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

/**
 * What became of the old container, and how to go back to it: the new one may not have been made, and where the old one is not
 * there (typed a second time, it has its name again) nothing is taken away.
 */
function keptAs(container: Container, before: string): Pick<Fix, 'text' | 'back'> {
  const { engine, name } = container;
  const policy = policyOf(container);
  const [isThere, remove, ...again] = [
    ['stop', before],
    ['rm', '-f', name],
    ['rename', before, name],
    ...(policy ? [['update', '--restart', policy, name]] : []),
    ['start', name],
  ].map(words => commandLine([engine, ...words]));
  const back = `${isThere} && ${remove}; ${again.join(' && ')}`;
  return {
    text: `The old container is kept as ${before}, with what was written inside it: ${engine} rm ${before} when it is not needed. To go back to it:\n  ${back}`,
    back,
  };
}

/** Other containers that use its network: it ends for them where this one is made again. */
export const sharing = (owner: Container, all: readonly Container[]): readonly Container[] =>
  all.filter(each => each.running && each !== owner && networkOwner(each, all) === owner);

/**
 * The container made again, with another port for the outside or with other words; undefined where something of it would
 * be lost.
 */
export function remade(
  container: Container,
  all: readonly Container[],
  { again = container.again, wanted }: { readonly again?: Words | null; readonly wanted?: Publication },
): Omit<Fix, 'title'> | undefined {
  if (!again) return undefined;
  const before = nameBefore(container, all);
  const open = wanted !== undefined || container.published.some(each => !isLoopback(each.hostAddress));
  return {
    steps: steps(container, before, again, wanted),
    ...(isPassing(container) ? {} : keptAs(container, before)),
    risk: `What was written inside the container is not in the new one.${open ? ' Every machine that can reach this one can then connect.' : ''}`,
    needsRoot: false,
  };
}
