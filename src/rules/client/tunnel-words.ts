import type { Tunnel } from '../../programs/proxies/tunnel.js';

/** Where a tunnel leads, in words; `last` is where forwarders that lead to one another end. */
export function farOf({ program, end, by }: Tunnel, last = end): string {
  if (program === 'sshd') return `the far side of a connection of ${by}, by ssh -R`;
  if (program === 'ssh' && end === '') return `a port that ${by || 'the other side'} reaches`;
  if (program === 'ssh') return `${end}, as ${by || 'the other side'} sees it`;
  if (program === 'kubectl') return `port ${end} of ${by || 'the pod'}`;
  return last === end ? end : `${end}, which leads on to ${last}`;
}
