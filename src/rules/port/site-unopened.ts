import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { advice } from '../talk.js';

const SITES = /^[ \t]*<VirtualHost\s[^>\n]*>/gim;
/** Apache's: nginx has a semicolon behind its own. */
const LISTEN = /^[ \t]*Listen[ \t]([^;\n]*)$/gim;

interface Part {
  /** The module without which, or with `not` with which, the text does not count; null for what always does. */
  readonly name: string | null;
  readonly not: boolean;
  readonly text: string;
}

/** A text by the modules that it is for, by either of their names (httpd.apache.org/docs, "IfModule"). Each end is looked for once. */
function partsOf(text: string): readonly Part[] {
  const [head = '', ...rest] = text.split(/^[ \t]*<IfModule[ \t]+/im);
  return [
    { name: null, not: false, text: head },
    ...rest.flatMap(each => {
      // By a name that cannot be read it may count.
      const [, not, name = null] = /^"?(!?)(?:mod_)?(\w+?)(?:\.c|_module)?"?[ \t]*>/i.exec(each) ?? [];
      const [inside = '', ...after] = each.split(/^[ \t]*<\/IfModule>/im);
      return [
        { name, not: not === '!', text: inside },
        { name: null, not: false, text: after.join('') },
      ];
    }),
  ];
}

/** The module with which alone the files open the port, and which none of them loads: the first of several; undefined where there is none. */
function lacking(files: readonly ConfigurationFile[], port: number) {
  const isLoaded = (name: string) =>
    files.some(({ text }) => new RegExp(`^[ \\t]*LoadModule[ \\t]+${name}_module\\b`, 'm').test(text));
  const parts = files
    .flatMap(({ path, text }) => partsOf(text).map(each => ({ ...each, path })))
    .filter(({ text }) => portsIn(text).includes(port));
  const isOpened = parts.some(({ not, name }) => name === null || not || isLoaded(name));
  const [first] = parts;
  return !first || isOpened ? undefined : { path: first.path, name: first.name! };
}

const portsIn = (text: string): readonly number[] =>
  [...text.matchAll(LISTEN)].flatMap(([, words = '']) => {
    const port = /^(?:\S*:)?(\d+)/.exec(words.trim())?.[1];
    return port === undefined ? [] : Number(port);
  });

/** The finding of a port that nobody serves, where Apache opens it only with a module that it has not loaded. */
function withModule(
  found: Finding,
  { path, name }: { readonly path: string; readonly name: string },
  port: number,
) {
  return {
    ...found,
    summary: `${found.summary} ${path} has Apache open it with its module ${name}, which is not loaded.`,
    evidence: [
      ...found.evidence,
      {
        fact: 'configuration' as const,
        says: `Listen ${port} within <IfModule> for ${name}, and no LoadModule ${name}_module`,
        source: path,
      },
    ],
    fixes: [
      advice(
        `Let Apache load its module ${name}`,
        `On Debian and Ubuntu:\n  sudo a2enmod ${name}\nElsewhere a line LoadModule ${name}_module. Then:\n  apachectl configtest && sudo apachectl restart`,
        true,
      ),
      ...found.fixes,
    ],
  };
}

/** The finding of a port that nobody serves, with the site that Apache's files have for it, where none of them opens the port. */
export function withSite(
  found: Finding,
  configuration: Fact<FactValues['configuration']>,
  { port, protocol }: Question,
): Finding {
  const files = valueIn(configuration) ?? [];
  const opened = files.flatMap(({ text }) => portsIn(text));
  const ofPort = new RegExp(`:${port}(?!\\d)`);
  const site = files.find(({ text }) => text.match(SITES)?.some(line => ofPort.test(line)));
  const module = site && protocol === 'tcp' ? lacking(files, port) : undefined;
  if (module) return withModule(found, module, port);
  if (!site || opened.length === 0 || opened.includes(port) || protocol !== 'tcp') return found;
  return {
    ...found,
    summary: `${found.summary} ${site.path} has a site of Apache's for it, and no Listen line opens it: <VirtualHost> alone does not.`,
    evidence: [
      ...found.evidence,
      { fact: 'configuration', says: `a <VirtualHost> for port ${port}`, source: site.path },
      {
        fact: 'configuration',
        says: `Listen names ${[...new Set(opened)].join(' and ')}`,
        source: 'its files',
      },
    ],
    fixes: [
      advice(
        'Let Apache open the port',
        `Listen ${port}, beside the Listen lines that it has (ports.conf on Debian). Then:\n  apachectl configtest && apachectl graceful`,
        true,
      ),
      ...found.fixes,
    ],
  };
}
