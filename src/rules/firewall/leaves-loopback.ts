import { valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import type { Evidence, Finding } from '../rule.js';
import { at } from '../serving.js';
import { isAnswer } from '../silence.js';
import type { Judged, WalkSeen } from './judged.js';

/** Masquerades what leaves by the device with a loopback address as its source. */
const masquerading = (device: string): readonly string[] =>
  [
    ['table', 'ip', 'localnet'],
    ['chain', 'ip', 'localnet', 'postrouting', '{ type nat hook postrouting priority 100; }'],
    [
      ...'rule ip localnet postrouting oifname'.split(' '),
      device,
      'ip',
      'saddr',
      '127.0.0.0/8',
      'masquerade',
    ],
  ].map(words => commandLine(['nft', 'add', ...words]));

/** The same port answers by another of this machine's addresses: where none does, it is no matter of loopback. */
const answersElsewhere = (probes: readonly Probe[], { port, protocol }: Question): boolean =>
  probes.some(
    probe =>
      probe.port === port &&
      probe.protocol === protocol &&
      !probe.because &&
      !isLoopback(probe.address) &&
      (protocol === 'tcp' && probe.conversations.length > 0
        ? probe.conversations.some(isAnswer)
        : probe.outcome === 'connected'),
  );

/**
 * This machine's own connection to a loopback address is sent on to another place by a rule. The kernel lets no packet out
 * that comes from 127.0.0.0/8, nor its answer in, unless the interface allows it (route_localnet, __mkroute_output() in
 * net/ipv4/route.c); and who gets one takes none from there.
 */
export function leavesLoopback(
  seen: WalkSeen,
  { facts, walk }: Judged,
  question: Question,
): Finding | undefined {
  const { output, source, rewrittenBy, destination } = walk;
  const own = question.vantage.kind === 'self' && question.family === 4 && isLoopback(question.address);
  if (!own || !rewrittenBy || walk.delivery !== 'out' || walk.verdict !== 'pass' || !output) return undefined;
  if (question.target.host === null && !answersElsewhere(valueIn(seen.probes) ?? [], question))
    return undefined;
  const allowed = facts.firewall.routeLocalnet.some(name => name === output || name === 'all');
  const masked = !isLoopback(source);
  if (allowed && masked) return undefined;
  const goal = at(destination.address, destination.port);
  const key = `net.ipv4.conf.${output.replaceAll('.', '/')}.route_localnet`;
  const off: Evidence = { fact: 'firewall', says: `${key} is 0`, source: `sysctl ${key}` };
  const why = allowed
    ? `but nothing masquerades them, and ${destination.address} takes none that comes from ${source}`
    : `where the kernel lets nothing out that comes from a loopback address (${key} is 0)`;
  return {
    severity: 'error',
    summary: `A NAT rule sends this machine's own connections to ${at(question.address, question.port)} on to ${goal}, ${why}: ${sayQuote(rewrittenBy)}.`,
    says: `redirected to ${goal}`,
    headline: 'a loopback address is sent on to a place that packets from loopback do not reach',
    outcome: 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(rewrittenBy)} leads to ${goal}`, source: sourceOf(rewrittenBy) },
      ...(allowed ? [] : [off]),
    ],
    fixes: [
      {
        title: `Let connections from loopback out by ${output}`,
        steps: [
          ...(allowed ? [] : [commandLine(['sysctl', '-w', `${key}=1`])]),
          ...(masked ? [] : masquerading(output)),
        ].map(command => ({ do: 'run' as const, command })),
        text: `It lasts until the next reboot: keep it in /etc/sysctl.d and with your rules. Or ask by another address of this machine: it needs none of that.`,
        risk: `Machines behind ${output} may then send packets to this machine's loopback addresses, which programs there may take for its own.`,
        needsRoot: true,
      },
    ],
  };
}
