import { MAY_TAKE_LONG } from '../proxies/nginx-patterns.js';
import { type Listed, listed } from './admission-lists.js';
import type { Judge } from './admission-types.js';
import { anyMeansClient, meansClient } from './client-words.js';

/** The one list of clients that a file has under a name; whom it does not mean is turned away. */
const byOneList =
  (setting: string, line: RegExp, then: string, means = meansClient): Judge =>
  (files, { client }) => {
    const [only, ...more] = files.flatMap(({ path, text }) =>
      [...text.matchAll(line)].map(match => listed(path, match)),
    );
    if (!only || more.length > 0 || anyMeansClient(only.words, client, means) !== false) return undefined;
    return {
      file: only.path,
      text: only.text,
      setting,
      letIn: network => `In ${only.path}: ${setting}=${[...only.words, network].join(',')}; then ${then}.`,
    };
  };

/** nrpe.cfg: without this line everybody is let in. */
export const ofNrpe = byOneList(
  'allowed_hosts',
  /^[ \t]*allowed_hosts[ \t]*=[ \t]*(.*)/gm,
  'systemctl restart nagios-nrpe-server (nrpe elsewhere)',
);

/** zabbix_agentd.conf, "Server": who may ask the agent; "::/0 will allow any IPv4 or IPv6 address". */
export const ofZabbix = byOneList(
  'Server',
  /^[ \t]*Server[ \t]*=[ \t]*(.*)/gm,
  'restart the agent',
  (word, client) => word === '::/0' || meansClient(word, client),
);

/** What Perl and JavaScript read alike. */
const PLAIN = /^\^?(?:[\da-f:]|\\[.d]|\[[\d-]+\]|[.*+?])+\$?$/i;

/** An expression of Perl's for addresses; undefined for what is more than that. */
function fits(pattern: string, client: string): boolean | undefined {
  if (!PLAIN.test(pattern) || MAY_TAKE_LONG.test(pattern)) return undefined;
  try {
    return new RegExp(pattern).test(client);
  } catch {
    return undefined;
  }
}

/** munin-node.conf, "allow" and "cidr_allow": expressions and networks, of which one has to fit where there is any. */
export const ofMunin: Judge = (files, { client }) => {
  if (files.some(({ text }) => /^[ \t]*(?:cidr_)?deny\b/m.test(text))) return undefined;
  const lines = files.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*((?:cidr_)?allow)[ \t]+(\S+)/gm)].map(match => ({ path, match })),
  );
  const [first] = lines;
  const closed = lines.every(
    ({ match: [, name, word = ''] }) =>
      (name === 'allow' ? fits(word, client) : anyMeansClient([word], client)) === false,
  );
  if (!first || !closed) return undefined;
  return {
    file: first.path,
    text: first.match[0].trim(),
    setting: 'allow',
    letIn: network => `A line in ${first.path}, then restart munin-node:\n  cidr_allow ${network}`,
  };
};

/** A word of monit's allow that is a login, and no client: ana:secret, @staff. */
const isLogin = (word: string): boolean => /^@|^[^[\d][^:]*:/.test(word);

/** monit(1), "allow": of the hosts and networks that are listed, one has to fit; logins alone keep nobody out. */
export const ofMonit: Judge = (files, { client }) => {
  const lines: readonly Listed[] = files.flatMap(({ path, text }) =>
    [...text.replace(/#.*/g, '').matchAll(/\ballow[ \t]+(\S+)/g)].map(match => listed(path, match)),
  );
  const hosts = lines.filter(({ words }) => !words.every(isLogin));
  const [first] = hosts;
  if (
    !first ||
    anyMeansClient(
      hosts.flatMap(({ words }) => words),
      client,
    ) !== false
  )
    return undefined;
  return {
    file: first.path,
    text: first.text,
    setting: 'allow',
    letIn: network => `Below set httpd in ${first.path}, then monit reload:\n  allow ${network}`,
  };
};
