import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { fileAt } from '../door.js';
import type { FileDoor } from '../program.js';
import { anyMeansClient, meansClient } from './client-words.js';

const ALLOW = '/etc/hosts.allow';
export const DENY = '/etc/hosts.deny';

interface Entry {
  readonly daemons: readonly string[];
  readonly clients: readonly string[];
  readonly options: string;
  readonly text: string;
}

/** What colons part; those inside brackets belong to an IPv6 address. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  let start = 0;
  let inside = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '[' || line[at] === ']') inside = line[at] === '[';
    if (line[at] !== ':' || inside) continue;
    fields.push(line.slice(start, at));
    start = at + 1;
  }
  return [...fields, line.slice(start)];
}

/** Lines that end in \ go on in the next (hosts_access(5)). */
const joined = (text: string): string => text.replace(/\\\n/g, ' ');
const hasRule = (text: string): boolean => /^[ \t]*[^#\s]/m.test(joined(text));

/** The rules of a file: daemons : clients : options, without comments. */
const entriesOf = (text: string): readonly Entry[] =>
  joined(text)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [daemons = '', clients = '', ...options] = fieldsOf(line);
      const words = (list: string) => list.split(/[\s,]+/).filter(Boolean);
      return { daemons: words(daemons), clients: words(clients), options: options.join(':'), text: line };
    });

/** The two files, where one has a rule and the process is linked to libwrap, which reads them; none otherwise. */
export function wrapperFiles({ pid }: Process, door: FileDoor): readonly ConfigurationFile[] {
  const deny = fileAt(door, DENY);
  const allow = fileAt(door, ALLOW);
  const files = [allow, deny].filter(file => file !== undefined);
  return files.some(({ text }) => hasRule(text)) && /\/libwrap\.so/.test(door.read(`/proc/${pid}/maps`) ?? '')
    ? files
    : [];
}

/** One pattern against a client; undefined for names, which the server looks up. */
const fits = (pattern: string, client: string): boolean | undefined =>
  pattern === 'ALL' || meansClient(pattern, client);

/** Whether a list means something: its words, EXCEPT those of the list behind, which may have exceptions of its own. */
function listFits(
  list: readonly string[],
  means: (words: readonly string[]) => boolean | undefined,
): boolean | undefined {
  const at = list.indexOf('EXCEPT');
  if (at < 0) return means(list);
  const [fit, not] = [means(list.slice(0, at)), listFits(list.slice(at + 1), means)];
  if (fit === false || not === true) return false;
  return fit && not === false ? true : undefined;
}

/** Whether an entry is for a daemon and a client; undefined where it rests on names. */
function entryFits({ daemons, clients }: Entry, daemon: string, client: string): boolean | undefined {
  const isMeant = listFits(daemons, words => {
    if (words.includes(daemon) || words.includes('ALL')) return true;
    // sshd@10.0.0.1 is for those who come to that address.
    return words.some(word => word.startsWith(`${daemon}@`)) ? undefined : false;
  });
  return isMeant && listFits(clients, words => anyMeansClient(words, client, fits));
}

/** hosts_options(5): the last word may turn a rule of either file round. */
const admits = ({ options }: Entry, otherwise: boolean): boolean => {
  if (/(^|[\s:])(deny|twist)\b/i.test(options)) return false;
  return /(^|[\s:])allow\b/i.test(options) || otherwise;
};

/**
 * The rule by which TCP wrappers keep a client away from a daemon: the first one in hosts.allow that fits decides, then the
 * first in hosts.deny. Undefined where it is let in, or that rests on names.
 */
export function wrappedAway(
  files: readonly ConfigurationFile[],
  daemon: string,
  client: string,
): { readonly file: string; readonly text: string } | undefined {
  for (const path of [ALLOW, DENY]) {
    const file = files.find(each => each.path === path);
    for (const entry of file ? entriesOf(file.text) : []) {
      const fit = entryFits(entry, daemon, client);
      if (fit === undefined) return undefined;
      if (fit) return admits(entry, path === ALLOW) ? undefined : { file: path, text: entry.text };
    }
  }
  return undefined;
}
