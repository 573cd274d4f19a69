import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { optionValues } from '../options.js';
import type { Coming, Judge, KeptOut } from './admission-types.js';
import { anyMeansClient, meansClient } from './client-words.js';

const onCommandLine = (text: string, setting: string, letIn: KeptOut['letIn']): KeptOut => ({
  file: 'its command line',
  text,
  setting,
  letIn,
});

/** socat(1), "range": of the address on the port, in its own notation too, 127.0.0.0:255.0.0.0. */
export const ofSocat: Judge = (_, { client, port, args }) => {
  const address = args.find(word => new RegExp(`^[A-Z\\d-]+-L(?:ISTEN)?:${port}(?:,|$)`, 'i').test(word));
  const [text, range = ''] = /,(range=([^,]+))/i.exec(address ?? '')?.slice(1) ?? [];
  if (text === undefined || meansClient(range.replace(/:(?=\d+\.)/, '/'), client) !== false) return undefined;
  return onCommandLine(text, 'range', network => `Start it with range=${network}, or without range=.`);
};

/**
 * The words of ncat's options of one name: "--allow 10.0.0.1,10.1.0.0/16" or with an equals sign. It parts such a list
 * where it stands (strtok(3)), so that its words come one after the other.
 */
const listsOf = (args: readonly string[], name: string): readonly string[] =>
  args.flatMap((word, at) => {
    const isJoined = word.startsWith(`${name}=`);
    if (word !== name && !isJoined) return [];
    const after = args.slice(at + 1);
    const end = after.findIndex(each => /^(?:-|\d+$)/.test(each));
    return [...(isJoined ? [word.slice(name.length + 1)] : []), ...after.slice(0, end < 0 ? undefined : end)];
  });

/**
 * snmpd.conf(5), "rocommunity": what comes from no SOURCE of a community gets no answer; without one, or by "default", all
 * may ask. Users of version 3 may ask from anywhere.
 */
export const ofSnmp: Judge = (files, { client }) => {
  const lines = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*(?:r[ow]community6?[ \t]+\S+|com2sec6?[ \t]+\S+)(?:[ \t]+(\S+))?.*/gim)].map(
      ([line, source = 'default']) => ({ path, line: line.trim(), source }),
    ),
  );
  const [first] = lines;
  if (
    !first ||
    files.some(({ text }) => /^[ \t]*(?:r[ow]user|createUser|auth(?:community|user|access))\b/im.test(text))
  )
    return undefined;
  if (lines.some(({ source }) => meansClient(source, client) !== false)) return undefined;
  return {
    file: first.path,
    text: first.line,
    setting: first.line.split(/\s/, 1)[0]!,
    letIn: network => `In ${first.path}: rocommunity NAME ${network}; then restart snmpd.`,
  };
};

/** ncat(1), "Access control options": whoever is denied is, and where some are allowed, the others are not. */
export const ofNcat: Judge = (_, { client, args }) => {
  const [allow, deny] = ['--allow', '--deny'].map(name => ({ name, lists: listsOf(args, name) }));
  const of = ({ lists }: { lists: readonly string[] }) =>
    anyMeansClient(
      lists.flatMap(each => each.split(',')),
      client,
    );
  const files = args.some(word => /^--(?:allow|deny)file\b/.test(word));
  const by =
    of(deny!) === true ? deny : !files && allow!.lists.length > 0 && of(allow!) === false ? allow : undefined;
  return (
    by &&
    onCommandLine(`${by.name} ${by.lists.join(',')}`, by.name, network =>
      by === allow ? `Start it with ${network} in --allow too.` : `Start it without ${network} in --deny.`,
    )
  );
};

