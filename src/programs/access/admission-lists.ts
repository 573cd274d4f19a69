import { familyOf } from '../../net/address.js';
import { uncommented } from './admission-text.js';
import type { Judge, KeptOut } from './admission-types.js';
import { anyMeansClient, meansClient } from './client-words.js';

/** A list of clients as it is written in a file. */
export interface Listed {
  readonly path: string;
  readonly text: string;
  readonly words: readonly string[];
}

export const listed = (path: string, [text, words = '']: readonly string[]): Listed => ({
  path,
  text: (text ?? '').trim(),
  words: words.split(/[\s,]+/).filter(Boolean),
});

/** 0.0.0.0/0 is a network as any other: no client by IPv6 is in it. */
const EVERYBODY = /^(all|\*)$/i;

/** Whether a list means a client; undefined where that is not told. */
export const meant = ({ words }: Listed, client: string): boolean | undefined =>
  words.some(word => EVERYBODY.test(word)) || anyMeansClient(words, client);

/**
 * The list that keeps a client out, of two in the manner of hosts_access(5): whom the first means is let in, whom the
 * second means is not, and where only one is written it decides alone. Undefined where it is let in, or is not told.
 */
function outBy(allow: Listed | undefined, deny: Listed | undefined, client: string): Listed | undefined {
  const allowed = allow && meant(allow, client);
  const denied = deny && meant(deny, client);
  const out = allow ? allowed === false && (!deny || denied === true) : denied === true;
  return out ? (allow ?? deny) : undefined;
}

/** Whoever is in a list of those that are let in stays there; beside one of others, the first list is read first. */
function kept(by: Listed, where: string, then: string): KeptOut {
  const isDeny = /deny/i.test(by.text.split('=', 1)[0]!);
  const listed = (isDeny ? ['127.0.0.1'] : by.words).join(' ');
  return {
    file: by.path,
    text: by.text,
    setting: isDeny ? 'hosts deny' : 'hosts allow',
    letIn: network => `In ${where}: hosts allow = ${listed} ${network}${then}`,
  };
}

/** smb.conf(5), "hosts allow": 127.0.0.1 is always let in. */
export const ofSamba: Judge = (files, { client }) => {
  const list = (name: string) =>
    files.flatMap(({ path, text }) =>
      [...text.matchAll(new RegExp(`^[ \\t]*(?:hosts ${name}|${name} hosts)[ \\t]*=[ \\t]*(.*)`, 'gim'))].map(
        match => listed(path, match),
      ),
    );
  const [allow, ...more] = list('allow');
  const [deny, ...others] = list('deny');
  if (more.length > 0 || others.length > 0) return undefined;
  const by = outBy(allow, deny, client);
  return by && kept(by, 'smb.conf', '; then smbcontrol smbd reload-config, or restart it.');
};

/** rsyncd.conf(5), "hosts allow": what stands before the first module, and in [global], is for all that have no list of their own. */
export const ofRsync: Judge = (files, { client }) => {
  const [file, ...more] = files;
  if (!file || more.length > 0 || /^[ \t]*&(include|merge)\b/m.test(file.text)) return undefined;
  const [first = '', ...rest] = file.text.split(/^[ \t]*\[(.*?)\].*$/m);
  let common = first;
  const modules: { own: string; common: string }[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const own = rest[at + 1] ?? '';
    if (/^\s*global\s*$/i.test(rest[at]!)) common = `${own}\n${common}`;
    else modules.push({ own, common });
  }
  const list = (section: string, name: string) => {
    const match = new RegExp(`^[ \\t]*hosts[ \\t]*${name}[ \\t]*=[ \\t]*(.*)`, 'im').exec(section);
    return match ? listed(file.path, match) : undefined;
  };
  const by = modules.map(({ own, common }) =>
    outBy(list(own, 'allow') ?? list(common, 'allow'), list(own, 'deny') ?? list(common, 'deny'), client),
  );
  // One module that lets the client in is service enough.
  if (!by[0] || by.includes(undefined)) return undefined;
  return kept(by[0], file.path, '. It is read anew for each client.');
};

/** A "factorized address" of xinetd.conf(5), 10.77.0.{1,2}, as the addresses that it stands for. */
const factored = (text: string): string =>
  text.replace(/\b(\d{1,3}\.[\d.]{0,8})\{([\d, \t]{1,400})\}/g, (_, head: string, ends: string) =>
    ends
      .split(',')
      .map(end => head + end.trim())
      .join(' '),
  );

