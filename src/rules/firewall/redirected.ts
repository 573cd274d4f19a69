import { known, valueIn } from '../../facts/fact.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote } from '../../firewall/quote.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { isOwn } from '../bind/own-address.js';
import { someFail } from '../dealt.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding, type Unchecked, unchecked } from '../rule.js';
import { inputOf, takersOf } from '../serving.js';
import { holderFacts } from '../situation.js';
import { isJudged, type Judged, judge, WALK_FACTS } from './judged.js';
import { leavesLoopback } from './leaves-loopback.js';
import { mute } from './mute-there.js';
import { type LookupSeen, onTheWayToServers } from './name-servers.js';
import { onward } from './onward.js';
import { othersOnly } from './others-only.js';
import { isUnservedInside, ledAway, someElsewhere } from './redirected-away.js';
import { redirectedInside } from './redirected-inside.js';
import { type FoundSeen, found, onPortOf } from './redirected-to.js';
import { redirectedUnread } from './redirected-unread.js';

/**
 * Found where a rule sends the connection to another port or address of this machine that takes no connections: nothing
 * listens there, or it is a loopback address, which the kernel refuses to packets from outside; or where it leads other
 * machines alone to the server.
 */
export const rule = defineRule({
  code: 'firewall/redirected',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, ...holderFacts, 'names', 'namespaces', 'machine'],
  gate: true,
  check(seen, question) {
    const own =
      sentOn(seen, question) ?? onTheWayToServers(seen, question, server => lookupSentOn(seen, server));
    if (own) return ('unchecked' in own ? redirectedUnread(seen, question) : undefined) ?? own;
    const others = othersOnly(seen, question);
    if (others) return others;
    const inside = redirectedInside(seen, question);
    if (inside) return inside;
    // Where a redirect leads to what is sent on elsewhere, this machine followed it there; only what is sure counts.
    const next = onward(seen, question, sentOn);
    return next && 'severity' in next ? next : undefined;
  },
});

/** What a name server was asked, and a rule sent on. */
function lookupSentOn(
  seen: RedirectSeen & Pick<LookupSeen, 'names'>,
  server: Question,
): Finding | Unchecked | undefined {
  if (server.local) return sentOn(seen, server);
  const judged = judge(seen, server);
  if (!isJudged(judged) || !judged.walk.rewrittenBy) return undefined;
  // Meant for a name server of this machine's own, which is there: why that says nothing is not the rule's doing.
  const there = onPortOf(judged, valueIn(seen.listeners) ?? [], server);
  const { destination, delivery } = judged.walk;
  if (delivery === 'local' && takers(there, destination.address, inputOf(server)).length > 0)
    return undefined;
  const answer = valueIn(seen.names)?.answers.find(each => each.server === server.address);
  const outcome = answer?.outcome === 'refused' ? 'refused' : 'timeout';
  return ledAway({ outcome }, judged, judged.walk.rewrittenBy, server);
}

type RedirectSeen = FoundSeen & Parameters<typeof someElsewhere>[0];

/** What becomes of a question that a rule sends on. */
function sentOn(seen: RedirectSeen, question: Question): Finding | Unchecked | undefined {
  if (!question.local && question.vantage.kind !== 'self') return undefined;
  const judged = judge(seen, question);
  if (!isJudged(judged)) return question.local ? judged : undefined;
  const { walk } = judged;
  if (!walk.rewrittenBy) return undefined;
  const open = walk.doubts.find(({ kind }) => kind === 'nat');
  if (open) return unchecked(`where ${sayQuote(walk.rewrittenBy)} leads cannot be told (${open.says})`);
  if (!question.local)
    return isUnservedInside(seen.namespaces, judged, question)
      ? undefined
      : ledAway(probeOf(valueIn(seen.probes), question), judged, walk.rewrittenBy, question);
  if (walk.delivery !== 'local') return ledOut(seen, judged, walk.rewrittenBy, question);
  const moved = walk.destination.port !== question.port;
  const all = valueIn(moved ? seen.listeners : seen.sockets);
  if (walk.stop?.reason === 'loopback-from-outside')
    return refusedLoopback(seen, judged, walk.rewrittenBy, question, all ?? []);
  if (!all) return unchecked(`whether anybody listens on port ${walk.destination.port} was not looked at`);
  const there = onPortOf(judged, all, question);
  const servers = takers(there, walk.destination.address, inputOf(question));
  if (servers.length > 0)
    return mute(seen, judged, servers, question) ?? ledAmongSeveral(seen, judged, walk.rewrittenBy, question);
  return found(seen, judged, walk.rewrittenBy, question, there);
}

