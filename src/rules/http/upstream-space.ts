import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { UpstreamState } from '../../facts/upstreams/types.js';
import { familyOf } from '../../net/address.js';
import { answerIn, holderIn, nameOf } from '../namespace/inside.js';
import { at } from '../serving.js';

/** What is known of the other network namespaces of this machine. */
export interface Spaces {
  readonly namespaces: readonly Namespace[];
  readonly containers: readonly Container[];
}

/**
 * Who takes what a proxy passes on to a container of this machine, by its address or name, or why nobody does: it listens on
 * its own loopback, or on another port. Undefined where no container is known by that, or more than one.
 */
export function saysOfSpace(
  { upstream: { host, port }, addresses }: UpstreamState,
  { namespaces, containers }: Spaces,
): string | undefined {
  if (host === null || port === null) return undefined;
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
