import { isFields } from '../../facts/firewall/json.js';
import type { FirewallRules, Rule } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import { tableOf } from './change.js';

/** The chain that a rule sends packets to. */
function targetOf({ statements }: Rule): string | undefined {
  for (const { jump, goto } of statements) {
    const to = jump ?? goto;
    if (isFields(to) && typeof to.target === 'string') return to.target;
  }
  return undefined;
}

/** How many chains send packets to the chain of a rule. */
function comers(rules: FirewallRules, quote: Quote): number {
  const chains = tableOf(rules, quote)?.chains ?? [];
  return chains.filter(chain => chain.rules.some(rule => targetOf(rule) === quote.chain)).length;
}

/**
 * The jump before which an accept belongs, where the chain that stops a packet is that of others too: what is let
 * through in there gets past for them as well (a chain LOGDROP of INPUT and FORWARD). Undefined where it has one user.
 */
export function jumpBefore(rules: FirewallRules, { quote, through }: Stop): Quote | undefined {
  let place: Quote | undefined;
  for (let at = through.length - 1, inner = quote; at >= 0 && inner; inner = through[at--] ?? null)
    if (!inner.policy && comers(rules, inner) > 1) place = through[at];
  return place;
}
