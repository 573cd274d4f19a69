import type { Leg, Stop } from '../../firewall/leg.js';
import { sourceOf } from '../../firewall/quote.js';
import type { Walk } from '../../firewall/walk.js';
import { comesHere, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { innerDown } from '../interface/place.js';
import { defineRule, type Evidence, type Finding, type Outcome, type Unchecked } from '../rule.js';
import { at } from '../serving.js';
import { atRouter } from './at-router.js';
import { foundInside } from './inside.js';
import { betweenIsolated } from './isolated-ports.js';
import { findIn, isJudged, type Judged, judge, onTheWayThrough, WALK_FACTS } from './judged.js';
import { onTheWayToServers } from './name-servers.js';
import { repair } from './repair.js';
import { asked, evidenceOf, stopSentence, whom } from './words.js';

const isMine = (stop: Stop, walk: Walk): boolean =>
  stop.reason === 'forwarding-off' || (stop.reason === 'rule' && onTheWayThrough(stop, walk));

/** Found where packets that a rule sends on to a container are dropped on the way through, or not forwarded at all. */
export const rule = defineRule({
  code: 'firewall/forward-dropped',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'names', 'namespaces', 'containers'],
  gate: true,
  through: true,
  // An engine takes its rules away and makes them anew whenever a container ends and begins again.
  explainedBy: ['process/crash-loop'],
  check(seen, question) {
    if (!comesHere(question)) return atRouter(seen, question, onTheWay);
    const lookup = onTheWayToServers(seen, question, server => atRouter(seen, server, onTheWay));
    if (lookup) return lookup;
    const judged = judge(seen, question);
    // It leaves by another interface than it would: which rules it meets there says nothing (see interface/down).
    if (isJudged(judged) && innerDown(seen.interfaces, judged.walk.destination.address)) return undefined;
    const found = onTheWay(judged, question);
    if (found && 'severity' in found) return found;
    // A container that hands it on to one of its own is a router of its own.
    const within = foundInside(seen, question, onTheWay);
    return within && 'severity' in within
      ? within
      : (betweenIsolated(seen.interfaces, question) ?? found ?? within);
  },
});

const onTheWay = (judged: Judged | Unchecked | undefined, question: Question) =>
  findIn(
    judged,
    walk => (walk.delivery === 'forward' ? [walk, walk.reply, walk.follow, walk.answer] : []),
    isMine,
    (each, leg, stop) => stopped(each, leg, stop, question),
  );

function stopped({ facts, walk }: Judged, leg: Leg, stop: Stop, question: Question): Finding {
  const reply = leg === walk.reply || leg === walk.answer;
  const goal = at(walk.destination.address, walk.destination.port);
  const refuses = stop.verdict === 'reject' && stop.heard && !reply;
  const outcome = refuses ? (walk.client?.outcome ?? 'timeout') : lostAs(walk, leg);
  const out = question.behind === 'client';
  const shared = {
    severity: 'error' as const,
    outcome,
    ...(out && { headline: 'the forward chain drops what the container sends' }),
  };
  if (stop.reason === 'forwarding-off') {
    const key = sysctlOf(facts, question, reply ? walk.output : question.vantage.input);
    return {
      ...shared,
      summary: `${question.local ? `Connections to ${asked(question)} are sent on to ${goal}` : `The way to ${goal} leads through this machine`}, but this machine does not forward ${question.family === 4 ? 'IPv4' : 'IPv6'} packets (${key} is 0).`,
      headline: `this machine does not forward packets ${out ? 'of' : 'to'} the container`,
      says: 'forwarding is switched off',
      evidence: [...rewriting(walk), switchedOff(key)],
      fixes: [switchOn(key)],
    };
  }
  const what = reply ? `the answers of ${goal} to ${whom(question)}` : sentOn(question, goal);
  return {
    ...shared,
    summary: `${stopSentence(stop, what, false)}.`,
    says: `drops what is forwarded to ${goal}`,
    evidence: [...rewriting(walk), ...evidenceOf(stop)],
    fixes: reply ? repair(facts, question, 'reply') : openBothWays(facts, question),
  };
}

const sentOn = (question: Question, goal: string): string =>
  question.local
    ? `what is sent on from ${asked(question)} to ${goal}`
    : `what ${whom(question)} ${question.vantage.kind === 'lan' ? 'send' : 'sends'} to ${goal}, which passes through this machine`;

/** What is dropped once a connection was made leaves its client waiting for an answer. */
const lostAs = (walk: Walk, leg: Leg): Outcome =>
  leg === walk || leg === walk.reply ? 'timeout' : 'no-answer';

/** A policy that drops the request drops its answers too, unless a rule lets established connections through. */
function openBothWays(facts: Judged['facts'], question: Question): readonly Fix[] {
  const both = repair(facts, question, 'both');
  return both.length > 0 ? both : repair(facts, question, 'request');
}

/** The setting that is off: the machine's, or that of the one interface, in the form of sysctl(8). */
function sysctlOf(
  { limits }: Judged['facts'],
  { family }: Question,
  input: string | null | undefined,
): string {
  if (family === 6) return 'net.ipv6.conf.all.forwarding';
  return limits?.ipForward && input
    ? `net.ipv4.conf.${input.replaceAll('.', '/')}.forwarding`
    : 'net.ipv4.ip_forward';
}

const switchedOff = (key: string): Evidence => ({
  fact: 'limits',
  says: `${key} is 0`,
  source: `sysctl ${key}`,
});

const rewriting = ({ rewrittenBy, destination }: Walk): readonly Evidence[] =>
  rewrittenBy
    ? [
        {
          fact: 'firewall',
          says: `"${rewrittenBy.text}" in chain ${rewrittenBy.chain} sends it on to ${at(destination.address, destination.port)}`,
          source: sourceOf(rewrittenBy),
        },
      ]
    : [];

const switchOn = (key: string) => ({
  title: 'Switch forwarding on',
  steps: [{ do: 'run' as const, command: `sysctl -w ${quoted(`${key}=1`)}` }],
  text: `To keep it after a reboot, put "${key} = 1" into a file in /etc/sysctl.d/.`,
  risk: 'This machine then also forwards what other rules allow: see the policy of chain FORWARD.',
  needsRoot: true,
});
