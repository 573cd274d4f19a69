import type { FirewallRules } from './types.js';

const answers = new WeakMap<FirewallRules, boolean>();

/** A rule sends packets to another port or address, so that other listeners than the asked port's matter. */
export function rewrites(rules: FirewallRules): boolean {
  const known = answers.get(rules) ?? hasRewrite(rules);
  answers.set(rules, known);
  return known;
}

const hasRewrite = ({ tables }: FirewallRules): boolean =>
  tables.some(table =>
    table.chains.some(chain =>
      chain.rules.some(rule =>
        rule.statements.some(
          statement => 'dnat' in statement || 'redirect' in statement || 'tproxy' in statement,
        ),
      ),
    ),
  );
