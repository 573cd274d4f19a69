import type { FirewallRules, Rule, Table } from '../../facts/firewall/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { iptablesOf } from '../firewall/change.js';
import { keepFor } from '../firewall/keep.js';
import { at } from '../serving.js';

/** An address and port behind this machine. */
export interface End {
  readonly address: string;
  readonly port: number;
}

const said = ({ address, port }: End): string => at(address, port);

/** The rule's text with another place in its dnat; undefined where it does not send to `end`. */
function retargeted(text: string, end: End, wanted: End): string | undefined {
  const goal = said(end).replace(/[.[\]]/g, '\\$&');
  const place = new RegExp(`(dnat (?:ip6? )?to |--to-destination )${goal}(?=[^\\d-]|$)`);
  return place.test(text) ? text.replace(place, `$1${said(wanted)}`) : undefined;
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

/** Sends every rule that leads to `end` to another place behind this machine; undefined where no rule's text says so. */
export function retarget(rules: FirewallRules, end: End, wanted: End): Fix | undefined {
  const changes = rules.tables.flatMap(table =>
    table.chains.flatMap(chain =>
      chain.rules.flatMap(rule => {
        const text = retargeted(rule.text, end, wanted);
        const command = text && replacing(table, chain.name, rule, text);
        return command ? [{ table, chain, step: { do: 'run' as const, command } }] : [];
      }),
    ),
  );
  const [first] = changes;
  if (!first) return undefined;
  return {
    title:
      end.address === wanted.address
        ? `Forward to port ${wanted.port} instead of ${end.port}`
        : `Forward to ${said(wanted)} instead of ${said(end)}`,
    steps: changes.map(({ step }) => step),
    text: keepFor({ engine: first.table.engine, table: first.table.name, chain: first.chain.name }),
    needsRoot: true,
  };
}
