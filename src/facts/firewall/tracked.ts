import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import { readText } from './tools.js';
import type { FirewallRules, TrackedConnection } from './types.js';

const TABLE = '/proc/net/nf_conntrack';

/** The first direction of a TCP connection that is not over: those alone are counted (already_closed() of nf_conncount.c). */
const OPEN = /^ipv\d +\d+ tcp +6 \d+ (?!TIME_WAIT|CLOSE )\w+ src=(\S+) dst=(\S+) sport=\d+ dport=(\d+) /;

/** The TCP connections to a port that are tracked, as their clients made them. */
const trackedTo = (text: string, port: number): readonly TrackedConnection[] =>
  text.split('\n').flatMap(line => {
    const [, source, destination, to] = OPEN.exec(line) ?? [];
    if (Number(to) !== port) return [];
    return [
      {
        source: canonicalAddress(source!) ?? source!,
        destination: canonicalAddress(destination!) ?? destination!,
      },
    ];
  });

/** The rules with the connections that they count, where one does: those that are sent on have no socket here. */
export function withTracked(system: System, rules: Fact<FirewallRules>, port: number): Fact<FirewallRules> {
  const counts =
    rules.status !== 'unknown' &&
    rules.value.tables.some(({ chains }) =>
      chains.some(chain => chain.rules.some(({ text }) => /\bct count\b|\bconnlimit\b/.test(text))),
    );
  const text = counts ? readText(system, TABLE) : undefined;
  return text === undefined || rules.status === 'unknown'
    ? rules
    : { ...rules, value: { ...rules.value, tracked: trackedTo(text, port) } };
}
