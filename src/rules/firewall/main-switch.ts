import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Stop } from '../../firewall/leg.js';
import type { Quote } from '../../firewall/quote.js';
import type { Change } from './change.js';

/** A switch of the program that keeps the rules, which closes everything at once. */
export type MainSwitch = 'panic' | 'ufw without IPv6';

/** The table in which firewalld drops whatever comes and goes, while its panic mode is on (firewall-cmd(1), --panic-on). */
const PANIC = 'firewalld_policy_drop';

/** The chains of firewalld's panic mode; others of that table are there for the moment of a reload. */
export const isPanic = ({ engine, table, chain }: Quote): boolean =>
  engine === 'nft' && table === PANIC && chain.startsWith('raw_');

/** The switch that a place belongs to; undefined for rules that somebody wrote. */
export function mainSwitch({ owners }: FirewallRules, stop: Stop | null): MainSwitch | undefined {
  const quote = stop?.quote;
  if (!quote?.policy) return undefined;
  if (isPanic(quote)) return owners.firewalld ? 'panic' : undefined;
  const ufws = quote.engine !== 'nft' && quote.family === 'ip6' && quote.table === 'filter';
  return ufws && owners.ufw && owners.ufwKeepsIPv6 === false ? 'ufw without IPv6' : undefined;
}

/** One switch stops both: who turns it for the first has turned it for the second. */
export function sameSwitch(rules: FirewallRules, first: Stop | null, second: Stop): boolean {
  const found = mainSwitch(rules, second);
  return found !== undefined && mainSwitch(rules, first) === found;
}

/** Ends firewalld's panic mode. */
export function endPanic(rules: FirewallRules, stop: Stop): Change | undefined {
  if (mainSwitch(rules, stop) !== 'panic') return undefined;
  return {
    commands: ['firewall-cmd --panic-off'],
    rules: { ...rules, tables: rules.tables.filter(table => table.name !== PANIC) },
    keep: null,
    title: "End firewalld's panic mode",
    risk: 'Somebody switched it on for a reason: see why first. Whatever its zones allow gets through again.',
  };
}
