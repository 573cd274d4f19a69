import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import type { Finding } from '../rule.js';
import { aliasEvidence, coveringAlias, narrowed } from './loopback-alias.js';
import { capturing, removeRule, ruleEvidence } from './policy-rule.js';
import { evidenceOf, ipFor } from './way.js';

/** A route of type local takes the client's address for one of this machine's, which it is not. */
export const isKept = ({ type, to }: RouteLookup, interfaces: readonly Interface[]): boolean =>
  type === 'local' &&
  !interfaces.some(each =>
    each.addresses.some(
      own => own.address === to || (isLoopback(own.address) && inPrefix(to, `${own.address}/${own.prefix}`)),
    ),
  );

/** The replies stay here: a network on lo takes their address, or a route does. */
export function kept(back: RouteLookup, routing: Routing, interfaces: readonly Interface[]): Finding {
  const alias = coveringAlias(back.to, interfaces);
  const rule = capturing(routing, back);
  const ip = ipFor(back.to);
  const taker = alias
    ? `${alias.network} on lo takes that whole network`
    : `a route of type local${back.table ? ` in table ${back.table}` : ''} takes that address`;
  return {
    severity: 'error',
    summary: `The replies to ${back.to} never leave: ${taker} for ${alias ? '' : 'one of '}this machine's own.`,
    says: 'replies stay on this machine',
    headline: 'the replies stay on this machine',
    outcome: 'timeout',
    evidence: [evidenceOf(back), ...ruleEvidence(routing, back), ...(alias ? [aliasEvidence(alias)] : [])],
    fixes: [
      alias
        ? narrowed(alias)
        : rule
          ? {
              title: 'Remove the policy rule that leads there',
              steps: [{ do: 'run', command: removeRule(routing, rule) }],
              risk: 'Transparent proxies (TPROXY) use such a rule, with a mark that says which packets it is for.',
              needsRoot: true,
            }
          : {
              title: 'Remove the route',
              text: `${ip} route show table all type local lists it; ${ip} route del local PREFIX dev lo table TABLE removes it.`,
              needsRoot: true,
            },
    ],
  };
}
