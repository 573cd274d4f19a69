import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import { showsDefaultPage } from '../../facts/probes/host-signs.js';
import type { Conversation } from '../../facts/probes/types.js';
import { caddySitesForOthers } from '../../programs/proxies/caddy-sites.js';
import { type Site, siteFor } from '../../programs/proxies/virtual-hosts.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, type Talk, talkOf, told } from '../talk.js';
import { type Unread, unreadFile } from './not-read-yet.js';
import { ownersOf } from './owner.js';
import { type Beside, elsewhereAlone, lacking, type SiteOn } from './site-elsewhere.js';
import { alike, askedName, setUp } from './virtual-host.js';

const listed = (sites: readonly Site[]): string =>
  sites
    .flatMap(({ names }) => names)
    .slice(0, 5)
    .join(', ');

/** What shows that another site answers, if anything does. */
interface Shown {
  readonly site: Site | null;
  /** The names that sites are set up for; empty where that is not known. */
  readonly named: readonly Site[];
  readonly same: Conversation | undefined;
  /** The name has a site on the web's other port. */
  readonly apart?: boolean;
  /** The name has a site by the files as they are now. */
  readonly byName?: boolean;
  readonly beside?: Beside;
}

/** http and https are sites of their own: a name may have one of them alone. */
const webPorts = [80, 443];

function shownBy(talk: Talk, siteOn: SiteOn): Shown | undefined {
  const { port, address } = talk.end;
  const answering = siteOn(port, address);
  const madeUp = talk.said('made-up-name');
  const same = madeUp && talk.end === talk.first && alike(talk.end, madeUp) ? madeUp : undefined;
  const named = answering?.others.filter(({ names }) => names.length > 0) ?? [];
  const site = answering?.site ?? null;
  // Who has another answer for a made-up name has this one's site.
  const isApart = madeUp !== undefined && talk.end === talk.first && !same;
  if (answering?.byName) return isApart ? undefined : { site, named: [], same, byName: true };
  const anywhere = answering && siteOn(port);
  if (anywhere?.byName)
    return { site, named: [], same, beside: { ...anywhere.site, host: lacking(talk, site, siteOn) } };
  if (answering && named.length > 0) return { site, named, same };
  const other = webPorts.includes(port) ? webPorts.find(each => each !== port)! : null;
  if (site?.names.length && other !== null && siteOn(other, address)?.byName)
    return { site, named: [site], same, apart: true };
  return same && showsDefaultPage(talk.end) ? { site, named: [], same } : undefined;
}

/** Caddy answers what it has no site for with 200 and an empty page, which looks like a server that works. */
function emptyPage(
  { url, end }: Talk,
  program: string,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const host = hostIn(end.name ?? end.address);
  if (!url || end.http?.status !== 200 || end.http.body !== '' || !/^caddy$/i.test(program)) return undefined;
  const sites = caddySitesForOthers(files, end.port, host);
  if (!sites) return undefined;
  const names = [...new Set(sites.map(site => site.host))].slice(0, 5).join(', ');
  const where = `${sites[0]!.file}:${sites[0]!.line}`;
  return finding(
    'error',
    `No site is set up for ${host}, and Caddy answers what it has no site for with an empty page (200). Its sites here are for ${names}.`,
    `no site for ${host}`,
    [
      told(end, 'An empty page with status 200'),
      { fact: 'configuration', says: `The sites on port ${end.port} are for ${names}`, source: where },
    ],
    {
      fixes: [
        advice(
          `Add ${host} to the addresses of the site, or ask by a name that is there`,
          `At ${where}: the addresses before the brace, with commas between; :${end.port} alone is for every host. Then: caddy reload`,
          true,
        ),
      ],
      outcome: 'http-error',
    },
  );
}

/**
 * The site of the name is in a file that was changed after the server read it: a page for which nobody has set a site up is
 * then the default site's. That there is no such page, any site may say in the same words.
 */
function notReadSite(
  { end }: Talk,
  host: string,
  { site, same }: Shown,
  unread: Unread,
): Finding | undefined {
  const answer = statusOf(end.http!);
  const wrong = showsDefaultPage(end);
  if (!wrong && end.http!.status >= 400) return undefined;
  const where = `${site!.file}:${site!.line}`;
  return finding(
    wrong ? 'error' : 'warning',
    `The site for ${host} (${where}) is in a file that was changed after ${unread.server} read it${wrong ? `, so another one answers (${answer})` : `: if it is new there, another one answers until ${unread.server} reads its files again`}.`,
    `site for ${host} not read yet`,
    [
      unread.evidence,
      same
        ? told(same, `A made-up name gets the same answer (${answer})`)
        : told(end, `It answers ${answer}`),
    ],
    { fixes: [unread.fix], outcome: wrong ? 'http-error' : 'ok' },
  );
}

/** No site is set up for the name, or the server has not read it yet, so the default one answers: the configuration says so, or a made-up name gets the same. */
export const rule = defineRule({
  code: 'http/wrong-virtual-host',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  check({ probes, configuration, sockets, owners, processes }, question) {
    const talk = talkOf(probes, question);
    const host = talk && askedName(talk);
    const answer = talk?.end.http;
    if (!talk || !answer) return undefined;
    const holders = ownersOf(question, sockets, owners, processes);
    const program = holders[0]?.name ?? answer.headers.server ?? '';
    const files = valueIn(configuration) ?? [];
    const empty = emptyPage(talk, program, files);
    if (empty || !host) return empty;
    const shown = shownBy(talk, (port, address) =>
      siteFor(files, program, { port, host, ...(address !== undefined && { address }) }),
    );
    if (!shown) return undefined;
    const { site, named, same, apart } = shown;
    if (shown.beside) return elsewhereAlone(talk, host, shown.beside, program);
    const unread = shown.byName ? unreadFile(site?.file, holders, files) : undefined;
    if (shown.byName) return unread && notReadSite(talk, host, shown, unread);
    const here = apart ? ` on port ${talk.end.port}` : '';
    const wrong = answer.status >= 400 || showsDefaultPage(talk.end);
    const others = named.length > 0 ? `; the sites here are for ${listed(named)}` : '';
    const where = site ? `${site.file}:${site.line}` : '';
    return finding(
      wrong ? 'error' : 'warning',
      `No site${here} is set up for ${host}, so another one answers (${statusOf(answer)})${others}.`,
      `no site for ${host}`,
      [
        ...(site
          ? [
              {
                fact: 'configuration' as const,
                says: `No site${here} is called ${host}; the default one answers`,
                source: where,
              },
            ]
          : []),
        same?.http
          ? told(same, `A made-up name gets the same answer (${statusOf(same.http)})`)
          : told(talk.end, statusOf(answer)),
      ],
      { fixes: [setUp(host, program)], outcome: wrong ? 'http-error' : 'ok' },
    );
  },
});
