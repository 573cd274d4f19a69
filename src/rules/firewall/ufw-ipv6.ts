import type { Chain, FirewallRules } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import { commandLine } from '../../programs/shell.js';
import { type Change, tableOf } from './change.js';
import { mainSwitch } from './main-switch.js';
import type { Opening } from './opening.js';

const FILE = '/etc/default/ufw';

const open = (chain: Chain): Chain => ({ ...chain, hook: chain.hook && { ...chain.hook, policy: 'accept' } });

/**
 * ufw that is told to leave IPv6 alone (IPV6=no) closes it: whatever is allowed is allowed by IPv4 only. It is switched
 * on for IPv6 too, and told of the port once more.
 */
export function letUfwKeepIPv6(rules: FirewallRules, stop: Stop, opening: Opening): Change | undefined {
  const { quote, hook } = stop;
  if (!quote || hook !== 'input' || mainSwitch(rules, stop) !== 'ufw without IPv6') return undefined;
  const table = tableOf(rules, quote);
  return {
    commands: [
      commandLine(['sed', '-i', 's/^IPV6=.*/IPV6=yes/', FILE]),
      commandLine(['ufw', 'reload']),
      commandLine(['ufw', 'allow', `${opening.port}/${opening.protocol}`]),
    ],
    rules: {
      ...rules,
      tables: rules.tables.map(each => (each === table ? { ...each, chains: each.chains.map(open) } : each)),
    },
    keep: null,
    title: `Let ufw keep IPv6 too (IPV6=yes in ${FILE}), and let ${opening.port}/${opening.protocol} through`,
    risk: 'Any machine that can reach this one can then connect; rules that were made before hold for IPv4 only until they are made again.',
  };
}
