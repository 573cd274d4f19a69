import { meantDomains, parseResolver } from '../../facts/names/resolver.js';
import type { FileLine, NameLookup } from '../../facts/names/types.js';
import { edit, type Hidden, shown } from './hidden.js';
import { heard, verdictsOf } from './lookup.js';

/** Why the C library does not read a search domain from this line. */
function whyUnread(line: FileLine, last: FileLine, domain: string): string {
  if (parseResolver(line.text).search.includes(domain))
    return `line ${last.line} replaces line ${line.line}, for only the last "search" or "domain" line counts`;
  return line.text.endsWith('\r')
    ? `line ${line.line} ends with a carriage return, as lines written on Windows do, which the C library takes for a part of the domain`
    : `the C library reads line ${line.line} only where it begins with "search" and has blanks alone between its domains`;
}

/** A name server knows the name in a domain that resolv.conf was meant to have searched, and that the C library does not read there. */
export function bySearchLine(names: NameLookup): Hidden | undefined {
  const lines = names.searchLines ?? [];
  const meant = meantDomains(lines.map(({ text }) => text).join('\n'));
  const knows = (domain: string) =>
    verdictsOf(names).find(
      ({ says, answer }) => says === 'address' && answer.question === `${names.name}.${domain}`,
    );
  const domain = meant.find(each => !names.search.includes(each) && knows(each));
  const verdict = domain !== undefined && knows(domain);
  const last = lines.at(-1);
  // Those that are searched now stay ahead: what they answer for must not change.
  const domains = [...new Set([...names.search, ...meant])];
  const line = lines.findLast(({ text }) => domain !== undefined && meantDomains(text).includes(domain));
  if (!verdict || !line || !last) return undefined;
  return {
    summary: `Name server ${verdict.server} knows ${verdict.answer.question} (${verdict.addresses.join(', ')}), but ${names.name} is not looked up in ${domain}: in ${line.file}, ${whyUnread(line, last, domain)}.`,
    says: `${domain} is not searched`,
    evidence: [heard(verdict), ...lines.map(shown)],
    fixes: [
      {
        ...edit(
          `Write the search domains into one line of ${line.file}`,
          last,
          `search ${domains.join(' ')}`,
        ),
        text: 'Where a program writes that file (NetworkManager, DHCP, a container engine), change it there too.',
      },
    ],
  };
}
