import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { UpstreamState } from '../../facts/upstreams/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { answerIn, holderIn, nameOf } from '../namespace/inside.js';
import { at } from '../serving.js';

/** What is known of the other network namespaces of this machine. */
export interface Spaces {
  readonly namespaces: readonly Namespace[];
  readonly containers: readonly Container[];
  /** This machine's own network. */
  readonly here?: Pick<Namespace, 'listeners' | 'addresses'>;
}

/** A container that is known by this name and does not run. */
function endedAs(host: string, containers: readonly Container[]): string | undefined {
  const found = containers.find(each => each.name === host);
  if (!found || found.running) return undefined;
  const { exitCode, log = [] } = found;
  const last = log.findLast(line => line.trim() !== '');
  const how = exitCode === null ? '' : ` (exit status ${exitCode})`;
  return `container ${host} does not run${how}${last ? `; its last word: ${last.trim()}` : ''}`;
}

/** Who takes what a container sends to an address of this machine itself. */
function saysOfHere(address: string, port: number, here: NonNullable<Spaces['here']>): string {
  const where = `${address} is this machine itself, where`;
  const answer = answerIn(here, 'tcp', address, port);
  if (answer.kind === 'absent') return `${where} nothing listens on port ${port}`;
  if (answer.kind === 'served')
    return `${where} a server listens on port ${port}; a firewall rule may keep containers from it`;
  return `${where} what has port ${port} listens on ${at(answer.socket.local.address, port)} only`;
}

/**
 * Who takes what a proxy passes on to a container of this machine, by its address or name, or why nobody does: it listens on
 * its own loopback, or on another port. Undefined where no container is known by that, or more than one.
 */
export function saysOfSpace(
  { upstream: { host, port }, addresses }: UpstreamState,
  { namespaces, containers, here }: Spaces,
): string | undefined {
  if (host === null || port === null) return undefined;
  // A name that has an address here may be of another machine.
  const ended = addresses.length === 0 ? endedAs(host, containers) : undefined;
  if (ended) return ended;
  // A container's loopback is its own.
  if (here?.addresses.includes(host) && !isLoopback(host)) return saysOfHere(host, port, here);
  const named = containers.find(each => each.running && each.name === host)?.addresses[0];
  const address = familyOf(host) ? host : (addresses[0] ?? named);
  if (address === undefined) return undefined;
  const [space, ...more] = namespaces.filter(each => each.addresses.includes(address));
  if (!space || more.length > 0) return undefined;
  const answer = answerIn(space, 'tcp', address, port);
  const where = `${host} is ${nameOf(space, containers)} on this machine`;
  if (answer.kind === 'served') {
    const { state } = space.holders.find(({ inode }) => inode === answer.socket.inode) ?? {};
    return `${where}, where ${holderIn(space, answer.socket)} listens on port ${port}${state === 'T' ? ', and is stopped (Ctrl-Z or SIGSTOP)' : ''}`;
  }
  if (answer.kind !== 'absent') {
    const { socket } = answer;
    return `${where}, where ${holderIn(space, socket)} listens on ${at(socket.local.address, port)} only`;
  }
  const real = answer.others[0];
  const instead = real
    ? `; ${holderIn(space, real)} listens on ${at(real.local.address, real.local.port)} there`
    : '';
  return `${where}, where nothing listens on port ${port}${instead}`;
}
