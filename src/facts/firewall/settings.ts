import type { Question } from '../../net/question.js';
import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { readText } from './tools.js';
import type { FirewallRules, Table } from './types.js';

const CONF = '/proc/sys/net/ipv4/conf';

/** A cable to a container, which has no say in this: the bridge that it belongs to has. There may be thousands. */
const isCable = (name: string): boolean => name.startsWith('veth');

/** Settings of interfaces that decide what becomes of a rewritten packet; asked only where an address is rewritten. */
export function readSettings(
  system: System,
  tables: readonly Table[],
): Pick<FirewallRules, 'routeLocalnet' | 'forwarding'> {
  if (!tables.some(table => table.chains.some(chain => chain.hook?.type === 'nat')))
    return { routeLocalnet: [] };
  const settingOf = (name: string, key: string) => readText(system, `${CONF}/${name}/${key}`)?.trim();
  const known = (name: string) => !isCable(name) && settingOf(name, 'forwarding') !== undefined;
  try {
    const names = system.list(CONF);
    return {
      routeLocalnet: names.filter(name => settingOf(name, 'route_localnet') === '1'),
      forwarding: Object.fromEntries(
        names.filter(known).map(name => [name, settingOf(name, 'forwarding') === '1']),
      ),
    };
  } catch {
    return { routeLocalnet: [] };
  }
}

/** The rules with what every interface forwards, where a question's packets only pass through: no rule need rewrite these. */
export function withForwarding(
  system: System,
  rules: Fact<FirewallRules>,
  questions: readonly Question[],
): Fact<FirewallRules> {
  if (rules.status === 'unknown' || !questions.some(({ behind }) => behind)) return rules;
  try {
    const settings = system
      .list(CONF)
      .map(name => [name, readText(system, `${CONF}/${name}/forwarding`)?.trim()] as const)
      .filter(([, value]) => value !== undefined);
    const forwarding = Object.fromEntries(settings.map(([name, value]) => [name, value === '1']));
    return { ...rules, value: { ...rules.value, forwarding } };
  } catch {
    return rules;
  }
}
