import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { isMachine, type Namespace } from '../../facts/namespaces/types.js';
import { unanswered } from '../../facts/routes/lookup.js';
import type { Routing } from '../../facts/routes/types.js';
import { walk } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import { routeInside } from '../route/router-inside.js';
import { wayOut } from '../route/way.js';
import type { Finding, Unchecked } from '../rule.js';
import { anybodys, type Inside, nic } from './inside.js';
import { toldFromOutside } from './told-from-outside.js';

interface Seen {
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly routes: Fact<Routing>;
}

/** A machine without a packet filter. */
const NONE: FirewallRules = {
  tables: [],
  ipsets: [],
  owners: { ufw: false, ufwRules: [], firewalld: false, fail2ban: false },
  routeLocalnet: [],
};

/** The machine's own network as a router: the interface by which a packet comes in there, and the one by which it leaves. */
function passing(
  { addresses, routes = [], firewall, forwards }: Namespace,
  source: string,
  address: string,
): Parameters<typeof walk>[0] | undefined {
  const device = (to: string) => routeInside(routes, to)?.device ?? null;
  const [input, output] = [device(source), device(address)];
  const rules = firewall ? anybodys(firewall.rules) : forwards === false ? NONE : undefined;
  if (!rules || !input || !output) return undefined;
  const cable = (name: string) =>
    nic(
      name,
      addresses.filter(own => device(own) === name),
      [32, 128],
    );
  const lookup = (to: string) => ({ ...unanswered({ to }), type: 'unicast', device: device(to) });
  return {
    firewall: forwards === undefined ? rules : { ...rules, forwarding: { [input]: forwards } },
    interfaces: [nic('lo', ['127.0.0.1', '::1'], [8, 128]), cable(input), cable(output)] as Interface[],
    routes: {
      lookups: [lookup(source), lookup(address)],
      rules: [],
      routes: [],
      neighbours: [],
      reversePathFilter: {},
    },
  };
}

/**
 * Asked in a namespace whose router is the machine itself, for something beyond: what `check` finds in the machine's
 * own rules, where they could be read, as the packet passes through.
 */
export function atRouter(
  { namespaces, routes }: Seen,
  question: Question,
  check: (judged: Inside['judged'], asked: Question) => Finding | Unchecked | undefined,
): Finding | Unchecked | undefined {
  const routing = valueIn(routes);
  const { gateway = null, source = null } = (routing && wayOut(routing, question)) ?? {};
  const spaces = valueIn(namespaces) ?? [];
  const space = spaces.find(each => isMachine(each) && each.addresses.includes(gateway ?? ''));
  const facts = space && source !== null ? passing(space, source, question.address) : undefined;
  if (!space || !facts || source === null) return undefined;
  const input = facts.interfaces[1]!.name;
  const asked: Question = {
    ...question,
    vantage: { kind: 'address', label: source, source, input, network: null },
    behind: spaces.some(each => each.addresses.includes(question.address)) ? 'target' : 'client',
  };
  const way = walk(facts, asked);
  const found = way && check({ facts, walk: way, lacks: null }, asked);
  return found && 'severity' in found ? toldFromOutside({ space }, found) : undefined;
}
