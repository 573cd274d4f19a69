import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { sectionsOf } from '../proxies/haproxy-sections.js';
import type { Passed } from '../proxies/upstream.js';
import type { Line } from '../proxies/upstreams-others.js';
import {
  type Acls,
  type Asking,
  aclsOf,
  anyHolds,
  askingFor,
  frontAt,
  holds,
  LONGEST,
  wayOn,
} from './client-rules-haproxy.js';
import type { Coming, Written } from './client-rules-types.js';
import { differ } from './terms.js';

/** Lines that decide what a request is answered, with their conditions. */
const DECIDES =
  /^(?:(?:http-request|http-response|tcp-request\s+\S+)\s+(allow|accept|auth|deny|reject|tarpit|silent-drop|return|redirect|use-service|set-(?:src|path|pathq|uri)|replace-(?:path|pathq|uri))|use_backend|use-server|redirect)\b.*?\s(?:if|unless)\s+(.*)$/s;

/** A backend whose name is made of the address. */
const BY_NAME = /^use_backend\s+%\[src\b/;

/** Variables that the client's address is kept in. */
const keptIn = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(({ text }) => /\bset-var\(([\w.]+)\)\s+src\b/.exec(text)?.[1] ?? []);

/** The tests of each part of a condition, in braces or of an acl. */
const testsIn = (condition: string, acls: Acls): readonly (readonly string[])[] =>
  condition.length > LONGEST
    ? []
    : [...condition.matchAll(/\{\s*([^}]*)\}|([^\s!{}]+)/g)].map(([, braces, name]) =>
        braces === undefined ? (acls.get(name ?? '') ?? []) : [braces],
      );

/** The first line of a section that counts for one client and not for the other, or of which that cannot be told. */
function partsIn(lines: readonly Line[], askings: readonly Asking[]): Line | undefined {
  const acls = aclsOf(lines);
  const kept = keptIn(lines);
  const isOfAddress = (test: string) =>
    /^src(?:[,\s]|$)/.test(test) || kept.includes(/^var\(([\w.]+)\)/.exec(test)?.[1] ?? '');
  const ofAddress = new Map([...acls].map(([name, tests]) => [name, tests.filter(isOfAddress)]));
  let isLetIn = false;
  for (const each of lines) {
    const isRequest = each.text.startsWith('http-request');
    if (isLetIn && isRequest) continue;
    if (BY_NAME.test(each.text)) return each;
    const [, action, condition = ''] = DECIDES.exec(each.text) ?? [];
    const lists = testsIn(condition, ofAddress).filter(tests => tests.some(isOfAddress));
    if (lists.length === 0) continue;
    const [one, two] = askings.map(asking => holds(condition, acls, asking));
    // What else a condition asks is the same for both.
    const isOther = lists.some(tests => differ(anyHolds(tests, askings[0]!), anyHolds(tests, askings[1]!)));
    if (isOther && differ(one, two)) return each;
    // Whom it lets in, both of them, no further rule of its kind asks.
    isLetIn ||= isRequest && action === 'allow' && one === / if /.test(each.text);
  }
  return undefined;
}

/** The line of HAProxy by which it may answer one client otherwise than another. */
export function haproxyApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
  other: string,
): Written | undefined {
  const front = frontAt(files, passed.port, coming.server);
  if (!front) return undefined;
  const askings = [coming.client, other].map(client => askingFor(files, passed, { ...coming, client }));
  const way = wayOn(front, askings[0]!);
  const back = sectionsOf(files).find(({ kind, name }) => kind === 'backend' && name === way);
  return partsIn(front.lines, askings) ?? (back && partsIn(back.lines, askings));
}
