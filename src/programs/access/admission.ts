import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { optionValue } from '../options.js';
import { ofMonit, ofMunin, ofNrpe, ofZabbix } from './admission-agents.js';
import { ofChrony, ofDistcc, ofNcat, ofSnmp, ofSocat, ofSpamd } from './admission-commands.js';
import { ofProftpd } from './admission-ftp.js';
import { ofFpm, ofRsync, ofSamba, ofXinetd } from './admission-lists.js';
import { ofSquid, ofTinyproxy } from './admission-proxies.js';
import { uncommented } from './admission-text.js';
import type { Coming, Judge, KeptOut } from './admission-types.js';
import { streamDenies } from './client-rules.js';
import { haproxyTakes } from './client-rules-haproxy.js';
import type { Admittance } from './client-rules-types.js';
import { meansClient } from './client-words.js';

/**
 * Whether a server that answers this machine keeps a client from elsewhere out, by the addresses in its configuration;
 * undefined where it does not, or where that rests on more than addresses. Pure and total.
 */
export const keptOutBy = (
  program: string,
  files: readonly ConfigurationFile[],
  coming: Coming,
): KeptOut | undefined => (Object.hasOwn(judges, program) ? judges[program]?.(files, coming) : undefined);

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

/** What is between the braces of a match list. */
const elementsOf = ([, list = '']: RegExpExecArray): readonly string[] =>
  list.split(';').flatMap(each => each.trim() || []);

/** bind9.readthedocs.io, "blackhole": whoever is in it gets no answer at all. */
function blackhole(
  files: readonly Pick<ConfigurationFile, 'path' | 'text'>[],
  coming: Coming,
): KeptOut | undefined {
  for (const { path, text } of files) {
    const match = /\bblackhole\s*\{([^{}]*)\}/.exec(text);
    if (match && inMatchList(elementsOf(match), coming) === true)
      return {
        file: path,
        text: match[0].replace(/\s+/g, ' '),
        setting: 'blackhole',
        letIn: network =>
          `Take ${network} out of blackhole in its options; then rndc reconfig, or restart it.`,
      };
  }
  return undefined;
}

/** bind9.readthedocs.io, "allow-query": that of the options, which a zone or a view may outrank with one of its own. */
const ofBind: Judge = (files, coming) => {
  const texts = files.map(({ path, text }) => ({ path, text: uncommented(text) }));
  const hole = blackhole(texts, coming);
  if (hole) return hole;
  const found = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/\ballow-query\s*\{([^{}]*)\}/g)].map(match => ({ path, text, match })),
  );
  const [only, ...more] = found;
  if (!only || more.length > 0 || texts.some(({ text }) => /\bview\s/.test(text))) return undefined;
  if (isInZone(only.text, only.match.index)) return undefined;
  const elements = elementsOf(only.match);
  if (inMatchList(elements, coming) !== false) return undefined;
  return {
    file: only.path,
    text: only.match[0].replace(/\s+/g, ' '),
    setting: 'allow-query',
    // The first element that fits decides.
    letIn: network =>
      `In its options: allow-query { ${[network, ...elements].join('; ')}; }; and then rndc reconfig, or restart it.`,
  };
};

/** unbound.conf(5), "access-control": the longest prefix that fits decides; by itself only localhost is let in. */
const ofUnbound: Judge = (files, { client }) => {
  if (files.length === 0) return undefined;
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

/** What makes dnsmasq's local-service of no effect, as a line of its files and as an option. */
const PLACES = /^[ \t]*(?:interface|except-interface|listen-address|auth-server)[ \t]*=/m;
/** Files that are not read here, and may do so. */
const ELSEWHERE = /^[ \t]*conf-(?:file|dir)[ \t]*=(?![ \t]*\/etc\/dnsmasq\.d\b)/m;
const PLACE = /^(?:--(?:interface|except-interface|listen-address|auth-server)\b|-[iIa])/;

/** dnsmasq(8), --local-service: queries count from the networks that it is on, where no place to listen is named. */
const ofDnsmasq: Judge = (files, { near, args }) => {
  const by = files.find(({ text }) => /^[ \t]*local-service[ \t]*$/m.test(text));
  if (near || (!by && !args.includes('--local-service'))) return undefined;
  const folder = optionValue(args, ['-7', '--conf-dir']) ?? '/etc/dnsmasq.d';
  if (!folder.startsWith('/etc/dnsmasq.d') || files.some(({ text }) => ELSEWHERE.test(text)))
    return undefined;
  if (args.some(word => PLACE.test(word)) || files.some(({ text }) => PLACES.test(text))) return undefined;
  return {
    file: by?.path ?? 'its command line',
    text: by ? 'local-service' : '--local-service',
    setting: 'local-service',
    letIn: network =>
      `Without local-service, or with a line interface= for each interface that clients such as ${network} come in by, it answers others than its neighbours; then restart it.`,
  };
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
  chrony: ofChrony,
  distcc: ofDistcc,
  dnsmasq: ofDnsmasq,
  monit: ofMonit,
  'munin-node': ofMunin,
  netcat: ofNcat,
  socat: ofSocat,
  spamd: ofSpamd,
  Unbound: ofUnbound,
  'Net-SNMP': ofSnmp,
  NRPE: ofNrpe,
  Samba: ofSamba,
  Squid: ofSquid,
  tinyproxy: ofTinyproxy,
  xinetd: ofXinetd,
  rsyncd: ofRsync,
  'PHP-FPM': ofFpm,
  ProFTPD: ofProftpd,
  HAProxy: ofFront((files, coming) => haproxyTakes(files, coming.port, coming)),
  'Zabbix agent': ofZabbix,
  nginx: ofFront((files, coming) => streamDenies(files, coming.port, coming)),
};

/** Loopback is let in by all of these: nothing is to be judged. */
export const comesFromElsewhere = (client: string): boolean =>
  familyOf(client) !== undefined && !isLoopback(client);
