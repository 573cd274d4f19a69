import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import { caddySitesForOthers } from '../../programs/proxies/caddy-sites.js';
import { haproxySites } from '../../programs/proxies/haproxy-sni.js';
import { type Site, siteFor } from '../../programs/proxies/virtual-hosts.js';
import { quoted as shellWord } from '../../programs/shell.js';
import { quoted } from '../http/status.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { faulty } from './shaken.js';
import { passesOnByName, shakerOf } from './wants-name.js';

/** Apache's words for a Host header that is not the name of the handshake, or where that had none (ssl_engine_kernel.c, AH02032, AH02033). */
const misdirected = /Server Name Indication|\bSNI\b/;

/** Asked in plain text, it was a proxy that gave the server behind it no name, or another one. */
function namelessProxy(talk: Talk | undefined): Finding | undefined {
  const { asked, http } = talk?.end ?? {};
  if (!talk?.url || asked !== 'http' || http?.status !== 421 || !misdirected.test(http.body))
    return undefined;
  return finding(
    'error',
    'The server behind the proxy wants the name of its site in the TLS handshake, and the proxy says none, or another one: 421 Misdirected Request.',
    'the proxy says no name (SNI)',
    [told(talk.end, `${statusOf(http)}. ${quoted(http)}`)],
    {
      fixes: [
        advice(
          'Let the proxy say the name in the handshake',
          'nginx: proxy_ssl_server_name on; and proxy_ssl_name $host; beside the proxy_pass; Apache: ProxyPreserveHost On with the name in ProxyPass; HAProxy: sni req.hdr(host) on the server line; Caddy: tls_server_name {host}.',
          true,
        ),
      ],
    },
  );
}

/** Apache shakes hands without a name, and turns the request in it away (SSLStrictSNIVHostCheck). */
const turnedAway = ({ http }: Conversation): boolean =>
  http !== null && http.status >= 400 && http.status < 500 && misdirected.test(http.body);

/** By address, without a name in it, the handshake fails, or the request in it; with a name it works. */
export const rule = defineRule({
  code: 'tls/sni-required',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  check({ probes, ...seen }, question) {
    const files = valueIn(seen.configuration) ?? [];
    const by = question.local ? shakerOf(seen, question) : undefined;
    const found = faulty(probes, question, ({ tls, talk, conversation }) => {
      if (tls.sni !== null) return undefined;
      if (tls.version !== null) return talk.url && turnedAway(conversation) && ('unproven' as const);
      const works = talk.probe.conversations.find(
        ({ reason, tls: other }) => reason === 'sni' && other?.version != null,
      );
      if (works) return works;
      // Caddy, which has no certificate but those of its sites, says so where none of them is named.
      const says = tls.alert === 'unrecognized_name' || (tls.alert === 'internal_error' && by === 'caddy');
      return (says || passesOnByName(conversation, seen, question)) && ('unproven' as const);
    });
    if (!found) return namelessProxy(talkOf(probes, question));
    const { conversation, talk, tls, fault } = found;
    const name = fault === 'unproven' ? null : hostIn(fault.name ?? '');
    const sites = name || !question.local ? [] : namedSites(files, conversation.port, by);
    const known = [...new Set(sites.flatMap(({ names }) => names))].slice(0, 5);
    return finding(
      strictly(talk, 'error', 'note'),
      name
        ? `The server wants a name in the TLS handshake: by address it fails, as ${name} it works.`
        : 'The server wants a name in the TLS handshake, which an address is not.',
      'wants a name (SNI)',
      [
        told(
          conversation,
          conversation.http
            ? `Without a name, the answer is ${statusOf(conversation.http)}. ${quoted(conversation.http)}`
            : `A handshake without a name ends with ${tls.alert ? `alert ${tls.alert}` : (tls.error ?? conversation.outcome)}`,
        ),
        ...(fault !== 'unproven'
          ? [told(fault, `With ${name} in it, it succeeds with ${fault.tls?.version}`)]
          : []),
        ...sites.slice(0, 1).map(({ names, file, line }) => ({
          fact: 'configuration' as const,
          says: `It has a site for ${names.join(', ')}`,
          source: `${file}:${line}`,
        })),
      ],
      {
        fixes: [
          name
            ? advice(
                'Ask by name',
                `  curl --resolve ${name}:${conversation.port}:${conversation.address} ${shellWord(`https://${name}:${conversation.port}${conversation.path ?? '/'}`)}`,
              )
            : advice(
                'Ask by one of the names that the server is set up for',
                known[0]
                  ? `${known.join(', ')}:\n  curl --resolve ${known[0]}:${conversation.port}:${conversation.address} https://${known[0]}:${conversation.port}/`
                  : 'nginx: server_name; Apache: ServerName; Caddy: the address of the site.',
              ),
        ],
        outcome: conversation.http ? 'http-error' : 'tls-error',
      },
    );
  },
});

/** The sites with names of their own that a web server here has on the port. */
function namedSites(
  files: readonly ConfigurationFile[],
  port: number,
  by: string | undefined,
): readonly Site[] {
  if (by === 'haproxy') return haproxySites(files, port);
  if (by === 'caddy')
    return (caddySitesForOthers(files, port, '') ?? []).map(({ host, ...place }) => ({
      names: [host],
      ...place,
    }));
  const found = siteFor(files, 'nginx', { port, host: '' }) ?? siteFor(files, 'apache', { port, host: '' });
  return found ? [found.site, ...found.others].filter(({ names }) => names.length > 0) : [];
}
