import type { Question } from '../../net/question.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Process } from '../processes/types.js';
import { forwardingOf } from './forwarder.js';

/** What tells, before the namespaces are read, that a served port or an address may lead into one. */
export interface Signs {
  readonly questions: readonly Question[];
  readonly port: number | null;
  readonly processes: readonly Process[];
  readonly rules: FirewallRules | undefined;
}

/** A rule that sends connections elsewhere; only tables with a nat hook can hold one. */
function rewrites({ tables }: FirewallRules): boolean {
  return tables
    .filter(({ chains }) => chains.some(({ hook }) => hook?.type === 'nat'))
    .flatMap(({ chains }) => chains)
    .some(({ rules }) =>
      rules.some(({ statements }) => statements.some(each => 'dnat' in each || 'xt' in each)),
    );
}

/** True where other network namespaces may hold the answer although somebody serves the port here. */
export const leadsInside = ({ questions, port, processes, rules }: Signs): boolean =>
  questions.some(({ local }) => !local) ||
  (port !== null && processes.some(each => forwardingOf(each, port) !== undefined)) ||
  (rules !== undefined && rewrites(rules));
