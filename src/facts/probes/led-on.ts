import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { isFields } from '../firewall/json.js';
import type { FirewallRules, Statement } from '../firewall/types.js';
import type { Asking } from './plan.js';
import { probe } from './probe.js';
import type { Probe } from './types.js';

/** More than rules send one port on to, and more addresses than one asks about at a time. */
const MOST = 3;

const asking: Asking = {
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

/** Where a rule leads: a port, of the address that was asked or of a loopback one. */
interface Goal {
  readonly address: string | null;
  readonly port: number;
}

function goalIn({ redirect, dnat }: Statement): Goal | undefined {
  const body = redirect ?? dnat;
  if (!isFields(body) || typeof body.port !== 'number') return undefined;
  const loopback = typeof body.addr === 'string' && isLoopback(body.addr) ? body.addr : null;
  return { address: loopback, port: body.port };
}

/** Where on this machine rules about a port may lead, other than to itself. */
function goalsOf({ tables }: FirewallRules, port: number): readonly Goal[] {
  const rules = tables.flatMap(({ chains }) => chains.flatMap(chain => chain.rules));
  const goals = rules.flatMap(({ statements }) => {
    const goal = statements.map(goalIn).find(each => each !== undefined);
    return goal && goal.port !== port && JSON.stringify(statements).includes(String(port)) ? [goal] : [];
  });
  return goals.slice(0, MOST);
}

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
  const ends = goalsOf(rules, port).flatMap(goal =>
    (goal.address === null ? addresses : [goal.address]).map(address => ({ address, port: goal.port })),
  );
  const once = [...new Map(ends.map(end => [`${end.address} ${end.port}`, end])).values()];
  return Promise.all(
    once.map(end =>
      probe({ protocol: 'tcp', ...end, local: true, question: asking, because: 'upstream' }, deadline),
    ),
  );
}
