import type { ConfigurationFile } from '../facts/configuration/types.js';
import { familyOf } from '../net/address.js';
import { isLoopback } from '../net/prefix.js';
import { type Admittance, streamDenies } from './client-rules.js';
import { haproxyTakes } from './client-rules-haproxy.js';
import { anyMeansClient, meansClient } from './client-words.js';

/** A client of a server: where it comes from, and whether that is one of the server's own networks. */
export interface Coming {
  readonly client: string;
  readonly near: boolean;
  readonly port: number;
}

/** The setting by which a server keeps a client out. */
export interface KeptOut {
  readonly file: string;
  /** The setting as it is written; null where it is missing, and nobody from elsewhere is let in then. */
  readonly text: string | null;
  readonly setting: string;
  /** What would let the client's `network` in. */
  letIn(network: string): string;
}

type Judge = (files: readonly ConfigurationFile[], coming: Coming) => KeptOut | undefined;

/**
 * Whether a server that answers this machine keeps a client from elsewhere out, by the addresses in its configuration;
 * undefined where it does not, or where that rests on more than addresses. Pure and total.
 */
export const keptOutBy = (
  program: string,
  files: readonly ConfigurationFile[],
  coming: Coming,
): KeptOut | undefined => (files.length === 0 ? undefined : judges[program]?.(files, coming));

/** Without the comments of C, C++ and the shell. A comment that never ends is none: each end is looked for once. */
function uncommented(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf('/*'); start >= 0; start = text.indexOf('/*', at)) {
    const end = text.indexOf('*/', start + 2);
    if (end < 0) break;
    parts.push(text.slice(at, start));
    at = end + 2;
  }
  return [...parts, text.slice(at)].join('').replace(/(^|[^:"])(?:\/\/|#)[^\n]*/g, '$1');
}

/** What stands at a place is in the block of a zone: the last brace before it opens, and a zone's name is before that. */
function isInZone(text: string, place: number): boolean {
  const opening = text.lastIndexOf('{', place - 1);
  if (opening < 0 || text.lastIndexOf('}', place - 1) > opening) return false;
  const before = Math.max(text.lastIndexOf('{', opening - 1), text.lastIndexOf('}', opening - 1));
  return opening > 0 && /\bzone\s+"[^"]*"/.test(text.slice(before + 1, opening));
}

/** Whether the first element of a match list that fits lets the client in; undefined where one is not understood. */
function inMatchList(elements: readonly string[], { client, near }: Coming): boolean | undefined {
  for (const element of elements) {
    const bare = element.replace(/^!\s*/, '');
    const fit = matchWords.get(bare)?.(near) ?? meansClient(bare, client);
    if (fit === undefined) return undefined;
    if (fit) return bare === element;
  }
  return false;
}

/** localhost is the server itself, localnets the networks that it is on. */
const matchWords: ReadonlyMap<string, (near: boolean) => boolean> = new Map<
  string,
  (near: boolean) => boolean
>([
  ['any', () => true],
  ['none', () => false],
  ['localhost', () => false],
  ['localnets', near => near],
]);

/** bind9.readthedocs.io, "allow-query": that of the options, which a zone or a view may outrank with one of its own. */
const ofBind: Judge = (files, coming) => {
  const texts = files.map(({ path, text }) => ({ path, text: uncommented(text) }));
  const found = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/\ballow-query\s*\{([^{}]*)\}/g)].map(match => ({ path, text, match })),
  );
  const [only, ...more] = found;
  if (!only || more.length > 0 || texts.some(({ text }) => /\bview\s/.test(text))) return undefined;
  if (isInZone(only.text, only.match.index)) return undefined;
  const elements = (only.match[1] ?? '').split(';').map(each => each.trim());
  if (inMatchList(elements.filter(Boolean), coming) !== false) return undefined;
  return {
    file: only.path,
    text: only.match[0].replace(/\s+/g, ' '),
    setting: 'allow-query',
    letIn: network =>
      `In its options: allow-query { localhost; ${network}; }; and then rndc reconfig, or restart it.`,
  };
};

