import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { parseAddress } from '../../net/address.js';
import { toNumber } from '../../net/network.js';
import type { Judge } from './admission-types.js';
import { anyMeansClient, meansClient } from './client-words.js';

/** tinyproxy.conf(5), "Allow and Deny": the first that fits decides, and where there are any, nobody else is let in. */
export const ofTinyproxy: Judge = (files, { client }) => {
  const rules = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*(Allow|Deny)[ \t]+"?([^\s"]+)/gim)].map(match => ({ path, match })),
  );
  const [first] = rules;
  if (!first) return undefined;
  const letIn = (network: string) => `In ${first.path}: Allow ${network}; then restart Tinyproxy.`;
  for (const { path, match } of rules) {
    const fits = meansClient(match[2]!, client);
    // A name of a host.
    if (fits === undefined) return undefined;
    if (!fits) continue;
    const isDeny = /^deny$/i.test(match[1]!);
    return isDeny ? { file: path, text: match[0].trim(), setting: 'Deny', letIn } : undefined;
  }
  const allowing = rules.findLast(({ match }) => /^allow$/i.test(match[1]!)) ?? first;
  return { file: allowing.path, text: allowing.match[0].trim(), setting: 'Allow', letIn };
};

interface Directive {
  readonly path: string;
  readonly words: readonly string[];
}

/** The lines about access in the order in which Squid reads them: what a file includes is read in the place of that line. */
function directivesOf(files: readonly ConfigurationFile[]): readonly Directive[] {
  const [main, ...included] = files.map(({ path, text }) =>
    [...text.matchAll(/^[ \t]*((?:acl|http_access|include)[ \t][^#\r\n]*)/gm)].map(match => ({
      path,
      words: match[1]!.trim().split(/\s+/),
    })),
  );
  const [first, ...others] = (main ?? []).filter(({ words }) => words[0] === 'include');
  const lines = included.flat();
  // Of several, it is not known which file came by which; and what is included may not be for everybody to read.
  const isNested = lines.some(({ words }) => words[0] === 'include');
  if (first && (included.length === 0 || isNested || (others.length > 0 && lines.length > 0))) return [];
  return (main ?? []).flatMap(each => (each === first ? lines : [each]));
}

/** squid-cache.org, "acl … src": an address, a network, or all from one address to another, as in the file that it comes with. */
function meansSource(word: string, client: string): boolean | undefined {
  const [first, last, at] = [...word.split('-', 2), client].map(each => parseAddress(each));
  if (!word.includes('-') || !first || !last || !at) return meansClient(word, client);
  const isOne = first.family === at.family && last.family === at.family;
  return isOne && toNumber(first) <= toNumber(at) && toNumber(at) <= toNumber(last);
}

/** The addresses of Squid's own lists, and those of its file that are of nothing but addresses; undefined for any other. */
function listed(directives: readonly Directive[], name: string): readonly string[] | undefined {
  if (name === 'all') return ['0.0.0.0/0', '::/0'];
  const lines = directives.flatMap(({ words: [kind, called, ...rest] }) =>
    kind === 'acl' && called?.toLowerCase() === name ? [rest] : [],
  );
  if (name === 'localhost' && lines.length === 0) return ['localhost'];
  return lines.length > 0 && lines.every(([type]) => type === 'src')
    ? lines.flatMap(([, ...values]) =>
        values.flatMap(each => (each === 'all' ? ['0.0.0.0/0', '::/0'] : each)),
      )
    : undefined;
}

/**
 * squid-cache.org, "http_access": the first line whose lists all fit decides, and after the last the opposite of that. Only
 * whom no line may let in is kept out; a line that also looks at what is asked for may let somebody in, and denies nobody all.
 */
export const ofSquid: Judge = (files, { client }) => {
  const directives = directivesOf(files);
  const rules = directives.filter(({ words }) => words[0] === 'http_access');
  const known = new Map<string, boolean | undefined>();
  const isIn = (name: string): boolean | undefined => {
    const words = known.has(name) ? undefined : listed(directives, name);
    if (!known.has(name)) known.set(name, words && anyMeansClient(words, client, meansSource));
    return known.get(name);
  };
  const fits = (name: string): boolean | undefined => {
    // Squid knows no case in the names of lists.
    const isMember = isIn(name.replace(/^!/, '').toLowerCase());
    return isMember === undefined || !name.startsWith('!') ? isMember : !isMember;
  };
  const letIn = (network: string) =>
    `Before the first http_access deny that is for all: acl office src ${network} and http_access allow office; then squid -k reconfigure.`;
  for (const { path, words } of rules) {
    const judged = words.slice(2).map(fits);
    if (judged.includes(false)) continue;
    const isSure = !judged.includes(undefined);
    if (words[1] === 'allow') return undefined;
    if (isSure) return { file: path, text: words.join(' '), setting: 'http_access', letIn };
  }
  const last = rules.at(-1);
  return last?.words[1] === 'allow'
    ? { file: last.path, text: last.words.join(' '), setting: 'http_access', letIn }
    : undefined;
};
