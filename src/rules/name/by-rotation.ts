import { parseResolver } from '../../facts/names/resolver.js';
import type { NameLookup } from '../../facts/names/types.js';
import { edit, type Hidden, shown } from './hidden.js';
import { askedServers, heard, worded } from './lookup.js';

/** Each program begins with another server (resolv.conf(5), rotate), and one of them says no, which ends the search. */
export function byRotation(names: NameLookup): Hidden | undefined {
  const rotating = names.optionLines?.find(({ text }) => parseResolver(text).rotates);
  const asked = askedServers(names);
  const no = asked.find(({ says }) => says === 'no');
  const knowing = asked.find(({ says }) => says === 'address');
  if (!rotating || !no || !knowing) return undefined;
  const line = names.serverLines.find(({ text }) => parseResolver(text).servers[0] === no.server);
  return {
    summary: `Name server ${worded(no)}, and ${worded(knowing)}. By "options rotate" in ${rotating.file} any of the servers may be asked first, and its answer counts, so ${names.name} is found now and then only.`,
    says: `${no.server} says no, in its turn`,
    evidence: [heard(no), heard(knowing), shown(rotating)],
    fixes: line ? [edit(`Take ${no.server} out of ${line.file}`, line, `# ${line.text}`)] : [],
  };
}