/** What distccd lets in by --allow-private: networks that no router of the Internet passes on. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fe80::/10', 'fc00::/7'];

/** distccd(1), "--allow": whoever is in none of its networks is turned away. */
export const ofDistcc: Judge = (_, { client, args }) => {
  const lists = optionValues(args, ['-a', '--allow']);
  const all = [...lists, ...(args.includes('--allow-private') ? PRIVATE : [])];
  if (lists.length === 0 || anyMeansClient(all, client) !== false) return undefined;
  return onCommandLine(
    `--allow ${lists.join(' ')}`,
    '--allow',
    network => `Start it with --allow ${network} too; on Debian, ALLOWEDNETS in /etc/default/distcc.`,
  );
};

/** spamd(1p), "-A": without it, only loopback is let in. */
export const ofSpamd: Judge = (_, { client, args }) => {
  const words = optionValues(args, ['-A', '--allowed-ips']).flatMap(each => each.split(','));
  if (anyMeansClient(words, client) !== false) return undefined;
  return {
    ...onCommandLine(
      `-A ${words.join(',')}`,
      '-A',
      network =>
        `Start it with -A ${['127.0.0.1', ...words.filter(word => word !== '127.0.0.1'), network].join(',')}; on Debian, OPTIONS in /etc/default/spamd.`,
    ),
    ...(words.length === 0 && { text: null }),
  };
};

/** A line of chrony's about clients; `length` is that of its prefix. */
interface Said {
  readonly file: string;
  readonly text: string;
  readonly allows: boolean;
  readonly length: number;
}

/** 10.77 for 10.77.0.0/16, and 192.168/16. */
function subnetOf(word: string): string {
  const [address = '', length] = word.split('/');
  const parts = address.split('.');
  if (address.includes(':') || parts.length === 4 || !parts.every(each => /^\d{1,3}$/.test(each)))
    return word;
  return `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${length ?? parts.length * 8}`;
}

const SEVERAL = /^[ \t]*confdir[ \t]+\S+[ \t]+\S/im;

/** Options of chronyd whose value is the next word. */
const VALUED = /^-[fFlLPtu]$/;

/**
 * Directives on the command line stand in the place of the file (chronyd(8)), which parts them where they stand; and of
 * several folders, the first alone was read.
 */
const saysElsewhere = (files: readonly ConfigurationFile[], { args }: Coming): boolean =>
  args.some((word, at) => !word.startsWith('-') && !VALUED.test(args[at - 1] ?? '')) ||
  files.some(({ text }) => SEVERAL.test(text));

/** chrony.conf(5), "allow" and "deny": of the networks that hold the client the smallest decides, and nobody is let in by itself. */
export const ofChrony: Judge = (files, coming: Coming) => {
  const lines = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*(allow|deny)\b[ \t]*(.*)$/gim)].map(match => ({ path, match })),
  );
  if (lines.length === 0 || saysElsewhere(files, coming)) return undefined;
  const said: Said[] = [];
  for (const { path, match } of lines) {
    const [text, verb = '', rest = ''] = match;
    const [first = '', second] = rest.trim().split(/\s+/);
    // Such a line takes back others, those of networks within its own.
    if (/^all$/i.test(first) && second !== undefined) return undefined;
    const all = first === '' || /^all$/i.test(first);
    if (/^all$/i.test(first)) said.length = 0;
    const subnet = subnetOf(first);
    const fits = all || meansClient(subnet, coming.client);
    if (fits === undefined) return undefined;
    const length = all ? 0 : Number(subnet.split('/')[1] ?? 128);
    if (fits) said.push({ file: path, text: text.trim(), allows: /^allow$/i.test(verb), length });
  }
  const by = said.reduce<Said | undefined>(
    (best, each) => (!best || each.length >= best.length ? each : best),
    undefined,
  );
  if (by?.allows) return undefined;
  return {
    file: by?.file ?? lines[0]!.path,
    text: by?.text ?? null,
    setting: 'allow',
    letIn: network =>
      `${by ? `In ${by.file}, in the place of "${by.text}"` : `A line in ${lines[0]!.path}`}, then restart chrony:\n  allow ${network}`,
  };
};
