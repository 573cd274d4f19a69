import type { FirewallRules, Rule, Table } from '../../facts/firewall/types.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { iptablesOf } from '../firewall/change.js';
import { keepFor } from '../firewall/keep.js';
import { at } from '../serving.js';

/** The rule's text with another port in its dnat; undefined where it does not send to that address and port. */
function retargeted(text: string, address: string, port: number, wanted: number): string | undefined {
  const goal = at(address, port).replace(/[.[\]]/g, '\\$&');
  const place = new RegExp(`(dnat (?:ip6? )?to |--to-destination )${goal}(?=[^\\d-]|$)`);
  return place.test(text) ? text.replace(place, `$1${at(address, wanted)}`) : undefined;
}

/** The command that puts the text in the place of the rule. */
function replacing(table: Table, chain: string, rule: Rule, text: string): string | undefined {
  if (table.engine === 'nft')
    return rule.handle === null
      ? undefined
      : commandLine([
          'nft',
          'replace',
          'rule',
          table.family,
          table.name,
          chain,
          'handle',
          String(rule.handle),
          text,
        ]);
  const words = text.replace(/^-A \S+ /, '');
  return `${iptablesOf({ engine: table.engine, family: table.family })} -t ${table.name} -R ${chain} ${rule.position} ${words}`;
}

/** Sends every rule that leads to a port behind this machine to another port there; undefined where no rule's text says so. */
export function retarget(
  rules: FirewallRules,
  address: string,
  port: number,
  wanted: number,
): Fix | undefined {
  const steps = rules.tables.flatMap(table =>
    table.chains.flatMap(chain =>
      chain.rules.flatMap((rule): Step[] => {
        const text = retargeted(rule.text, address, port, wanted);
        const command = text && replacing(table, chain.name, rule, text);
        return command ? [{ do: 'run', command }] : [];
      }),
    ),
  );
  const engine = rules.tables.find(({ chains }) =>
    chains.some(chain => chain.rules.some(rule => retargeted(rule.text, address, port, wanted))),
  );
  if (steps.length === 0 || !engine) return undefined;
  return {
    title: `Forward to port ${wanted} instead of ${port}`,
    steps,
    text: keepFor({ ...engine, table: engine.name, chain: '' }),
    needsRoot: true,
  };
}
