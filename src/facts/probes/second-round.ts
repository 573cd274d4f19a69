import { isLoopback } from '../../net/prefix.js';
import type { ProbePlan } from './plan.js';
import { type Known, takerOf } from './plans.js';
import type { Conversation, Probe } from './types.js';

/** The listener that answers on an address that was asked about. */
function listenerOf(known: Known, address: string): number | undefined {
  const question = known.questions.find(each => each.address === address);
  return question && takerOf(known.sockets, question);
}

/** A server that answers within this time can well be asked a second time, milliseconds. */
const SOON = 1000;

const ENDED: readonly Conversation['outcome'][] = ['answered', 'closed', 'reset', 'tls-failed'];

/**
 * The plans to talk after all, at the addresses that were only connected to: nothing was said where their listener was
 * to be talked to, be it that this address is cut off, or that the listener ends connections as soon as they are made; or it
 * answered or hung up by loopback, and may turn away whoever comes by another address, the first of which stands for all.
 * That is asked afterwards: a server with one thread would not answer two at a time.
 */
export function plansAfter(
  plans: readonly ProbePlan[],
  probes: readonly Probe[],
  known: Known,
): readonly ProbePlan[] {
  const probeAt = ({ address }: ProbePlan) => probes.find(each => each.address === address);
  const asked = new Set<number>();
  return plans.flatMap(plan => {
    const inode = listenerOf(known, plan.address);
    const met = probeAt(plan)?.outcome === 'connected';
    if (plan.question.manner !== 'connect' || !met || inode === undefined) return [];
    const spokesman = plans.find(
      each => each.question.manner !== 'connect' && listenerOf(known, each.address) === inode,
    );
    if (!spokesman) return [];
    const [said] = probeAt(spokesman)?.conversations ?? [];
    // To hang up on what it does not understand is an answer too.
    const reacts = said !== undefined && ENDED.includes(said.outcome) && said.ms < SOON;
    const beyond = isLoopback(spokesman.address) && !isLoopback(plan.address) && !asked.has(inode);
    if (said && !(beyond && reacts)) return [];
    if (said) asked.add(inode);
    return [{ ...plan, question: { ...plan.question, manner: spokesman.question.manner } }];
  });
}

/** What one address's listener said holds for the other addresses that it answers on. */
export function shareConversations(probes: readonly Probe[], known: Known): readonly Probe[] {
  const inodeOf = ({ address }: Probe) => listenerOf(known, address);
  return probes.map(probe => {
    if (probe.outcome !== 'connected' || probe.conversations.length > 0) return probe;
    const inode = inodeOf(probe);
    const twins = probes.filter(
      each => each.conversations.length > 0 && inode !== undefined && inodeOf(each) === inode,
    );
    const alike = ({ address }: Probe) => isLoopback(address) === isLoopback(probe.address);
    const twin = twins.find(alike) ?? twins[0];
    return twin
      ? { ...probe, conversations: twin.conversations, ...(twin.turns && { turns: twin.turns }) }
      : probe;
  });
}
