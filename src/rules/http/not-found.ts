import { valueIn } from '../../facts/fact.js';
import { urlOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { pathPassed } from '../../programs/proxies/path-passed.js';
import { prefixesPassed } from '../../programs/proxies/prefixes-passed.js';
import { pathOf } from '../../programs/proxies/upstream.js';
import { siteFor } from '../../programs/proxies/virtual-hosts.js';
import { defineRule, type Evidence, type Finding, type Seen } from '../rule.js';
import { advice, clientsOf, finding, hostIn, statusOf, strictly, type Talk, talkOf, told } from '../talk.js';
import { byAddress, nothingFor } from './by-address.js';
import { ownLogs } from './log-words.js';
import {
  besidePrefixes,
  byDeployment,
  byLog,
  byPrefix,
  byWords,
  type LostPath,
  outOfPrefix,
} from './lost-path.js';
import { missingOnOne } from './missing-on-one.js';
import { noSite } from './no-site.js';
import { notReadYet } from './not-read-yet.js';
import { byOwnPrefix } from './own-prefix.js';
import { ownersOf } from './owner.js';
import { byNamedPath } from './path-named.js';
import { byServedFolder } from './served-folder.js';
import { answered, quoted } from './status.js';
import { byUnheededRewrites } from './unheeded-rewrites.js';
import { hiddenBy } from './unreadable.js';
import { saysToAnybody, sentTo } from './virtual-host.js';
import { type Working, workingOf } from './working-path.js';

/** Where the path was lost on its way, as far as the proxy's configuration and the server's log tell. */
function lostAt(
  { first, end, said }: Talk,
  program: string,
  holders: readonly Process[],
  facts: Looked,
): LostPath | undefined {
  const [owner] = holders;
  const unreadable = valueIn(facts.upstreams)?.unreadable;
  if (unreadable) return hiddenBy(unreadable);
  const files = valueIn(facts.configuration) ?? [];
  const passedOf = ({ port, name, path }: Conversation) =>
    pathPassed(files, program, { port, host: hostIn(name ?? '') || null, path: path ?? '/' });
  const path = end.path ?? '/';
  const from = end === first ? undefined : passedOf(first);
  const out = from && outOfPrefix(from, first.path ?? '/', path);
  if (out) return out;
  const passed = passedOf(end);
  const site = siteFor(files, program, sentTo(end))?.site;
  const toAnybody = /nginx|openresty/i.test(program) && saysToAnybody(end, said('made-up-name'), files);
  const unread = notReadYet(end, toAnybody, passed?.place ?? site?.file, holders, files);
  if (unread) return unread;
  if (passed) return byPrefix(passed, pathOf({ path }));
  // Who has a page at the root puts nothing before all paths; a redirect may lead below it.
  const own = (said('root')?.http?.status ?? 404) < 300 ? undefined : byOwnPrefix(end, owner, files);
  const logs = valueIn(facts.logs) ?? [];
  return (
    own ??
    byUnheededRewrites(facts.configuration.status === 'known' ? files : [], program, {
      ...sentTo(end),
      path: pathOf({ path }),
    }) ??
    byLog(logs, path, valueIn(facts.machine)?.now ?? 0) ??
    byDeployment(ownLogs(logs, owner ? [owner] : []), end) ??
    byServedFolder(owner, path, files) ??
    besidePrefixes(prefixesPassed(files, program, { ...sentTo(end), path }), end)
  );
}

const checkPath = advice(
  'Check the path',
  'Its spelling and case, a slash at the end, and a prefix that a proxy or the application puts before it (root path, base, context path).',
);

function pathsToTry(body: string, { works, isPath }: Working, lost: LostPath | undefined): readonly Fix[] {
  // Servers of files speak by the same words as applications do.
  const hint = lost?.evidence.fact === 'processes' ? undefined : byWords(body);
  return [
    ...(hint && !isPath ? [hint] : []),
    ...(works ? [advice('Ask where it does answer', `  ${works}`)] : []),
    ...(isPath ? [] : [checkPath]),
  ];
}

/** Of whom the web server's rules let in, and not this machine: what they are answered was not seen. */
const forAdmitted = (path: string, question: Question): Finding =>
  finding(
    'error',
    `The web server lets ${clientsOf(question)} in, and has nothing at this path: there is no ${path}.`,
    `404 for ${question.vantage.source}`,
    [{ fact: 'upstreams', says: `${path} is not there`, source: 'stat(2)' }],
    { fixes: [checkPath], outcome: 'http-error', headline: 'the server has nothing at this path' },
  );

type Looked = Seen<never, 'configuration' | 'logs' | 'machine' | 'upstreams'>;

/** 404 or 410; the root, or a slash at the end, tells where the application does answer. */
export const rule = defineRule({
  code: 'http/not-found',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes', 'logs', 'machine', 'upstreams'],
  explainedBy: [
    'http/wrong-virtual-host',
    'http/host-not-allowed',
    'http/no-upgrade',
    'port/shared',
    'port/shadowed',
    'port/taken',
  ],
  check(facts, question) {
    const { probes, configuration, sockets, owners, processes } = facts;
    const asked = talkOf(probes, question);
    const passing = valueIn(facts.upstreams);
    const some = asked && passing && missingOnOne(asked, passing);
    if (some) return some;
    const nothing = nothingFor(byAddress(facts, question), facts);
    if (nothing && !nothing.isFolder) return forAdmitted(nothing.path, question);
    const found = answered(probes, question, status => status === 404 || status === 410);
    if (!found) return undefined;
    const { talk, answer } = found;
    const { headers, body } = answer;
    const server = question.local ? (headers.server ?? '') : '';
    const holders = ownersOf(question, sockets, owners, processes);
    const program = holders[0]?.name ?? server;
    const site = noSite(talk, program, valueIn(configuration) ?? []);
    const mayBeLost = talk.url && !site.says;
    const lost =
      (mayBeLost && question.local ? lostAt(talk, program, holders, facts) : undefined) ??
      (mayBeLost ? byNamedPath(talk.end) : undefined);
    const working = workingOf(talk);
    return finding(
      strictly(talk, 'error', 'note'),
      [
        `${where(talk)}: ${statusOf(answer)}.${site.says}`,
        lost?.says,
        working.works && `${working.works} does answer.`,
      ]
        .filter(Boolean)
        .join(' '),
      `${answer.status}`,
      [
        ...sentOn(talk),
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...site.evidence,
        ...(lost ? [lost.evidence] : []),
        ...working.evidence,
      ],
      {
        fixes: [...site.fixes, ...(lost ? [lost.fix] : []), ...pathsToTry(body, working, lost)],
        outcome: talk.url ? 'http-error' : 'ok',
        headline: 'the server has nothing at this path',
      },
    );
  },
});

/** What has nothing there: the path that was asked, or the one that it was redirected to. */
function where({ first, end }: Talk): string {
  const path = end.path ?? '/';
  if (end === first) return `The server answers, but has nothing at ${path}`;
  const there = end.name === first.name ? path : urlOf(end);
  return `The server redirects ${first.path ?? '/'} to ${there}, and nothing is there`;
}

const sentOn = ({ first, end }: Talk): readonly Evidence[] =>
  end !== first && first.http
    ? [told(first, `${statusOf(first.http)}, Location: ${first.http.headers.location ?? ''}`)]
    : [];
