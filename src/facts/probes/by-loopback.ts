import { isFull } from '../sockets/queue.js';
import type { ProbePlan } from './plan.js';
import { type Known, plansOf, takerOf } from './plans.js';
import type { Probe } from './types.js';

/**
 * By loopback, where a port could be met at none of the addresses that others come to: this machine's own rules may keep
 * it from them, and nobody else, and so its server is seen to live at least. Where its queue is full, it is met nowhere.
 */
export function plansByLoopback(probes: readonly Probe[], known: Known): readonly ProbePlan[] {
  const { questions, sockets } = known;
  if (probes.some(({ outcome }) => outcome === 'connected')) return [];
  const missed = questions.find(
    each => each.local && each.vantage.kind !== 'self' && each.protocol === 'tcp',
  );
  const inode = missed && takerOf(sockets, missed);
  if (!missed || inode === undefined || sockets.some(each => each.inode === inode && isFull(each))) return [];
  const loopback = [
    { ...missed, address: '127.0.0.1', family: 4 as const },
    { ...missed, address: '::1', family: 6 as const },
  ];
  const beside = loopback.find(
    each => takerOf(sockets, each) === inode && probes.every(({ address }) => address !== each.address),
  );
  return beside ? plansOf({ ...known, questions: [beside] }) : [];
}
