import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Section, sectionsOf, settingOf, waysOf } from './haproxy-sections.js';
import type { Site } from './virtual-hosts.js';

/** The names that the one of the client's handshake is held against: req.ssl_sni -i shop.test. Empty for other conditions. */
const namesIn = (condition: string): readonly string[] =>
  /^req[._]ssl_sni\s+(?:-i\s+)?(\w[\w.-]*(?:\s+\w[\w.-]*)*)$/.exec(condition)?.[1]?.split(/\s+/) ?? [];

/** The conditions that have names; one of several lines holds where any of them does. */
function conditionsOf({ lines }: Section): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { text } of lines) {
    const [, name, condition] = /^acl\s+(\S+)\s+(.*)$/.exec(text) ?? [];
    if (name === undefined || condition === undefined) continue;
    const before = found.get(name);
    const names = namesIn(condition);
    const isKnown = names.length > 0 && before?.length !== 0;
    found.set(name, isKnown ? [...(before ?? []), ...names] : []);
  }
  return found;
}

/**
 * HAProxy: the sites of a frontend that passes TLS on by the name in the handshake alone, and hangs up on who gives none:
 * no backend is for the others. Empty where it may have one.
 */
export function haproxySites(files: readonly ConfigurationFile[], port: number): readonly Site[] {
  const sections = sectionsOf(files);
  const [front, ...more] = waysOf(sections, port).fronts;
  if (front?.kind !== 'frontend' || more.length > 0) return [];
  const isRaw = (settingOf(front, sections, /^mode\s+(\w+)/) ?? 'tcp') === 'tcp';
  if (!isRaw || settingOf(front, sections, /^default_backend\s+(\S+)/) !== undefined) return [];
  const named = conditionsOf(front);
  const sites = front.lines.flatMap(({ text, file, line }) => {
    const [, condition] = /^use_backend\s+(?:\S+\s+if\s+)?(.*)$/.exec(text) ?? [];
    if (condition === undefined) return [];
    const inPlace = /^\{\s(.*)\s\}$/.exec(condition)?.[1];
    const names = inPlace === undefined ? (named.get(condition) ?? []) : namesIn(inPlace.trim());
    return [{ names, file, line }];
  });
  return sites.every(({ names }) => names.length > 0) ? sites : [];
}
