import { type Fact, valueIn } from '../../facts/fact.js';
import type { CounterName, Limits } from '../../facts/limits/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { counted } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { fateOf, probeOf } from '../probe.js';
import type { Evidence, Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import type { WalkSeen } from './judged.js';
import { findRule, RULE_UNREAD } from './own-word.js';
import { asked } from './words.js';

/** What becomes of a packet of IPv4 that came in, besides that it is delivered (net/ipv4/ip_input.c, RFC 4293). */
const otherwise: readonly CounterName[] = [
  'InDelivers',
  'ForwDatagrams',
  'InDiscards',
  'InHdrErrors',
  'InAddrErrors',
  'ReasmReqds',
  'IPReversePathFilter',
  'in_martian_src',
];

/** By how much a counter grew while it was probed. */
export function growthOf(limits: Fact<Limits>, name: CounterName): number {
  const { before, after } = valueIn(limits)?.counters ?? {};
  return (after?.[name] ?? 0) - (before?.[name] ?? 0);
}

/** Packets of IPv4 that came in, and of which nothing became: only a packet filter makes them vanish uncounted. */
const vanished = (limits: Fact<Limits>): number =>
  otherwise.reduce((rest, name) => rest - growthOf(limits, name), growthOf(limits, 'InReceives'));

/**
 * Packets that came back with this machine's own address as their source. That counter is one for all network namespaces:
 * no more of them than vanished in this one.
 */
export function returned(limits: Fact<Limits>): number {
  const counted = growthOf(limits, 'in_martian_src');
  return Math.min(counted, counted + vanished(limits));
}

/** The same of either family; what is sent on by IPv6 is not told apart from what vanished. */
export function vanishedBy(limits: Fact<Limits>, family: 4 | 6): number {
  if (family === 4) return vanished(limits);
  return valueIn(limits)?.ipv6Forward
    ? 0
    : growthOf(limits, 'Ip6InReceives') - growthOf(limits, 'Ip6InDelivers');
}

/** All attempts to connect that timed out. */
export const timedOut = (probes: readonly Probe[]): number =>
  probes
    .filter(each => each.outcome === 'timeout' && each.protocol === 'tcp')
    .reduce((sum, each) => sum + 1 + (each.repeats?.tried ?? 0), 0);

/**
 * The rules could not be read, but the kernel counts what comes in and what it takes in. Each attempt that timed out was
 * sent again at least once, so two of its packets vanished, or none did. Undefined where that proves nothing.
 */
function vanishing({ probes, limits }: WalkSeen, question: Question): Evidence | undefined {
  const all = valueIn(probes) ?? [];
  const probe = probeOf(all, question);
  if (question.vantage.kind !== 'self' || probe?.outcome !== 'timeout' || question.family !== 4)
    return undefined;
  const attempts = timedOut(all);
  const lost = vanished(limits);
  const byIPv4 = timedOut(all.filter(({ address }) => !address.includes(':')));
  const unsent = question.local ? growthOf(limits, 'TCPRetransFail') : 0;
  if (probe.protocol !== 'tcp') return undefined;
  if (unsent >= attempts)
    return {
      fact: 'limits',
      says: `Of what was to be sent again ${counted(unsent, 'packet')} could not be sent (TCPRetransFail), while ${counted(attempts, 'attempt')} to connect timed out`,
      source: '/proc/net/netstat',
    };
  if (lost < 2 * byIPv4) return undefined;
  return {
    fact: 'limits',
    says: `${lost} packets came in and were neither delivered nor sent on, nor found faulty (InReceives, InDelivers), while ${counted(byIPv4, 'attempt')} to connect timed out`,
    source: '/proc/net/snmp',
  };
}

/**
 * How many packets that were to be sent again never left this machine (TCPRetransFail of /proc/net/netstat,
 * net/ipv4/tcp_output.c), where all attempts to connect that timed out may be explained by that: a rule that drops on the
 * way out makes the sending fail, one that is elsewhere does not. Each attempt sent its SYN again at least once.
 */
export function unsentBy({ limits, probes }: WalkSeen, question: Question): number | undefined {
  const all = valueIn(probes) ?? [];
  const probe = probeOf(all, question);
  const failed = growthOf(limits, 'TCPRetransFail');
  const isProof =
    probe?.outcome === 'timeout' && probe.protocol === 'tcp' && failed >= Math.max(2, timedOut(all));
  return isProof ? failed : undefined;
}

/** This machine's connection to another: the answers came in, and were not let through. */
export function answersVanish(seen: WalkSeen, question: Question): Finding | undefined {
  const proof = question.local ? undefined : vanishing(seen, question);
  return (
    proof && {
      severity: 'error',
      summary: `A rule of this machine's own firewall drops the answers of ${asked(question)} as they come in: they arrived, and the kernel was given none. ${RULE_UNREAD}`,
      says: 'drops the replies',
      outcome: 'timeout',
      evidence: [proof],
      fixes: [findRule('drops')],
    }
  );
}

/** This machine's connection to itself timed out, and its listener has room: nothing else gets lost on loopback. */
export function ownVanish(seen: WalkSeen, question: Question): Finding | undefined {
  const { limits, sockets } = seen;
  const takers = question.local ? takersOf(valueIn(sockets) ?? [], question) : [];
  const tracked = valueIn(limits)?.conntrack;
  if (takers.length === 0 || growthOf(limits, 'ListenDrops') > 0) return undefined;
  if (tracked && tracked.used >= tracked.limit) return undefined;
  const proof = vanishing(seen, question);
  return (
    proof && {
      severity: 'error',
      summary: `A rule of this machine's own firewall drops its connections to ${asked(question)}: a server listens there and has room, and their packets never reach it. ${RULE_UNREAD}`,
      says: `drops ${question.port}/tcp`,
      outcome: 'timeout',
      evidence: [proof],
      fixes: [findRule('drops')],
    }
  );
}

/**
 * How many of these attempts at this machine were refused by a reset, and how many resets TCP sent: the kernel counts
 * those (OutRsts of /proc/net/snmp), and not those of a rule (net/ipv4/netfilter/nf_reject_ipv4.c). Undefined where it
 * may have sent them all, and where the kernel keeps no such counters, as one that counted no packet of them.
 */
function foreignResets(limits: Fact<Limits>, probes: readonly Probe[]) {
  const refused = probes.filter(
    ({ outcome, protocol }) => outcome === 'refused' && protocol === 'tcp',
  ).length;
  const resets = growthOf(limits, 'OutRsts');
  return growthOf(limits, 'InReceives') > 0 && resets < refused ? { refused, resets } : undefined;
}

/** Attempts at this machine were refused by a reset that its TCP did not send: a rule did, or sent them on to who did. */
export const areRefusedElsewhere = (limits: Fact<Limits>, probes: readonly Probe[]): boolean =>
  foreignResets(
    limits,
    probes.filter(({ byReset }) => byReset),
  ) !== undefined;

/**
 * What shows that it was not the kernel's TCP or UDP that refused this attempt, though one of them answers for the port. What
 * a rule rejects here vanishes as it comes in; what one sends on to a container never does, whose refusal is no rule's.
 */
function foreignWord(limits: Fact<Limits>, all: readonly Probe[], probe: Probe): string | undefined {
  if (vanishedBy(limits, probe.address.includes(':') ? 6 : 4) <= 0) return undefined;
  if (probe.protocol === 'tcp') {
    const foreign = probe.byReset ? foreignResets(limits, all) : undefined;
    return (
      foreign &&
      `${foreign.refused} connections were refused by a reset, and the kernel's TCP sent ${foreign.resets} (OutRsts)`
    );
  }
  // Of IPv6 other files tell, and a kernel that counted nothing keeps no counters.
  const counts = growthOf(limits, 'InReceives') > 0 && !probe.address.includes(':');
  return counts && probe.offender && growthOf(limits, 'NoPorts') === 0
    ? "A datagram was refused, and the kernel's UDP found a socket for each that reached it (NoPorts)"
    : undefined;
}

/** This machine's attempt at itself was refused, by a reset or an ICMP error, although a socket takes it. */
export function refusedByRule(seen: WalkSeen, question: Question): Finding | undefined {
  const all = valueIn(seen.probes) ?? [];
  const probe = question.vantage.kind === 'self' && question.local ? probeOf(all, question) : undefined;
  if (probe?.outcome !== 'refused') return undefined;
  if (takersOf(valueIn(seen.sockets) ?? [], question).length === 0) return undefined;
  const says = foreignWord(seen.limits, all, probe);
  if (!says) return undefined;
  const what = probe.protocol === 'udp' ? 'what this machine sends' : 'its connections';
  const refusal = probe.protocol === 'udp' ? 'the refusal is not its own' : 'the reset was not sent by it';
  return {
    severity: 'error',
    summary: `A rule of this machine's own firewall rejects ${what} to ${asked(question)}: a server listens there, and ${refusal}. ${RULE_UNREAD}`,
    says: `rejects ${question.port}/${probe.protocol}`,
    outcome: fateOf(probe),
    evidence: [{ fact: 'limits', says, source: '/proc/net/snmp' }],
    fixes: [findRule('rejects')],
  };
}
