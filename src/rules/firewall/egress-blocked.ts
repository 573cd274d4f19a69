import { valueIn } from '../../facts/fact.js';
import { serverQuestions } from '../../facts/names/server-questions.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Leg, Stop } from '../../firewall/leg.js';
import type { Question } from '../../net/question.js';
import { asksName } from '../name/lookup.js';
import { probeOf } from '../probe.js';
import { wayOut } from '../route/way.js';
import { defineRule, type Finding } from '../rule.js';
import { stopsTypist } from './by-sudo.js';
import { stopsClient } from './client-rules.js';
import { isTableFull } from './conntrack-full.js';
import { timedOut, unsentBy } from './counted.js';
import { deadQueue } from './dead-queue.js';
import { forbiddenConnection } from './forbidden.js';
import { findIn, inward, type Judged, judge, seldomStopped, WALK_FACTS, type WalkSeen } from './judged.js';
import { byOwnWord, findRule, RULE_UNREAD, unlessRead } from './own-word.js';
import { onTheWayOn, PROXY_FACTS } from './proxied.js';
import { refusedUnsent } from './refused-unsent.js';
import { repair } from './repair.js';
import { asked, evidenceOf, outcomeOf, stopSentence } from './words.js';

/** Found where this machine's own rules stop its connection to another machine, or those of a namespace of it the client's. */
export const rule = defineRule({
  code: 'firewall/egress-blocked',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, ...PROXY_FACTS, 'names'],
  through: true,
  check(seen, question) {
    const onTheWay = onTheWayOn(seen, question, asked => stopping(seen, asked));
    if (onTheWay) return onTheWay;
    if (question.vantage.kind !== 'self') return stopsClient(seen.namespaces, question);
    if (!question.local) {
      const result = stopping(seen, question);
      if (result && !('unchecked' in result)) return result;
      const doubt = result ?? seldomStopped(judge(seen, question));
      const told = (proof: Finding | undefined) => unlessRead(proof, seen.firewall, doubt);
      return (
        forbiddenConnection(seen, question) ??
        heldUp(seen, question) ??
        (doubt && told(byOwnWord(seen, question) ?? refusedUnsent(seen, question))) ??
        (isFull(seen)
          ? undefined
          : ((doubt && told(unsent(seen, question))) ?? forbiddenDatagram(seen, question))) ??
        result ??
        stopsTypist(seen, question)
      );
    }
    // A name that nobody was heard about: the way to its servers is this machine's as well.
    const names = valueIn(seen.names);
    const servers = names ? serverQuestions(names, question, seen.interfaces) : [];
    const found = servers.map(each => stopping(seen, each, question.target.host ?? undefined));
    return (
      found.find(each => each !== undefined && 'severity' in each) ??
      (names && asksName(names, question) && !isFull(seen) ? forbiddenName(names) : undefined) ??
      found.find(each => each !== undefined)
    );
  },
});

/** What the kernel refuses to send then, it refuses for want of room: firewall/conntrack-full. */
const isFull = ({ limits }: WalkSeen): boolean => {
  const known = valueIn(limits);
  return known !== undefined && isTableFull(known);
};

const NO_WAY_TO_NAMES = "this machine's firewall blocks the way to the name server";

/**
 * The rules tell nothing, or could not be read, but sending a datagram failed with EPERM: so it does where a rule on the
 * way out drops or rejects it (NF_DROP in net/netfilter/core.c), and never for what happens to it elsewhere.
 */
const forbidden = (
  what: string,
  to: string,
  then: string,
  source: string,
  fact: 'names' | 'probes',
): Finding => ({
  severity: 'error',
  summary: `A rule of this machine's own firewall stops ${what}: the kernel refuses to send it${then}. Which rule it is could not be read.`,
  says: `blocks the way out to ${to}`,
  outcome: 'timeout',
  evidence: [{ fact, says: `nothing could be sent to ${to}: EPERM`, source }],
  fixes: [findRule('stops')],
});

function forbiddenName({ name, addresses, answers }: NameLookup): Finding | undefined {
  const answer = answers.find(each => each.forbidden);
  const unheard = answers.every(({ outcome }) => outcome === 'unreachable' || outcome === 'timeout');
  if (!answer || addresses.length > 0 || !unheard) return undefined;
  const { server, question, source } = answer;
  const what = `what it asks name server ${server}`;
  const then = `, so ${name} cannot be looked up`;
  const query = `DNS query to ${server} for ${question} (${source})`;
  return { ...forbidden(what, server, then, query, 'names'), headline: NO_WAY_TO_NAMES };
}

function forbiddenDatagram(seen: WalkSeen, question: Question): Finding | undefined {
  const probe = probeOf(valueIn(seen.probes), question);
  if (probe?.protocol !== 'udp' || probe.errno !== 'EPERM') return undefined;
  const to = asked(question);
  return forbidden(`what it sends to ${to}`, to, '', `datagram to ${to}`, 'probes');
}

/** The queue of the interface that leads there lets nothing out, and an attempt got no answer. */
function heldUp(seen: WalkSeen, question: Question): Finding | undefined {
  const routing = valueIn(seen.routes);
  const out = routing && wayOut(routing, question)?.device;
  const what = `this machine's own connections to ${asked(question)}`;
  return probeOf(valueIn(seen.probes), question)?.outcome === 'connected'
    ? undefined
    : deadQueue(seen.interfaces, out, what);
}

/** The rules could not be read, but the kernel counts what it could not send again. */
function unsent(seen: WalkSeen, question: Question): Finding | undefined {
  const failed = unsentBy(seen, question);
  if (failed === undefined) return undefined;
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall drops its connections to ${asked(question)}: the kernel could not send their packets. ${RULE_UNREAD}`,
    says: `blocks the way out to ${asked(question)}`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'limits',
        says: `${failed} packets that were to be sent again never left this machine (TCPRetransFail), while ${timedOut(valueIn(seen.probes) ?? [])} attempts to connect timed out`,
        source: '/proc/net/netstat',
      },
    ],
    fixes: [findRule('drops')],
  };
}

/** `name`: what is to be looked up, where the question is whether its name server is reached. */
const stopping = (seen: WalkSeen, question: Question, name?: string) =>
  findIn(
    judge(seen, question),
    inward,
    // A name server of this machine itself is asked by way of loopback; what stops it there is firewall/drop or reject.
    stop => stop.reason === 'rule' && (!question.local || stop.hook === 'output'),
    (judged, leg, stop) => ({
      ...blocked(judged, leg, stop, question, name),
      ...(name === undefined ? {} : { headline: NO_WAY_TO_NAMES }),
    }),
  );

function blocked({ facts, walk }: Judged, leg: Leg, stop: Stop, question: Question, name?: string): Finding {
  const later = leg === walk.follow;
  const what =
    name !== undefined
      ? `what this machine asks name server ${question.address}`
      : later
        ? `what this machine sends to ${asked(question)} once connected`
        : `this machine's own connections to ${asked(question)}`;
  const then =
    name !== undefined
      ? `, so ${name} cannot be looked up`
      : `; ${later ? 'it never leaves' : 'they never leave'}, so nothing is wrong with the other machine as far as can be seen`;
  return {
    severity: 'error',
    summary: `${stopSentence(stop, what, facts.firewall.owners.ufw && /^ufw6?-/.test(stop.quote?.chain ?? ''))}${then}.`,
    says: `blocks the way out to ${asked(question)}`,
    outcome: outcomeOf(walk, leg, question),
    evidence: evidenceOf(stop),
    fixes: repair(facts, question, 'request'),
  };
}
