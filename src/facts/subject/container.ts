import { networkOwner } from '../namespaces/network-owner.js';
import type { Container } from '../namespaces/types.js';
import type { Subject } from './types.js';

/** The ports of this machine by which a container is to be had: with --network host -p counts for nothing. */
const portsOutside = ({ networkMode, published, withheld = [] }: Container): readonly number[] => [
  ...new Set([...published, ...(networkMode === 'host' ? [] : withheld)].map(each => each.hostPort)),
];

/** Those by which the owner of a network that others use publishes what one of them has in it. */
const throughOwner = ({ port, otherPorts }: Subject, { published }: Container): readonly number[] => [
  ...new Set(
    [port, ...otherPorts].flatMap(inside =>
      published.filter(each => each.containerPort === inside).map(each => each.hostPort),
    ),
  ),
];

/**
 * What the name of a container means. `inside` tells where its processes listen, null where it does not run: one that
 * publishes nothing has its port in a network of its own, uses this machine's, or another container's, which may publish it.
 */
export function containerSubject(
  container: Container,
  all: readonly Container[],
  inside: (() => Subject) | null,
): Subject {
  const outside = portsOutside(container);
  const subject = outside.length === 0 ? inside?.() : undefined;
  const [port, ...otherPorts] = subject ? throughOwner(subject, networkOwner(container, all)) : outside;
  if (subject && port === undefined) return subject;
  return { port: port ?? null, otherPorts, pids: [] };
}
