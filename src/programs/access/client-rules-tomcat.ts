import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { familyOf } from '../../net/address.js';
import { isBelow } from '../proxies/apache-paths.js';
import { matches } from '../proxies/nginx-patterns.js';
import { lineAt, type Passed, pathOf } from '../proxies/upstream.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { anyMeansClient } from './client-words.js';
import { not, type Term } from './terms.js';

const VALVE = /<Valve\b[^<>]*\.Remote(Addr|CIDR)(?:Valve|Filter)"[^<>]*>/g;

/** The path of the application in whose element the end of a text stands: <Context path="/shop" …> */
function pathAround(before: string): string {
  const element = before.slice(Math.max(0, before.lastIndexOf('<Context')));
  const [, path = ''] = /^<Context\b[^<>]*\bpath="([^"]*)"[^<>]*>/.exec(element) ?? [];
  return /^<Context\b[^<>]*\/>|<\/Context>/.test(element) ? '' : path;
}

const uncommented = (text: string): string =>
  text.replace(/<!--[\s\S]*?-->/g, comment => comment.replace(/[^\n]/g, ' '));

/** Whether an attribute of the valve fits: addresses with their lengths, or one pattern for the whole address. */
function fits(kind: string, list: string | undefined, client: string): Term {
  if (list === undefined) return undefined;
  if (kind === 'CIDR') return anyMeansClient(list.split(/[\s,]+/).filter(Boolean), client);
  // Java writes IPv6 in a way of its own.
  return familyOf(client) === 4 ? matches(`^(?:${list})$`, client) : undefined;
}

/** tomcat.apache.org, "Remote Address Filter": deny comes first; where there is no allow, all others are let in. */
function judged(kind: string, tag: string, client: string): Term {
  const attribute = (name: string) => new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`).exec(tag)?.[1];
  const [allow, deny] = [attribute('allow'), attribute('deny')];
  if (/\badd(?:Connector)?Port\s*=\s*"true"/.test(tag)) return undefined;
  const denied = deny === undefined ? false : fits(kind, deny, client);
  if (denied !== false) return not(denied);
  return allow === undefined ? true : fits(kind, allow, client);
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
    for (const { 0: tag, 1: kind = '', index } of text.matchAll(VALVE)) {
      if (!isBelow(pathOf(passed), pathAround(text.slice(0, index)))) continue;
      const admitted = judged(kind, tag, client);
      if (admitted === undefined) return undefined;
      const status = Number(/\bdenyStatus\s*=\s*"(\d{3})"/.exec(tag)?.[1] ?? 403);
      last = { admitted, file: path, line: lineAt(text, index), text: tag.replace(/\s+/g, ' '), status };
      if (!admitted) return last;
    }
  }
  return last;
}
