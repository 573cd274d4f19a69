import { type CauseCode, layerOf, layers, waysIn } from '../causes.js';
import type { Probe } from '../facts/probes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Question } from '../net/question.js';
import { isMade } from '../rules/probe.js';
import { isMute } from '../rules/silence.js';
import { reachOf } from './reach.js';
import { seenFrom } from './seen.js';
import type { Found, Judgement, Reach } from './types.js';

/** One question with what is left of its findings once consequences and contradictions are taken away. */
export interface Settled {
  readonly question: Question;
  readonly found: readonly Found[];
  readonly explained: readonly { readonly code: CauseCode; readonly by: CauseCode }[];
  readonly reach: Reach;
  /** It fails and no rule says why. */
  readonly unexplained: boolean;
}

/**
 * Where a cause stands in its layer: a browser blocks mixed content before it asks, and so before it looks who may read the
 * answer (Fetch standard, "Main fetch"), NAT comes before the filters of the rules, which see what it has made of the packet
 * (NF_IP_PRI_NAT_DST in linux/netfilter_ipv4.h), what nothing leads into is not yet anybody's to refuse, who asks in plain
 * text sees no certificate, a client judges the server's before it shows its own (RFC 8446 § 2), and nginx counts requests,
 * then judges the address, then the password, and only then passes them on (nginx.org, "Development guide", "Phases").
 */
const within: { readonly [code in CauseCode]?: number } = {
  'client/mixed-content': -0.5,
  'firewall/redirected': -0.5,
  'namespace/not-published': -0.5,
  'tls/http-to-https-port': -0.5,
  'tls/client-certificate': 0.1,
  'http/overloaded': -0.5,
  'http/forbidden': -0.4,
  'http/auth-required': -0.3,
};
const depth = (code: CauseCode) => layers.indexOf(layerOf(code)) + (within[code] ?? 0);

/** Sorts by the order in which a connection meets the layers. */
export const byDepth = (a: { readonly code: CauseCode }, b: { readonly code: CauseCode }) =>
  depth(a.code) - depth(b.code);

/**
 * Settles one question from what the rules said of it and what was tried. Where a rule leads its packets elsewhere than
 * this machine's own (`apart`), its attempt tells nothing about it. `connections` are those of other machines.
 */
export function settle(
  question: Question,
  judgements: readonly Judgement[],
  probes: readonly Probe[],
  connections: readonly Socket[],
  apart = false,
): Settled {
  const probe = probes.find(
    each =>
      each.address === (question.target.socketPath ?? question.address) &&
      each.port === question.port &&
      each.protocol === question.protocol,
  );
  const own = question.vantage.kind === 'self' ? probe : undefined;
  const all = judgements.flatMap(each =>
    each.result.kind === 'found' ? [{ ...each, finding: each.result.finding }] : [],
  );
  const open = judgements.some(each => each.gate && each.result.kind === 'unchecked');
  const believable = all.filter(each => !contradicted(each, own) && !(open && clearsAll(each))).sort(byDepth);
  const explained = consequencesIn(believable);
  const found = believable
    .filter(each => !explained.some(one => one.code === each.code))
    .map(({ code, finding, explainedBy }) => ({ code, finding, explainedBy }));
  const silent = isMute(probes, question);
  const doubtful = silent && judgements.some(isUndecided);
  // What explains it leaves no less open than it does.
  const unsure = believable.some(
    ({ finding }) => finding.severity === 'warning' && finding.outcome === 'unknown',
  );
  const reach = reachOf(question, found, {
    own: own && { ...own, silent, doubtful },
    probe: apart ? undefined : probe,
    open: open || doubtful || unsure,
    seen: seenFrom(question, connections, doubtful),
  });
  const unexplained = reach.outcome !== 'ok' && !found.some(each => each.finding.severity === 'error');
  return { question, found, explained, reach, unexplained };
}

/** It says that nothing on this machine is in the way: not while that is open. */
const clearsAll = ({ code, finding }: Found): boolean =>
  code === 'cloud/outside-this-machine' && finding.severity !== 'error';

/** Nobody can tell whether whoever says nothing is stuck. */
const isUndecided = ({ code, result }: Judgement): boolean =>
  (code === 'process/hung' && result.kind === 'unchecked') ||
  (code === 'http/no-response' && result.kind === 'found' && result.finding.outcome === 'unknown');

/** A connection that was made is proof against every rule that says that it cannot be. */
function contradicted(found: Found, probe: Probe | undefined): boolean {
  if (!probe || !isMade(probe) || found.finding.severity !== 'error') return false;
  return (
    ['refused', 'timeout', 'unreachable'].includes(found.finding.outcome) &&
    layerOf(found.code) !== 'name' &&
    waysIn.includes(layerOf(found.code))
  );
}

/** Whether one cause is a consequence of the other already, by however many between them: they would silence each other. */
function leadsTo(root: CauseCode, code: CauseCode, explained: Settled['explained']): boolean {
  const by = explained.find(each => each.code === code)?.by;
  return by !== undefined && (by === root || leadsTo(root, by, explained));
}

/** Which findings are consequences, and of what: root causes silence those that name them in `explainedBy`, and those that they `explain`. */
function consequencesIn(found: readonly Found[]): Settled['explained'] {
  const explained: { code: CauseCode; by: CauseCode }[] = [];
  for (const { code, explainedBy, finding } of found) {
    const root = found.find(
      other =>
        other.code !== code &&
        other.finding.behind !== code &&
        (other.finding.severity === 'error' || other.finding.severity === finding.severity) &&
        (explainedBy.includes(other.code) || other.finding.explains?.includes(code)) &&
        !leadsTo(code, other.code, explained),
    );
    if (root) explained.push({ code, by: root.code });
  }
  // What stands behind a consequence goes with it.
  for (const { code, finding } of found) {
    const outer = explained.find(one => one.code === finding.behind);
    if (outer && !explained.some(one => one.code === code)) explained.push({ code, by: outer.by });
  }
  return explained;
}
