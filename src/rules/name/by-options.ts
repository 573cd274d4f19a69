import { parseResolver } from '../../facts/names/resolver.js';
import type { FileLine, NameLookup } from '../../facts/names/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { edit, type Hidden, shown } from './hidden.js';
import { askedServers, heard, type ServerVerdict, worded } from './lookup.js';

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

/** Options by which a server that has the answer is not heard: which, and what they do to it. */
function harm(
  text: string,
  { answer, server, addresses }: ServerVerdict,
): { options: RegExp; does: string } | undefined {
  const { patience, byTcp, withoutIpv6 } = parseResolver(text);
  if (answer.ms > patience)
    return {
      options: /\s+(?:timeout|attempts):\S+/g,
      does: `it takes ${seconds(answer.ms)} for that, and the system's resolver waits ${seconds(patience)}`,
    };
  if (byTcp)
    return {
      options: /\s+use-?vc\b/g,
      does: `the system's resolver asks ${server} by TCP alone, and has no answer from there`,
    };
  if (withoutIpv6 && addresses.every(each => each.includes(':')))
    return { options: /\s+no-aaaa\b/g, does: "the system's resolver asks for no IPv6 addresses" };
  return undefined;
}

/** The name server knows the name, and options of resolv.conf keep its answer from being heard. */
export function byOptions(names: NameLookup): Hidden | undefined {
  const lines = names.optionLines ?? [];
  const knowing = askedServers(names).find(({ says }) => says === 'address');
  const found = knowing && harm(lines.map(({ text }) => text).join('\n'), knowing);
  if (!found) return undefined;
  const guilty = lines.filter(({ text }) => text.replace(found.options, '') !== text);
  const words = guilty.flatMap(({ text }) => text.match(found.options) ?? []).map(word => word.trim());
  const [line] = guilty;
  if (!line) return undefined;
  const without = (each: FileLine): Fix => edit('', each, each.text.replace(found.options, ''));
  return {
    summary: `Name server ${worded(knowing)}, but ${found.does}: ${line.file} has "options ${words.join(' ')}".`,
    says: `options ${words.join(' ')}`,
    evidence: [heard(knowing), ...guilty.map(shown)],
    fixes: [
      {
        title: `Take ${words.join(' and ')} out of ${line.file}`,
        steps: guilty.flatMap(each => without(each).steps ?? []),
        text: 'Where a program writes that file (NetworkManager, DHCP, a container engine), change it there too.',
        needsRoot: true,
      },
    ],
  };
}