/** "If the rightmost components are 0, they are treated as wildcards" (xinetd.conf(5)): 10.77.0.0 is 10.77.0.0/16. */
function wildcard(word: string): string {
  const [, zeros] = /^\d{1,3}(?:\.\d{1,3}){0,3}?((?:\.0){1,3})$/.exec(word) ?? [];
  if (word === '0.0.0.0') return '0.0.0.0/0';
  return zeros === undefined ? word : `${word}/${32 - 4 * zeros.length}`;
}

/** How long the longest prefix of a list is that means a client; below 0 where none does, undefined where that is not told. */
function closest(list: Listed | undefined, client: string): number | undefined {
  const words = list?.words.map(wildcard) ?? [];
  if (anyMeansClient(words, client) === undefined) return undefined;
  const lengths = words
    .filter(word => meansClient(word, client))
    .map(word => Number(word.split('/')[1] ?? 128));
  return Math.max(-1, ...lengths);
}

/**
 * xinetd.conf(5), "only_from" and "no_access" of the service on the port, or else of the defaults: the better match decides,
 * and of two alike no_access.
 */
export const ofXinetd: Judge = (files, { client, port }) => {
  const blocks = files.flatMap(({ path, text }) =>
    [...factored(uncommented(text)).matchAll(/\b(?:service\s+\S+|(defaults))\s*\{([^{}]*)\}/g)].map(
      ([, isDefault, block = '']) => ({ path, block, isDefault: isDefault !== undefined }),
    ),
  );
  const own = blocks.find(
    ({ block, isDefault }) =>
      !isDefault && new RegExp(`^[ \\t]*port[ \\t]*=[ \\t]*${port}\\b`, 'm').test(block),
  );
  if (!own) return undefined;
  // Further lines add to the first; += alone adds to the defaults too.
  const setting = (name: string): Listed | undefined => {
    const lines = [own, ...blocks.filter(each => each.isDefault)].map(({ path, block }) => ({
      path,
      found: [...block.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*(\\+?=)[ \\t]*(.*)`, 'gm'))],
    }));
    const [mine, ...defaults] = lines;
    const adds = mine!.found.every(([, operator]) => operator === '+=');
    const counting = (adds ? [mine!, ...defaults] : [mine!]).flatMap(({ path, found }) =>
      found.map(([text, , words]) => listed(path, [text, words ?? ''])),
    );
    const [first] = counting;
    return first && { ...first, words: counting.flatMap(({ words }) => words) };
  };
  const only = setting('only_from');
  const never = setting('no_access');
  const [allowed, denied] = [closest(only, client), closest(never, client)];
  if (allowed === undefined || denied === undefined) return undefined;
  const by = only && allowed < 0 ? only : denied >= Math.max(0, allowed) ? never : undefined;
  if (!by) return undefined;
  const name = by === only ? 'only_from' : 'no_access';
  return {
    file: by.path,
    text: by.text,
    setting: name,
    letIn: network =>
      name === 'only_from'
        ? `In its service, below only_from: only_from += ${network}; then restart xinetd.`
        : `Take ${network} out of no_access; then restart xinetd.`,
  };
};

/**
 * PHP-FPM hangs up on whoever is not in its pool's listen.allowed_clients: addresses with commas between them. What is none,
 * a network or one with a blank before it, it leaves out, and lets nobody in where nothing else is written
 * (fcgi_set_allowed_clients(), main/fastcgi.c).
 */
export const ofFpm: Judge = (files, { client, port }) => {
  const listens = new RegExp(`^[ \\t]*listen[ \\t]*=[ \\t]*"?(?:\\S*:)?${port}\\b`, 'm');
  for (const { path, text } of files)
    for (const pool of text.split(/^(?=\[)/m)) {
      const [whole, value] = /^[ \t]*listen\.allowed_clients[ \t]*=([^;\n]*)/m.exec(pool) ?? [];
      if (whole === undefined || value?.includes('$') || !listens.test(pool)) continue;
      const words = (value ?? '').trim().replace(/^"|"$/g, '').split(',');
      const addresses = words.filter(word => familyOf(word) !== undefined);
      if (anyMeansClient(addresses, client)) continue;
      return {
        file: path,
        text: whole.trim(),
        setting: 'listen.allowed_clients',
        letIn: network =>
          `It takes addresses with nothing but commas between them, and no networks: listen.allowed_clients = ${[...addresses, 'ADDRESS'].join(',')} for each client of ${network}; then restart it.`,
      };
    }
  return undefined;
};
