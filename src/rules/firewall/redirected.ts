import { type Fact, valueIn } from '../../facts/fact.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import { walk as walkAgain } from '../../firewall/walk.js';
import type { Fix } from '../../programs/fix.js';
import { commandLine } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import type { Question } from '../question.js';
import { defineRule, type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, inputOf, takersOf } from '../serving.js';
import { deleteRule } from './change.js';
import { isJudged, type Judged, judge, WALK_FACTS } from './judged.js';
import { whom } from './words.js';

/**
 * Found where a rule sends the connection to another port or address of this machine that takes no connections: nothing
 * listens there, or it is a loopback address, which the kernel refuses to packets from outside.
 */
export const rule = defineRule({
  code: 'firewall/redirected',
  needs: ['interfaces'],
  mayUse: [...WALK_FACTS, 'namespaces', 'containers'],
  gate: true,
  check(seen, question) {
    if (!question.local && question.vantage.kind !== 'self') return undefined;
    const judged = judge(seen, question);
    if (!isJudged(judged)) return question.local ? judged : undefined;
    const { walk } = judged;
    if (!walk.rewrittenBy) return undefined;
    const open = walk.doubts.find(({ kind }) => kind === 'nat');
    if (open) return unchecked(`where ${sayQuote(walk.rewrittenBy)} leads cannot be told (${open.says})`);
    if (!question.local)
      return ledAway(probeOf(valueIn(seen.probes), question), judged, walk.rewrittenBy, question);
    if (walk.delivery !== 'local') return elsewhere(seen, judged, walk.rewrittenBy, question);
    const moved = walk.destination.port !== question.port;
    const all = valueIn(moved ? seen.listeners : seen.sockets);
    if (walk.stop?.reason === 'loopback-from-outside')
      return refusedLoopback(judged, walk.rewrittenBy, question, {
        sockets: valueIn(seen.sockets) ?? [],
        listening: all ?? [],
      });
    if (!all) return unchecked(`whether anybody listens on port ${walk.destination.port} was not looked at`);
    const there = all.filter(
      each => each.local.port === walk.destination.port && serves(each, question.protocol),
    );
    if (takers(there, walk.destination.address, inputOf(question)).length > 0)
      return oneOfSeveral(judged, walk.rewrittenBy, question, valueIn(seen.listeners) ?? []);
    return found(judged, walk.rewrittenBy, question, valueIn(seen.sockets) ?? [], there);
  },
});

/** This machine's own connection to another, which its rules lead elsewhere; it was tried, and failed there. */
function ledAway(
  probe: Probe | undefined,
  judged: Judged,
  quote: Quote,
  question: Question,
): Finding | undefined {
  const { destination, verdict, delivery } = judged.walk;
  if (!probe || verdict !== 'pass' || !(probe.outcome in FAILED)) return undefined;
  const goal = at(destination.address, destination.port);
  const place = delivery === 'local' ? 'of this machine itself' : 'instead';
  const refused = probe.outcome === 'refused';
  return {
    severity: 'error',
    summary: `A NAT rule of this machine sends its own connections to ${at(question.address, question.port)} to ${goal} ${place}, ${refused ? 'where they are refused' : 'where nothing answers'}: ${sayQuote(quote)}.`,
    says: `redirected to ${goal}`,
    outcome: FAILED[probe.outcome]!,
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      {
        fact: 'probes',
        says: `The connection that was tried was ${refused ? 'refused' : 'not answered'}`,
        source: `connect() to ${at(question.address, question.port)}`,
      },
    ],
    fixes: fixes(judged, quote, question, true),
  };
}

const FAILED: Readonly<Partial<Record<Probe['outcome'], Finding['outcome']>>> = {
  refused: 'refused',
  timeout: 'timeout',
  'host-unreachable': 'unreachable',
};

interface Surroundings {
  readonly sockets: Fact<readonly Socket[]>;
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly containers: Fact<readonly Container[]>;
}