/** Sent on to another machine or namespace; what nobody serves in a namespace that was seen is for others to say. */
function ledOut(
  seen: RedirectSeen,
  judged: Judged,
  by: Quote,
  question: Question,
): Finding | Unchecked | undefined {
  if (isUnservedInside(seen.namespaces, judged, question)) return undefined;
  return leavesLoopback(seen, judged, question) ?? ledAmongSeveral(seen, judged, by, question);
}

/** Where chance deals connections out, a closed port of this machine is certain; of another machine it may not be known. */
const ledAmongSeveral = (
  seen: RedirectSeen,
  judged: Judged,
  by: Quote,
  question: Question,
): Finding | Unchecked | undefined =>
  oneOfSeveral(seen, judged, by, question) ?? someElsewhere(seen, judged, by, question);

/** Sent to a loopback address: where the server is there, the kernel can be told to let such packets in. */
function refusedLoopback(
  seen: RedirectSeen,
  judged: Judged,
  quote: Quote,
  question: Question,
  listening: readonly Socket[],
): Finding {
  const finding = found(seen, judged, quote, question, undefined);
  const { address } = judged.walk.destination;
  const { input } = question.vantage;
  const there = onPortOf(judged, listening, question);
  if (input === null || takers(there, address, 'lo').length === 0) return finding;
  const name = `net.ipv4.conf.${input.replaceAll('.', '/')}.route_localnet`;
  const allow: Fix = {
    title: `Let packets from ${input} in to loopback addresses`,
    steps: [{ do: 'run', command: commandLine(['sysctl', '-w', `${name}=1`]) }],
    text: `It lasts until the next reboot: a line ${name} = 1 in a file in /etc/sysctl.d keeps it.`,
    risk: 'Programs that listen on loopback only can then be reached from outside by rules like this one.',
    needsRoot: true,
  };
  // Without the rule nobody is reached whose server listens on loopback alone.
  const others =
    takersOf(valueIn(seen.sockets) ?? [], question).length > 0
      ? finding.fixes.filter(({ steps }) => steps)
      : [];
  return { ...finding, fixes: [...others, allow] };
}

/** The rule deals connections out among several ports of this machine, and nobody listens on one of them. */
function oneOfSeveral(
  seen: RedirectSeen,
  judged: Judged,
  quote: Quote,
  question: Question,
): Finding | undefined {
  const { walk } = judged;
  const listening = valueIn(seen.listeners) ?? [];
  if (listening.length === 0 || walk.doubts.some(({ kind }) => kind !== 'chance')) return undefined;
  const serving = listening.filter(each => serves(each, question.protocol));
  const destination = walk.otherwise.find(
    goal =>
      isOwn(goal.address, judged.facts.interfaces) &&
      takers(
        serving.filter(each => each.local.port === goal.port),
        goal.address,
        inputOf(question),
      ).length === 0,
  );
  if (!destination) return undefined;
  const dealt = { ...judged, walk: { ...walk, destination } };
  const one = found({ ...seen, sockets: known([], '') }, dealt, destination.by ?? quote, question, []);
  return someFail(one, question, 'ports', 'one of the ports that a NAT rule leads to is closed');
}
