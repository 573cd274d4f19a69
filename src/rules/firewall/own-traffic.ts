import type { FirewallRules, Json, Statement } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import { type Change, chainOf, iptablesFor, withRules } from './change.js';
import { keepFor } from './keep.js';

const ofLoopback: readonly Statement[] = [
  { match: { op: '==', left: { meta: { key: 'iifname' } } as Json, right: 'lo' } },
  { accept: null },
];

/**
 * Lets this machine's own connections in where the policy of a chain on the way in stops them, or a rule that is not
 * about this port alone (`all`): nearly every rule set accepts lo as a whole, since both directions of such a connection
 * come in by it.
 */
export function acceptLoopback(
  rules: FirewallRules,
  { hook, quote }: Stop,
  { vantage }: Question,
  all: boolean,
): Change | undefined {
  if (vantage.kind !== 'self' || !quote || !chainOf(rules, quote)) return undefined;
  if ((hook !== 'input' && hook !== 'prerouting') || (!quote.policy && !all)) return undefined;
  const { family, table, chain, engine } = quote;
  const words =
    engine === 'nft'
      ? ['nft', 'insert', 'rule', family, table, chain, 'iifname', 'lo', 'accept']
      : [...iptablesFor(quote), '-I', chain, '1', '-i', 'lo', '-j', 'ACCEPT'];
  return {
    commands: [commandLine(words)],
    rules: withRules(rules, quote, chain, list => [
      { handle: null, position: 0, text: 'accept', statements: ofLoopback },
      ...list,
    ]),
    keep: keepFor(quote),
    title: "Let this machine's own connections in, which all come by lo",
    risk: 'Programs on this machine can then reach every port of it, as they can nearly everywhere.',
  };
}
