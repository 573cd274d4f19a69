import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { goalsOf } from '../firewall/goals.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Asking } from './plan.js';
import { probe } from './probe.js';
import type { Probe } from './types.js';

/** More than rules send one port on to, and more addresses than one asks about at a time. */
const MOST = 3;

/** A question of whatever the port speaks, that nobody typed. */
export const untyped: Asking = {
  manner: 'port',
  name: null,
  path: '/',
  service: null,
  sure: false,
  own: [],
  names: [],
  hosts: [],
  directories: [],
};

/**
 * Talks to the servers of this machine that rules send other machines' connections on to: this machine's own attempt may
 * not come there, and whether they take connections and answer shows nowhere else.
 */
export async function probeLedOn(
  rules: FirewallRules,
  port: number,
  questions: readonly Question[],
  deadline: number,
): Promise<readonly Probe[]> {
  const asked = questions.filter(
    each => each.local && each.protocol === 'tcp' && each.vantage.kind !== 'self',
  );
  const addresses = [...new Set(asked.map(({ address }) => address))].slice(0, MOST);
  if (addresses.length === 0) return [];
  // What leads to a container or to another machine is not for this machine to ask.
  const own = (address: string) => isLoopback(address) || addresses.includes(address);
  const ends = goalsOf(rules, port).flatMap(goal => {
    const { port: to } = goal;
    if (to === null || to === port) return [];
    return (goal.address === null ? addresses : [goal.address])
      .filter(own)
      .map(address => ({ address, port: to }));
  });
  const once = [...new Map(ends.map(end => [`${end.address} ${end.port}`, end])).values()];
  return Promise.all(
    once
      .slice(0, MOST)
      .map(end =>
        probe({ protocol: 'tcp', ...end, local: true, question: untyped, because: 'upstream' }, deadline),
      ),
  );
}
