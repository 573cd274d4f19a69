import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Passed } from '../proxies/upstream.js';
import type { Line } from '../proxies/upstreams-others.js';
import { ADMITS } from './apache-requires.js';
import { type Asked, isOn, rulesIn } from './apache-rewrites.js';
import { outsideOf } from './apache-sections.js';
import { expression, namesAddress, type Told } from './apache-tests.js';
import { placesFor, saidIn, sendsAway } from './client-rules-apache.js';
import type { Coming, Written } from './client-rules-types.js';
import { differ } from './terms.js';

/** Who comes is told by the name of the address, which a name server knows. */
const BY_NAME =
  /^(?:Require\s+(?:not\s+)?(?:host|forward-dns)\b|(?:Allow|Deny)\s+from\s+(?!all\b|env=)[\w.-]*[a-z])/i;

/** What an answer is made by, besides whom Require lets in. */
const ANSWERS = /^(?:Redirect|Rewrite|ProxyPass|Alias|ScriptAlias|SetHandler|Action|DirectoryIndex)/i;

/** Lines of an <If> that are looked at. */
const MOST = 50;

/** The first rule about addresses that counts for one client and not for the other, or of which that cannot be told. */
function rewritten(
  lines: readonly Line[],
  asked: Asked,
  other: string,
  needed: readonly string[],
): Line | undefined {
  if (!isOn(lines)) return undefined;
  const [own, its] = [asked.client, other].map(client => rulesIn(lines, { ...asked, client }));
  return own!.find(
    (each, index) =>
      each.ofAddress.some((term, at) => differ(term, its![index]!.ofAddress[at])) &&
      differ(each.term, its![index]!.term) &&
      (each.refuses || each.leaves || each.rewrites || each.sets.some(name => needed.includes(name))),
  )?.line;
}

/** <If> about the address with something in it, or behind its <Else>, that an answer is made by. */
function conditional(lines: readonly Line[], told: readonly Told[]): Line | undefined {
  return lines.find(({ text }, at) => {
    const [, written = ''] = /^<If\s+(.*)>$/i.exec(text) ?? [];
    if (!namesAddress(written)) return false;
    const [one, two] = told.map(each => expression(written, each));
    const isOther = written.split(/&&|\|\|/).some(part => {
      const [own, its] = told.map(each => expression(part.replace(/^"|"$/g, ''), each));
      return namesAddress(part) && differ(own, its);
    });
    const rest = lines.slice(at + 1, at + MOST);
    const end = rest.findIndex(each => /^<\/If>/i.test(each.text));
    const isRead = one !== undefined && !/^<Else/i.test(rest[end + 1]?.text ?? '');
    const deciding = isRead ? [ANSWERS] : [ANSWERS, ADMITS];
    return (
      isOther &&
      differ(one, two) &&
      rest.slice(0, end < 0 ? MOST : end).some(each => deciding.some(pattern => pattern.test(each.text)))
    );
  });
}

/** The line of Apache by which it may answer one client otherwise than another. */
export function apacheApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
  other: string,
): Written | undefined {
  const places = placesFor(files, passed, coming);
  const { lines, path, fitting, rules, asked } = places;
  const said = saidIn(places, coming);
  if (said?.admitted === false && sendsAway(places)) return said;
  const all = [...outsideOf(lines.outside), ...outsideOf(lines.own), ...fitting.flatMap(each => each.lines)];
  const needed = all.flatMap(({ text }) =>
    (/^(?:Require\s+(?:not\s+)?env\s+|(?:Allow|Deny)\s+from\s+env=)(.+)$/i.exec(text)?.[1] ?? '')
      .toLowerCase()
      .split(/\s+/),
  );
  return (
    rewritten(rules.server, asked.server, other, needed) ??
    rewritten(rules.folder, asked.folder, other, needed) ??
    conditional(
      all,
      [coming.client, other].map(client => ({ client, uri: path })),
    ) ??
    (said ? undefined : all.find(({ text }) => BY_NAME.test(text)))
  );
}
