import { known } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/facts.js';
import { parseIptablesSave } from '../../src/facts/firewall/iptables-save.js';
import { parseNftJson } from '../../src/facts/firewall/nft-json.js';
import type {
  FirewallRules,
  IpsecPolicy,
  Json,
  PolicySelector,
  Table,
} from '../../src/facts/firewall/types.js';
import { world } from './ground.js';

/** Rules that nobody but their author keeps. */
export const rulesOf = (tables: readonly Table[], over: Partial<FirewallRules> = {}): FirewallRules => ({
  tables,
  ipsets: [],
  owners: { ufw: false, ufwRules: [], firewalld: false, fail2ban: false },
  routeLocalnet: [],
  ...over,
});

/** An IPsec policy that blocks TCP port 8000 from 10.77.0.0/24 to 10.77.0.1; say what differs. */
export const ipsecPolicy = (
  over: Partial<IpsecPolicy> = {},
  selector: Partial<PolicySelector> = {},
): IpsecPolicy => ({
  direction: 'in',
  selector: {
    family: 4,
    source: '10.77.0.0/24',
    destination: '10.77.0.1/32',
    sourcePort: null,
    destinationPort: 8000,
    protocol: 6,
    ...selector,
  },
  priority: 0,
  does: 'block',
  narrowed: false,
  ...over,
});

/** The filter table of iptables with these rules; `policies` by chain, `more` for other tables in iptables-save's words. */
export function iptables(
  rules: readonly string[],
  policies: Readonly<Record<string, string>> = {},
  more = '',
  engine: 'iptables' | 'iptables-legacy' = 'iptables',
): readonly Table[] {
  const chains = ['INPUT', 'FORWARD', 'OUTPUT'].map(name => `:${name} ${policies[name] ?? 'ACCEPT'} [0:0]`);
  const own = new Set(
    rules.map(rule => rule.split(' ')[1]!).filter(name => !/^(INPUT|FORWARD|OUTPUT)$/.test(name)),
  );
  const text = [
    '*filter',
    ...chains,
    ...[...own].map(name => `:${name} - [0:0]`),
    ...rules,
    'COMMIT',
    more,
  ].join('\n');
  return parseIptablesSave(text, engine, 'ip');
}

/** One base chain of nft, its rules in the statements of libnftables-json(5). */
export function nft(
  hook: string,
  rules: readonly (readonly Json[])[],
  over: Readonly<Record<string, Json>> = {},
  more: readonly Json[] = [],
): readonly Table[] {
  const place = { family: 'inet', table: 'filter' };
  const chain = { ...place, name: 'c', handle: 1, type: 'filter', hook, prio: 0, policy: 'accept', ...over };
  return parseNftJson(
    JSON.stringify({
      nftables: [
        { table: { family: 'inet', name: 'filter', handle: 1 } },
        ...more,
        { chain },
        ...rules.map((expr, index) => ({ rule: { ...place, chain: 'c', handle: index + 2, expr } })),
      ],
    }),
  ).tables;
}

export const dport = (port: Json, op = '=='): Json => ({
  match: { op, left: { payload: { protocol: 'tcp', field: 'dport' } }, right: port },
});

/** The healthy machine of ./ground.ts with these rules. */
export const behind = (rules: FirewallRules, over: Partial<Facts> = {}): Facts =>
  world({ firewall: known(rules, 'nft -j list ruleset'), ...over });
