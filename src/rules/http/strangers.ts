import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { hungUp } from '../../facts/probes/host-signs.js';
import type { Process } from '../../facts/processes/types.js';
import { type HangsUp, hangsUpOn } from '../../programs/proxies/virtual-hosts.js';
import { quoted } from '../../programs/shell.js';
import type { Evidence, Finding } from '../rule.js';
import { advice, finding, hostIn, type Talk, told } from '../talk.js';

/** The line by which nginx hangs up on the name, or address, that was asked by. */
function hangsUp(
  { first }: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): HangsUp | undefined {
  if (!owner || !/nginx|openresty/i.test(owner.name)) return undefined;
  const host = hostIn(first.name ?? first.address);
  return hangsUpOn(files, { port: first.port, host, path: first.path ?? '/' });
}

const written = ({ text, file, line }: HangsUp): Evidence => ({
  fact: 'configuration',
  says: text,
  source: `${file}:${line}`,
});

const listed = ({ sites }: HangsUp): string => sites.slice(0, 5).join(', ');

/** Asks by the first site whose name is no pattern, as *.shop.test, .shop.test and ~^shop are. */
function bySite({ first }: Talk, { sites }: HangsUp) {
  const scheme = first.asked === 'https' ? 'https' : 'http';
  const site = sites.find(name => /^\w[\w.-]*$/.test(name)) ?? 'NAME';
  return advice(
    'Ask by the name of a site',
    `  netcheck why ${quoted(`${scheme}://${site}:${first.port}/`)}`,
  );
}

/** A port that nginx serves to those who name one of its sites, and nobody else: that is how it was set up. */
export function onStrangers(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const by = talk.url ? undefined : hangsUp(talk, owner, files);
  return (
    by &&
    finding(
      'note',
      `${owner!.name} hangs up on requests that name none of its sites (${by.text}); its sites on port ${talk.first.port} are ${listed(by)}.`,
      'hangs up on strangers',
      [written(by)],
      { fixes: [bySite(talk, by)], outcome: 'ok' },
    )
  );
}

/** The same where the answer itself is the question, and the name that was asked by is no site's. */
export function toStranger(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const { first, url } = talk;
  // What wants a header of the PROXY protocol hangs up on every name.
  const header = talk.probe.conversations.some(
    ({ service, outcome }) => service?.startsWith('proxy-protocol') && outcome === 'answered',
  );
  const by = url && hungUp(first) && !header ? hangsUp(talk, owner, files) : undefined;
  const host = hostIn(first.name ?? first.address);
  return (
    by &&
    finding(
      'error',
      `${owner!.name} hangs up on requests for ${host}, which is none of its sites (${by.text}); its sites on port ${first.port} are ${listed(by)}.`,
      `no site for ${host}`,
      [told(first, `${first.outcome} without a byte`), written(by)],
      {
        fixes: [
          advice(
            `Give ${host} a site`,
            `Add ${host} to the server_name of the site that is meant, then reload nginx: nginx -s reload`,
            true,
          ),
          bySite(talk, by),
        ],
        outcome: first.outcome === 'reset' ? 'reset' : 'no-answer',
      },
    )
  );
}