/** Sent on to another machine, which may be gone. Containers of this machine are the business of namespace/. */
function elsewhere(
  { sockets, namespaces, containers }: Surroundings,
  judged: Judged,
  quote: Quote,
  question: Question,
): Finding | Unchecked | undefined {
  const { address, port } = judged.walk.destination;
  const inside = [...(valueIn(namespaces) ?? []), ...(valueIn(containers) ?? [])];
  if (inside.some(each => each.addresses.includes(address)) || judged.walk.verdict !== 'pass')
    return undefined;
  const neighbour = judged.facts.routes?.neighbours.find(each => each.address === address);
  if (neighbour?.state !== 'failed' && neighbour?.state !== 'incomplete')
    return unchecked(
      `whether anybody answers on ${at(address, port)}, where "${quote.text}" leads, cannot be seen from here`,
    );
  const served = takersOf(valueIn(sockets) ?? [], question).length > 0;
  return {
    severity: 'error',
    summary: `A NAT rule sends connections of ${whom(question)} to ${at(question.address, question.port)} on to ${at(address, port)}, and no machine answers at ${address}: ${sayQuote(quote)}.`,
    says: `sent on to ${at(address, port)}, which does not answer`,
    outcome: 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${at(address, port)}`, source: sourceOf(quote) },
      {
        fact: 'routes',
        says: `The neighbour ${address} on ${neighbour.device} is ${neighbour.state}: it did not answer when it was last asked for`,
        source: `ip neigh show ${address}`,
      },
    ],
    fixes: fixes(judged, quote, question, served),
  };
}

/** Why the rewritten destination takes no connections; `there` is undefined for a loopback address. */
function reason(there: readonly Socket[] | undefined): string {
  if (!there)
    return ', a loopback address, where the kernel takes no packet that came from outside (route_localnet is off)';
  const addresses = [...new Set(there.map(each => each.local.address))];
  return addresses.length
    ? `, and that port is listened on at ${addresses.join(', ')} only`
    : ', where nothing listens';
}

/** Sent to a loopback address: where the server is there, the kernel can be told to let such packets in. */
function refusedLoopback(
  judged: Judged,
  quote: Quote,
  question: Question,
  { sockets, listening }: { readonly sockets: readonly Socket[]; readonly listening: readonly Socket[] },
): Finding {
  const finding = found(judged, quote, question, sockets, undefined);
  const { address, port } = judged.walk.destination;
  const { input } = question.vantage;
  const there = listening.filter(each => each.local.port === port && serves(each, question.protocol));
  if (input === null || takers(there, address, 'lo').length === 0) return finding;
  const name = `net.ipv4.conf.${input.replaceAll('.', '/')}.route_localnet`;
  const allow: Fix = {
    title: `Let packets from ${input} in to loopback addresses`,
    steps: [{ do: 'run', command: commandLine(['sysctl', '-w', `${name}=1`]) }],
    text: `It lasts until the next start: a line ${name} = 1 in a file in /etc/sysctl.d keeps it.`,
    risk: 'Programs that listen on loopback only can then be reached from outside by rules like this one.',
    needsRoot: true,
  };
  return { ...finding, fixes: [...finding.fixes.filter(({ steps }) => steps), allow] };
}

/** `there`: who listens on the new port, on another address; undefined where the new address is a loopback one. */
function found(
  judged: Judged,
  quote: Quote,
  question: Question,
  sockets: readonly Socket[],
  there: readonly Socket[] | undefined,
): Finding {
  const { walk } = judged;
  const goal = at(walk.destination.address, walk.destination.port);
  const served = takersOf(sockets, question).length > 0;
  const instead = served ? `; the server on port ${question.port} never sees it` : '';
  return {
    severity: 'error',
    summary: `A NAT rule sends connections of ${whom(question)} to ${at(question.address, question.port)} to ${goal}${reason(there)}${instead}: ${sayQuote(quote)}.`,
    says: `redirected to ${goal}`,
    outcome: there ? 'refused' : 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      ...(there
        ? [{ fact: 'listeners' as const, says: `Nobody listens on ${goal}`, source: 'sock_diag' }]
        : []),
    ],
    fixes: fixes(judged, quote, question, served),
  };
}

/** The rule deals connections out among several ports of this machine, and nobody listens on one of them. */
function oneOfSeveral(
  judged: Judged,
  quote: Quote,
  question: Question,
  listening: readonly Socket[],
): Finding | undefined {
  const { walk } = judged;
  if (listening.length === 0 || walk.doubts.some(({ kind }) => kind !== 'chance')) return undefined;
  const serving = listening.filter(each => serves(each, question.protocol));
  const destination = walk.otherwise.find(
    goal =>
      goal.address === walk.destination.address &&
      takers(
        serving.filter(each => each.local.port === goal.port),
        goal.address,
        inputOf(question),
      ).length === 0,
  );
  if (!destination) return undefined;
  const one = found({ ...judged, walk: { ...walk, destination } }, quote, question, [], []);
  return {
    ...one,
    severity: 'warning',
    outcome: 'ok',
    summary: `Connections to port ${question.port} are dealt out among several ports, and some fail. ${one.summary}`,
    headline: 'one of the ports that a NAT rule leads to is closed',
  };
}

/** Without the rule the connection goes where it was meant to, if somebody is there. */
function fixes({ facts }: Judged, quote: Quote, question: Question, served: boolean): readonly Fix[] {
  const change = deleteRule(facts.firewall, quote);
  const after = change && walkAgain({ ...facts, firewall: change.rules }, question);
  const start: Fix = {
    title: 'Start the server that the rule leads to',
    text: 'If the redirect is wanted, what is missing is the server at its other end.',
    needsRoot: false,
  };
  if (!change || !served || after?.rewrittenBy || after?.verdict !== 'pass') return [start];
  return [
    {
      title: 'Take the NAT rule away',
      steps: change.commands.map(command => ({ do: 'run' as const, command })),
      ...(change.keep ? { text: change.keep } : {}),
      risk: 'Whatever else the rule was for is then no longer redirected.',
      needsRoot: true,
    },
    start,
  ];
}
