import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { familyOf } from '../../net/address.js';
import { isBelow } from '../proxies/apache-paths.js';
import { matches } from '../proxies/nginx-patterns.js';
import { lineAt, type Passed, pathOf } from '../proxies/upstream.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { anyMeansClient } from './client-words.js';
import { not, type Term } from './terms.js';

const VALVES = /<Valve\b[^<>]*>/g;
const ABOUT_ADDRESS = /\.Remote(Addr|CIDR)(?:Valve|Filter)["']/;
/** Which of several counts depends on the name and the port that are asked. */
const SEVERAL = /(<(?:Host|Service)\b)[\s\S]*\1/;

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(["'])(.*?)\\1`, 's').exec(tag)?.[2];

/** The path of the application in whose element the end of a text stands: <Context path="/shop" …> */
function pathAround(before: string): string {
  const element = before.slice(Math.max(0, before.lastIndexOf('<Context')));
  const [tag = ''] = /^<Context\b[^<>]*>/.exec(element) ?? [];
  return tag.endsWith('/>') || element.includes('</Context>') ? '' : (attribute(tag, 'path') ?? '');
}

const uncommented = (text: string): string =>
  text.replace(/<!--[\s\S]*?(?:-->|$)/g, comment => comment.replace(/[^\n]/g, ' '));

/** Whether an attribute of the valve fits: addresses with their lengths, or one pattern for the whole address. */
function fits(kind: string, list: string, client: string): Term {
  if (kind === 'CIDR') return anyMeansClient(list.split(/[\s,]+/).filter(Boolean), client);
  // Java writes IPv6 in a way of its own.
  return familyOf(client) === 4 ? matches(`^(?:${list})$`, client) : undefined;
}

/** tomcat.apache.org, "Remote Address Filter": deny comes first; where it stands alone, all others are let in. */
function judged(kind: string, tag: string, client: string): Term {
  const [allow, deny, port, ownPort] = ['allow', 'deny', 'addConnectorPort', 'addPort'].map(each =>
    attribute(tag, each),
  );
  // A property's value is not known: ${office}.
  if ([port, ownPort].includes('true') || tag.includes('${')) return undefined;
  const denied = deny === undefined ? false : fits(kind, deny, client);
  if (denied !== false) return not(denied);
  return allow === undefined ? deny !== undefined : fits(kind, allow, client);
}

/** Tomcat: the valves about addresses of server.xml, and of what is said of all applications. */
export function tomcatAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  let last: Admittance | undefined;
  for (const { path, text: whole } of files) {
    const text = uncommented(whole);
    for (const { 0: tag, index } of text.matchAll(VALVES)) {
      const kind = ABOUT_ADDRESS.exec(tag)?.[1];
      if (kind === undefined || !isBelow(pathOf(passed), pathAround(text.slice(0, index)))) continue;
      if (SEVERAL.test(text)) return undefined;
      const admitted = judged(kind, tag, client);
      if (admitted === undefined) return undefined;
      const status = Number(attribute(tag, 'denyStatus')) || 403;
      last = { admitted, file: path, line: lineAt(text, index), text: tag.replace(/\s+/g, ' '), status };
      if (!admitted) return last;
    }
  }
  return last;
}
