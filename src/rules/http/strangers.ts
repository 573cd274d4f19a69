import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { hangsUpOn } from '../../programs/proxies/virtual-hosts.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, type Talk } from '../talk.js';

/** A port that nginx serves to those who name one of its sites, and nobody else: that is how it was set up. */
export function onStrangers(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const { first, url } = talk;
  if (url || !owner || !/nginx|openresty/i.test(owner.name)) return undefined;
  const host = hostIn(first.name ?? first.address);
  const by = hangsUpOn(files, { port: first.port, host, path: first.path ?? '/' });
  if (!by) return undefined;
  const sites = by.sites.slice(0, 5);
  const scheme = first.asked === 'https' ? 'https' : 'http';
  // Not a pattern of names: *.shop.test, .shop.test or ~^shop.
  const site = by.sites.find(name => /^\w[\w.-]*$/.test(name));
  return finding(
    'note',
    `${owner.name} hangs up on requests that name none of its sites (${by.text}); its sites on port ${first.port} are ${sites.join(', ')}.`,
    'hangs up on strangers',
    [{ fact: 'configuration', says: by.text, source: `${by.file}:${by.line}` }],
    {
      fixes: [
        advice(
          'Ask by the name of a site',
          `  netcheck why ${quoted(`${scheme}://${site ?? 'NAME'}:${first.port}/`)}`,
        ),
      ],
      outcome: 'ok',
    },
  );
}
