import type { Routing } from '../../facts/routes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { by, inMain, ipFor, MAIN_TABLE, prefixOf } from './way.js';

/** Why the main table's route to an address is not taken, and what puts that right. */
export interface Unasked {
  readonly why: string;
  readonly fix: Fix;
}

/** The rule with which every machine starts (ip-rule(8)) is gone, so that nobody asks the main table, which has a route. */
export function mainUnasked(routing: Routing, address: string): Unasked | undefined {
  const route = inMain(routing, address);
  const family = address.includes(':') ? 6 : 4;
  const rules = routing.rules.filter(rule => rule.family === family);
  const asked = rules.some(({ table, text }) => table === MAIN_TABLE && /^from all lookup \S+$/.test(text));
  if (route?.type !== 'unicast' || rules.length === 0 || asked) return undefined;
  return {
    why: `the main table has one (${prefixOf(route)} ${by(route)}), but no policy rule asks that table for it`,
    fix: {
      title: 'Let the main table be asked again',
      steps: [{ do: 'run', command: `${ipFor(address)} rule add priority 32766 lookup main` }],
      text: 'A VPN or a script that replaces this rule took it away and did not put it back; its program puts back more than this when it is started and ended again.',
      needsRoot: true,
    },
  };
}
