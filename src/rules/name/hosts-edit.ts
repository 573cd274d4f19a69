import type { HostsEntry, NameLookup } from '../../facts/names/types.js';
import { canonicalAddress } from '../../net/address.js';
import { withoutEndDot } from '../../net/host.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { endBefore } from './order.js';

/** The line of the hosts file that gave the name this address; undefined where another source did. */
export const lineOf = (names: NameLookup, address: string): HostsEntry | undefined =>
  names.from === 'hosts' ? names.hosts.find(entry => canonicalAddress(entry.address) === address) : undefined;

/** An edit of one line; `before` makes what is looked for one of a kind. */
const edit = ({ file, before, text }: Pick<HostsEntry, 'file' | 'before' | 'text'>, replace: string) => ({
  do: 'edit' as const,
  file,
  find: `${before}${text}`,
  replace: `${before}${replace}`,
});

/** The line without the name, its other names kept; commented out where it has no other. */
function lineWithout({ text, names }: HostsEntry, name: string): string {
  const others = names.filter(each => each.toLowerCase() !== name.toLowerCase());
  if (others.length === 0) return `# ${text}`;
  const hash = text.indexOf('#');
  const [words, comment] = hash < 0 ? [text, ''] : [text.slice(0, hash), text.slice(hash)];
  const kept = words.split(/(\s+)/).filter((word, index, all) => {
    const isName =
      word.toLowerCase() === name.toLowerCase() && all.slice(0, index).some(each => each.trim() !== '');
    return !isName && !(all[index + 1]?.toLowerCase() === name.toLowerCase() && /^\s+$/.test(word));
  });
  return kept.join('') + (comment && !/\s$/.test(kept.join('')) ? ` ${comment}` : comment);
}

/** The line with another address; the other names of the line keep the old one. */
function lineFor(entry: HostsEntry, name: string, address: string): string {
  if (entry.names.length === 1) return entry.text.replace(entry.address, address);
  return `${lineWithout(entry, name)}\n${address} ${name}`;
}

/** Changes the line of the hosts file so that the name means `address`. */
export const pointElsewhere = (entry: HostsEntry, name: string, address: string): Fix => ({
  title: `Give ${name} the address of this server in ${entry.file}`,
  steps: [edit(entry, lineFor(entry, name, address))],
  needsRoot: true,
});

/** Takes the name out of the hosts file, so that DNS decides. */
export const removeFrom = (entry: HostsEntry, name: string): Fix => ({
  title: `Take ${name} out of ${entry.file}, so that DNS decides`,
  steps: [edit(entry, lineWithout(entry, name))],
  needsRoot: true,
});

/** Takes one address of the name out of the hosts file, where another line has one that works. */
export const removeAddress = (entry: HostsEntry, name: string): Fix => ({
  title: `Take ${entry.address} out of ${name} in ${entry.file}`,
  steps: [edit(entry, lineWithout(entry, name))],
  needsRoot: true,
});

/** Gives the name a second address beside the line's own. */
export const addBeside = (entry: HostsEntry, name: string, address: string): Fix => ({
  title: `Let ${name} mean ${address} too, in ${entry.file}`,
  steps: [edit(entry, `${entry.text}\n${address} ${name}`)],
  needsRoot: true,
});

/** Another source decides before the hosts file is asked: it gave the address, or ends the search. */
const isAskedLate = ({ order, addresses }: NameLookup): boolean =>
  order.indexOf('files') > 0 && (addresses.length > 0 || endBefore(order, 'files') !== undefined);

/** The hosts line of nsswitch.conf with the hosts file first; undefined where it cannot be written so. */
function filesFirst({ orderLine }: NameLookup): Step | undefined {
  const [words = '', comment = ''] = orderLine?.text.split(/(?=#)/, 2) ?? [];
  const replace = `${words.replace(/\s+files\b/, '').replace(/(hosts\s*:)\s*/, '$1 files ')}${comment}`;
  return orderLine ? edit(orderLine, replace) : undefined;
}

/**
 * Adds a line to the hosts file, and lets that file be asked first where another source would decide before it; undefined
 * where the file is not asked.
 */
export function addTo(names: NameLookup, address: string): Fix | undefined {
  if (names.order.length > 0 && !names.order.includes('files')) return undefined;
  const first = isAskedLate(names) ? filesFirst(names) : undefined;
  if (!first && isAskedLate(names)) return undefined;
  // The C library takes the names of the file letter by letter: with its dot at the end it is another one.
  const bare = withoutEndDot(names.name);
  const both = bare === names.name ? bare : `${bare} ${names.name}`;
  const command = `printf '\\n%s %s\\n' ${quoted(address)} ${quoted(both)} >>/etc/hosts`;
  const [line] = first ? names.hosts : [];
  return {
    title: line
      ? `Ask the hosts file first: its line ${line.line} gives ${names.name} the address ${line.address}`
      : `Give ${names.name} an address on this machine, in /etc/hosts`,
    steps: [...(first ? [first] : []), ...(line ? [] : [{ do: 'run' as const, command }])],
    risk: 'It holds for programs on this machine only, and stays when the name gets another address.',
    needsRoot: true,
  };
}