/** unbound.conf(5), "access-control": the longest prefix that fits decides; by itself only localhost is let in. */
const ofUnbound: Judge = (files, { client }) => {
  const rules = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*access-control:[ \t]*(\S+)[ \t]+(\w+)/gm)].map(match => ({ path, match })),
  );
  if (files.some(({ text }) => /^[ \t]*(interface-(action|view)|access-control-view):/m.test(text)))
    return undefined;
  const length = ({ match }: (typeof rules)[number]) => Number(match[1]?.split('/')[1] ?? 128);
  const rule = rules
    .filter(({ match }) => meansClient(match[1] ?? '', client))
    .sort((a, b) => length(b) - length(a))[0];
  if (rule && !/^(deny|refuse)$/.test(rule.match[2] ?? '')) return undefined;
  return {
    file: rule?.path ?? files[0]!.path,
    text: rule ? rule.match[0].trim() : null,
    setting: 'access-control',
    letIn: network =>
      `Below server: access-control: ${network} allow; then unbound-control reload, or restart it.`,
  };
};

/** smb.conf(5), "hosts allow": 127.0.0.1 is always let in; where only one of the two lists is set, it decides alone. */
const ofSamba: Judge = (files, { client }) => {
  const list = (name: string) =>
    files.flatMap(({ path, text }) =>
      [...text.matchAll(new RegExp(`^[ \\t]*(?:hosts ${name}|${name} hosts)[ \\t]*=[ \\t]*(.*)`, 'gim'))].map(
        match => ({
          path,
          text: match[0].trim(),
          words: (match[1] ?? '').split(/[\s,]+/).filter(Boolean),
        }),
      ),
    );
  const [allow, ...more] = list('allow');
  const [deny, ...others] = list('deny');
  if (more.length > 0 || others.length > 0) return undefined;
  const all = (words: readonly string[]) =>
    words.some(word => /^(all|0\.0\.0\.0\/0)$/i.test(word)) || anyMeansClient(words, client);
  const allowed = allow && all(allow.words);
  const denied = deny && all(deny.words);
  const out = allow ? allowed === false && (!deny || denied === true) : denied === true;
  const by = allow ?? deny;
  if (!out || !by) return undefined;
  return {
    file: by.path,
    text: by.text,
    setting: allow ? 'hosts allow' : 'hosts deny',
    letIn: network =>
      `In smb.conf: hosts allow = 127. ${network}; then smbcontrol smbd reload-config, or restart it.`,
  };
};

/** xinetd.conf(5), "only_from" and "no_access" of the service on the port. */
const ofXinetd: Judge = (files, { client, port }) => {
  for (const { path, text } of files)
    for (const [, block = ''] of uncommented(text).matchAll(/\bservice\s+\S+\s*\{([^{}]*)\}/g)) {
      if (!new RegExp(`^[ \\t]*port[ \\t]*=[ \\t]*${port}\\b`, 'm').test(block)) continue;
      const only = /^[ \t]*only_from[ \t]*\+?=[ \t]*(.*)/m.exec(block);
      if (only && anyMeansClient((only[1] ?? '').split(/\s+/).filter(Boolean), client) === false)
        return {
          file: path,
          text: only[0].trim(),
          setting: 'only_from',
          letIn: network => `In its service: only_from = 127.0.0.1 ${network}; then restart xinetd.`,
        };
    }
  return undefined;
};

/** HAProxy's tcp-request … reject, and deny in a server of nginx's stream module, hang up on a client. */
const ofFront =
  (said: (files: readonly ConfigurationFile[], coming: Coming) => Admittance | undefined): Judge =>
  (files, coming) => {
    const by = said(files, coming);
    return (
      by && {
        file: `${by.file}:${by.line}`,
        text: by.text,
        setting: by.text.split(' ', 1)[0]!,
        letIn: network =>
          `At ${by.file}:${by.line}: let ${network} by, then reload it. It may be on purpose.`,
      }
    );
  };

const judges: Readonly<Record<string, Judge>> = {
  BIND: ofBind,
  Unbound: ofUnbound,
  Samba: ofSamba,
  xinetd: ofXinetd,
  HAProxy: ofFront((files, { client, port }) => haproxyTakes(files, port, { client, server: client })),
  nginx: ofFront((files, { client, port }) => streamDenies(files, port, client)),
};

/** Loopback is let in by all of these: nothing is to be judged. */
export const comesFromElsewhere = (client: string): boolean =>
  familyOf(client) !== undefined && !isLoopback(client);
