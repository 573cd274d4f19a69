import { remembering } from '../../net/remember.js';
import type { FirewallRules } from './types.js';

/** A rule sends packets to another port or address, so that other listeners than the asked port's matter. */
export const rewrites = remembering(({ tables }: FirewallRules): boolean =>
  tables.some(table =>
    table.chains.some(chain =>
      chain.rules.some(rule =>
        rule.statements.some(
          statement => 'dnat' in statement || 'redirect' in statement || 'tproxy' in statement,
        ),
      ),
    ),
  ),
);
