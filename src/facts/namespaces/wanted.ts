import type { Question } from '../../net/question.js';
import type { FirewallRules } from '../firewall/types.js';
import type { Interface } from '../interfaces/types.js';
import type { Process } from '../processes/types.js';
import { leadsInward } from '../through-here.js';
import { handsOn, isHandedOn } from './forwarder.js';

/** What tells, before the namespaces are read, that a served port or an address may lead into one. */
export interface Signs {
  readonly questions: readonly Question[];
  readonly port: number | null;
  readonly processes: readonly Process[];
  readonly rules: FirewallRules | undefined;
  readonly interfaces: readonly Interface[];
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

/** The client may be in a namespace of this machine, whose own rules it has to pass. */
const asksFromInside = ({ vantage }: Question, interfaces: readonly Interface[]): boolean =>
  vantage.kind === 'address' && interfaces.some(each => each.name === vantage.input && leadsInward(each));

/** The containers' addresses to which programs (docker-proxy, socat) hand on what comes to the port. */
export const handedTo = (holders: readonly Process[], port: number | null): readonly string[] =>
  holders.flatMap(each => (port === null ? [] : (handsOn(each, port)?.containerAddress ?? [])));

/** True where other network namespaces may hold the answer although somebody serves the port here. */
export const leadsInside = ({ questions, port, processes, rules, interfaces }: Signs): boolean =>
  questions.some(({ local }) => !local) ||
  questions.some(each => asksFromInside(each, interfaces)) ||
  (port !== null && processes.some(each => isHandedOn(each, port))) ||
  (rules !== undefined && rewrites(rules));
