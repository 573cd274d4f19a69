import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { smellsOfHostCheck } from '../../facts/probes/host-signs.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { networkOf } from '../../net/network.js';
import type { Question } from '../../net/question.js';
import type { Admittance, Written } from '../../programs/access/client-rules-types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { logSays } from '../log-line.js';
import { defineRule, type Evidence, unchecked } from '../rule.js';
import { advice, finding, statusOf, strictly, type Talk, told } from '../talk.js';
import { admitFix } from './admit-fix.js';
import { decides, placeIn, ruleFor, type Seen, treatedApart } from './by-address.js';
import { askAsPage } from './by-origin.js';
import { lookBehind } from './forbidden-behind.js';
import { byHand, forOthers } from './forbidden-others.js';
import { grantFix } from './grant.js';
import { mindsLoopback } from './host-checks.js';
import { type LogWords, logWords, ownLogs } from './log-words.js';
import { masterAmong, ownersOf } from './owner.js';
import { pageFixes } from './page-words.js';
import { answered, quoted } from './status.js';
import { wordsOf } from './unreadable.js';
import { byOtherSite } from './virtual-host.js';
import { openWellKnown } from './well-known.js';

/** What this machine was answered is no word about others. */
const unseen = (apart: Written, question: Question): string =>
  `the web server may answer ${question.vantage.source} otherwise than this machine, by its address: ${apart.text} (${placeIn(apart)})`;

/** Which log tells why, and what of. */
function lookInto(server: string, path: string | null): Fix {
  const isFolder = path === null || /\/(?:\?|$)/.test(path);
  const text = /nginx/i.test(server)
    ? 'nginx\'s error log says which: rights of the file or its folders (namei -l PATH), no index file, or allow/deny. Where it says nothing, a line "return 403" of nginx\'s files decides.'
    : /apache/i.test(server)
      ? "Apache's error log says which: Require, rights of the file or its folders (namei -l PATH), or no index file."
      : /lighttpd/i.test(server) && isFolder
        ? 'lighttpd forbids a folder that holds none of its index-file.names, unless dir-listing.activate = "enable"; else it is rights of the file or its folders (namei -l PATH), or url.access-deny.'
        : "The server's own log says why: who may see this path, from where.";
  return advice(
    "Look into the server's log",
    `${text} Where a browser is let in all the same, it is about the User-Agent: this was asked as curl asks.`,
  );
}

/** The rule about addresses that keeps this machine itself out, which comes to its own address by that one. */
function ownRule(facts: Seen, question: Question, talk: Talk): Admittance | undefined {
  if (!talk.url || question.vantage.kind !== 'self' || !question.local) return undefined;
  const said = ruleFor(facts, question, talk, talk.probe.address);
  return said && !said.admitted && (said.status ?? 403) === talk.end.http?.status ? said : undefined;
}

/** Its network is let in, and with it whoever else is on that. */
function ownWayIn(
  said: Admittance,
  facts: Seen & Pick<Facts, 'interfaces'>,
  question: Question,
  { probe: { address } }: Talk,
): Fix | undefined {
  const addresses = (valueIn(facts.interfaces) ?? []).flatMap(each => each.addresses);
  const prefix = addresses.find(each => each.address === address)?.prefix;
  const network = prefix === undefined ? undefined : networkOf(address, prefix);
  const holders = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  if (network === undefined) return undefined;
  return admitFix(said, network, valueIn(facts.configuration) ?? [], masterAmong(holders));
}

/** What the words of its log call for; and if nothing is said of the folder, the line that is missing. */
function fixesBy(
  { line, fix }: LogWords,
  { end }: Talk,
  files: readonly ConfigurationFile[],
  holders: readonly Process[],
): readonly Fix[] {
  const granted = grantFix(line, end.path ?? '/', files, masterAmong(holders));
  return granted ? [granted, fix] : [fix];
}

/** What to do where no log tells why. */
const unlogged = (
  talk: Talk,
  answer: HttpAnswer,
  own: Admittance | undefined,
  behind: Fix | undefined,
): readonly Fix[] =>
  own
    ? [byHand(own, talk.probe.address)]
    : [...askAsPage(talk), behind ?? lookInto(answer.headers.server ?? '', talk.end.path)];

/** The same request by another name was turned away too. */
function asLocalhost(talk: Talk): readonly Evidence[] {
  const said = talk.said('localhost');
  if (!said || !smellsOfHostCheck(said)) return [];
  return [told(said, `With Host: localhost it is ${said.http ? statusOf(said.http) : said.outcome} too`)];
}

/** 403 that is no host check: rights of files, rules about addresses, a missing index page. */
export const rule = defineRule({
  code: 'http/forbidden',
  gate: true,
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes', 'logs', 'machine', 'upstreams', 'interfaces'],
  explainedBy: [
    'http/host-not-allowed',
    'port/shared',
    'port/shadowed',
    'port/taken',
    'tls/client-certificate',
    'app/access-denied',
    'http/wrong-virtual-host',
  ],
  check(facts, question) {
    const { probes } = facts;
    const listed = forOthers(facts, question);
    if (listed && listed !== 'admitted') return listed;
    const apart = treatedApart(facts, question);
    if (apart) return unchecked(unseen(apart, question));
    if (listed) return undefined;
    const found = answered(probes, question, status => status === 403 || status === 451);
    if (!found || mindsLoopback(found.talk.end)) return undefined;
    const { talk, answer } = found;
    const own = ownRule(facts, question, talk);
    const holders = ownersOf(question, facts.sockets, facts.owners, facts.processes);
    const files = valueIn(facts.configuration) ?? [];
    const wayIn =
      own &&
      (openWellKnown(own, talk.end.path, files, masterAmong(holders)) ??
        ownWayIn(own, facts, question, talk));
    const logs = ownLogs(valueIn(facts.logs) ?? [], holders);
    const closed = valueIn(facts.upstreams)?.unreadable;
    const words = closed
      ? wordsOf(closed)
      : logWords(logs, 403, valueIn(facts.machine)?.now ?? 0, talk.end.path);
    return finding(
      strictly(talk, 'error', 'note'),
      `The server answers, and forbids this path: ${statusOf(answer)}${words ? `; by its log, ${words.says}` : ''}.`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...asLocalhost(talk),
        ...(own ? [decides(own, talk.probe.address)] : []),
        ...(words ? [logSays(words.line, words.path)] : []),
      ],
      {
        fixes: [
          ...pageFixes(answer.body),
          ...(wayIn ? [wayIn] : []),
          ...byOtherSite(talk, holders[0]?.name ?? '', files),
          ...(words
            ? fixesBy(words, talk, files, holders)
            : unlogged(talk, answer, own, lookBehind(talk, answer, files, holders[0]))),
        ],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
